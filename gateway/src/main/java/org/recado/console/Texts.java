package org.recado.console;

import java.util.Locale;
import org.springframework.context.MessageSource;

/** The words of one language. */
final class Texts {

  private final MessageSource source;
  private final Locale locale;

  Texts(MessageSource source, Locale locale) {
    this.source = source;
    this.locale = locale;
  }

  Locale locale() {
    return locale;
  }

  String of(String key, Object... arguments) {
    return source.getMessage(key, arguments, locale);
  }

  /** For what may have got a name after the bundles were written. */
  String orElse(String key, String otherwise) {
    String text = source.getMessage(key, null, "", locale);
    return text == null || text.isEmpty() ? otherwise : text;
  }

  String status(String state) {
    return orElse("status." + state, state);
  }
}
