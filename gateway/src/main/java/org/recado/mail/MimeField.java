package org.recado.mail;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A field with parameters, RFC 2045 section 5.1: {@code Content-Type}, {@code Content-Disposition}.
 * Value and parameter names are in lower case; parameters that RFC 2231 split or encoded are whole.
 * The first of two parameters with one name counts. Written to survive what senders get wrong:
 * blanks for semicolons, quotes that never close.
 */
record MimeField(String value, Map<String, String> parameters) {

  static MimeField parse(String raw) {
    var reader = new Reader(raw);
    String value = reader.until("; \t\r\n(").toLowerCase(Locale.ROOT).strip();
    var raws = new LinkedHashMap<String, String>();
    while (reader.more()) {
      reader.skip("; \t\r\n");
      String name = reader.until("=; \t\r\n").toLowerCase(Locale.ROOT);
      reader.skip(" \t\r\n");
      if (reader.take('=')) {
        reader.skip(" \t\r\n");
        raws.putIfAbsent(name, reader.parameterValue());
      } else if (name.isEmpty()) {
        reader.skipOne();
      }
    }
    return new MimeField(value, joined(raws));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** RFC 2231: {@code name*0*}, {@code name*1}… become {@code name}. */
  private static Map<String, String> joined(Map<String, String> raws) {
    var whole = new LinkedHashMap<String, String>();
    var pieces = new LinkedHashMap<String, TreeMap<Integer, String>>();
    for (var entry : raws.entrySet()) {
      int star = entry.getKey().indexOf('*');
      if (star < 0) {
        whole.put(entry.getKey(), EncodedWords.decode(entry.getValue()));
        continue;
      }
      String name = entry.getKey().substring(0, star);
      String rest = entry.getKey().substring(star + 1);
      boolean encoded = rest.isEmpty() || rest.endsWith("*");
      String digits = rest.endsWith("*") ? rest.substring(0, rest.length() - 1) : rest;
      int index = digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
      pieces
          .computeIfAbsent(name, any -> new TreeMap<>())
          .putIfAbsent(index, (encoded ? "*" : "=") + entry.getValue());
    }
    pieces.forEach((name, parts) -> whole.put(name, Rfc2231.join(parts.values())));
    return whole;
  }

  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean more() {
      return at < text.length();
    }

    void skipOne() {
      at++;
    }

    void skip(String any) {
      while (more() && any.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    boolean take(char c) {
      if (more() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    String until(String any) {
      int from = at;
      while (more() && any.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    String parameterValue() {
      if (!take('"')) {
        return until(";\r\n").strip();
      }
      var value = new StringBuilder();
      while (more() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      at++;
      return value.toString();
    }
  }
}
