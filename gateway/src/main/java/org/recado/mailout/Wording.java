package org.recado.mailout;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What people read in mails, from {@code config/messages}: Spanish for a Spanish locale, English
 * for every other.
 */
final class Wording {

  private static final Wording ENGLISH = new Wording("en");
  private static final Wording SPANISH = new Wording("es");

  private final Properties texts = new Properties();
  private final String language;

  private Wording(String language) {
    this.language = language;
    String name = "/org/recado/messages/messages_" + language + ".properties";
    try (var in = Wording.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Wording in(Locale locale) {
    return locale.getLanguage().equals("es") ? SPANISH : ENGLISH;
  }

  /** {@code en} or {@code es}. */
  String language() {
    return language;
  }

  Set<String> keys() {
    return texts.stringPropertyNames();
  }

  /**
   * @param values by the name between braces
   * @throws IllegalArgumentException if there is no such text
   */
  String text(String key, Map<String, String> values) {
    return find(key, values).orElseThrow(() -> new IllegalArgumentException("no text " + key));
  }

  Optional<String> find(String key, Map<String, String> values) {
    return Optional.ofNullable(texts.getProperty(key)).map(text -> filled(text, values));
  }

  /** In one pass, so that braces in a value stay as they are. */
  private static String filled(String text, Map<String, String> values) {
    var filled = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      String value = close < 0 ? null : values.get(text.substring(open + 1, close));
      int end = value == null ? open + 1 : close + 1;
      filled.append(text, at, open).append(value == null ? "{" : value);
      at = end;
    }
    return filled.append(text, at, text.length()).toString();
  }
}
