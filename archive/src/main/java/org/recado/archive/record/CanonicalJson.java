package org.recado.archive.record;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON in its canonical form (RFC 8785), of strings, whole numbers, arrays and objects only: one
 * value has one text, so that the text can be hashed. Without fractions, the number rules of the
 * RFC come down to plain decimal digits.
 */
public final class CanonicalJson {

  /** Beyond this, readers that use IEEE 754 doubles disagree (RFC 8785 section 3.2.2.3). */
  private static final long LARGEST = (1L << 53) - 1;

  private CanonicalJson() {}

  /**
   * @param value a {@link String}, {@link Integer}, {@link Long}, {@link List} or {@link Map} with
   *     string keys, nested as wanted
   * @throws IllegalArgumentException for anything else, and for half a surrogate pair
   */
  public static String write(Object value) {
    var out = new StringBuilder(512);
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof String text) {
      string(text, out);
    } else if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (Math.abs(number) > LARGEST) {
        throw new IllegalArgumentException("too large a number for canonical JSON");
      }
      out.append(number);
    } else if (value instanceof List<?> list) {
      char before = '[';
      for (Object item : list) {
        out.append(before);
        write(item, out);
        before = ',';
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Map<?, ?> map) {
      object(map, out);
    } else {
      throw new IllegalArgumentException(
          "canonical JSON here has strings, whole numbers, arrays and objects only");
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    var sorted = sorted(map);
    char before = '{';
    for (var entry : sorted.entrySet()) {
      out.append(before);
      string((String) entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      before = ',';
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  /** String order is by UTF-16 code units, as RFC 8785 section 3.2.3 asks. */
  private static Map<?, ?> sorted(Map<?, ?> map) {
    if (map.size() < 2 || (map instanceof SortedMap<?, ?> tree && tree.comparator() == null)) {
      return map;
    }
    var sorted = new TreeMap<String, Object>();
    map.forEach((key, item) -> sorted.put((String) key, item));
    return sorted;
  }

  /** Nothing to escape and no surrogate: what nearly every value is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  static void string(String text, StringBuilder out) {
    if (isPlain(text)) {
      out.append('"').append(text).append('"');
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            if (Character.isSurrogate(c)) {
              boolean paired =
                  Character.isHighSurrogate(c)
                      && i + 1 < text.length()
                      && Character.isLowSurrogate(text.charAt(i + 1));
              if (!paired) {
                throw new IllegalArgumentException("half a surrogate pair has no UTF-8 form");
              }
              out.append(c);
              c = text.charAt(++i);
            }
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
