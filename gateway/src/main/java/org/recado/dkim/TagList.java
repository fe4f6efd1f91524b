package org.recado.dkim;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code tag=value; tag=value}, RFC 6376 section 3.2. Names are told apart by case; white space
 * around names and values does not count; what has an unknown name is kept and may be ignored.
 *
 * @param values in the order in which they stand
 */
record TagList(Map<String, String> values) {

  static TagList of(String text) throws Unusable {
    var values = new LinkedHashMap<String, String>();
    String[] parts = text.split(";", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = trim(parts[i]);
      if (part.isEmpty() && i == parts.length - 1) {
        break; // a semicolon may end the list
      }
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : trim(part.substring(0, equals));
      if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
        throw new Unusable("it is no list of tags");
      }
      if (values.put(name, trim(part.substring(equals + 1))) != null) {
        throw new Unusable("it has the tag " + name + "= twice");
      }
    }
    return new TagList(values);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String get(String name) throws Unusable {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new Unusable("it has no " + name + "=");
    }
    return value;
  }

  /** A value of words with colons between them; none if the tag is not there. */
  List<String> words(String name) {
    var words = new ArrayList<String>();
    find(name)
        .ifPresent(
            value -> {
              for (String word : value.split(":", -1)) {
                words.add(trim(word));
              }
            });
    return words;
  }

  /** A value in base64, which may be folded. */
  byte[] octets(String name) throws Unusable {
    try {
      return Base64.getDecoder().decode(get(name).replaceAll("[ \t\r\n]", ""));
    } catch (IllegalArgumentException e) {
      throw new Unusable("its " + name + "= is not base64");
    }
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
