package org.recado.smtp;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The path and parameters of MAIL or RCPT (RFC 5321 section 4.1.1): {@code FROM:<a@b> SIZE=12
 * RET=HDRS}.
 *
 * @param path what stands between the angle brackets, a source route taken off; empty for the null
 *     path
 * @param values parameters by their name in upper case; those without a value have an empty one
 * @param repeated whether one of them is there twice, which RFC 3461 section 4 forbids
 */
record EsmtpParameters(String path, Map<String, String> values, boolean repeated) {

  private static final Pattern XTEXT = Pattern.compile("(?:[!-*,-<>-~]|\\+[2-7][0-9A-F])+");

  /**
   * @param arguments what follows the verb
   * @param keyword {@code FROM:} or {@code TO:}
   * @return empty if it is not of that form
   */
  static Optional<EsmtpParameters> parse(String arguments, String keyword) {
    String text = arguments.strip();
    if (!text.regionMatches(true, 0, keyword, 0, keyword.length())) {
      return Optional.empty();
    }
    text = text.substring(keyword.length()).stripLeading();
    int end = text.startsWith("<") ? closing(text) : -1;
    if (end < 0) {
      return Optional.empty();
    }
    String path = text.substring(1, end);
    if (path.startsWith("@") && path.indexOf(':') > 0) {
      path = path.substring(path.indexOf(':') + 1); // RFC 5321 appendix C: ignore source routes
    }
    var values = new TreeMap<String, String>();
    boolean repeated = false;
    for (String word : text.substring(end + 1).strip().split(" +")) {
      if (!word.isEmpty()) {
        int equals = word.indexOf('=');
        String name = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
        repeated |= values.put(name, equals < 0 ? "" : word.substring(equals + 1)) != null;
      }
    }
    return Optional.of(new EsmtpParameters(path, values, repeated));
  }

  /** The closing bracket, not one within a quoted local part. */
  private static int closing(String text) {
    boolean quoted = false;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '>' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether it is xtext, of at least one character, and of visible ASCII once decoded. */
  static boolean isXtext(String text) {
    return XTEXT.matcher(text).matches();
  }

  /** xtext of RFC 3461 section 4: {@code +2B} stands for a plus sign. */
  static String decodeXtext(String xtext) {
    var text = new StringBuilder();
    for (int i = 0; i < xtext.length(); i++) {
      char c = xtext.charAt(i);
      if (c == '+'
          && i + 2 < xtext.length()
          && xtext.substring(i + 1, i + 3).matches("[0-9A-F]{2}")) {
        text.append((char) Integer.parseInt(xtext.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(c);
      }
    }
    return text.toString().replaceAll("\\p{Cntrl}", "");
  }
}
