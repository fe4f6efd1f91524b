package org.recado.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encoded words, RFC 2047, read as senders write them: inside quotes, with blanks in the text, and
 * with a character cut between two words of one charset, whose octets are therefore joined first.
 */
final class EncodedWords {

  private static final Pattern WORD =
      Pattern.compile("=\\?([^?\\s]{1,60})\\?([BbQq])\\?([^?\\r\\n]{0,2000}?)\\?=");

  private EncodedWords() {}

  static String decode(String text) {
    if (!text.contains("=?")) {
      return text;
    }
    var result = new StringBuilder(text.length());
    var octets = new ByteArrayOutputStream();
    String charset = "";
    int at = 0;
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String between = text.substring(at, word.start());
      String label = language(word.group(1));
      boolean joined = octets.size() > 0 && between.isBlank();
      if (!joined || !label.equals(charset)) {
        flush(octets, charset, result);
      }
      if (!joined) {
        result.append(between);
      }
      charset = label;
      decodeInto(word.group(2), word.group(3), octets);
      at = word.end();
    }
    flush(octets, charset, result);
    return result.append(text, at, text.length()).toString();
  }

  /** RFC 2231 section 5: {@code charset*language}. */
  private static String language(String charset) {
    int star = charset.indexOf('*');
    return (star < 0 ? charset : charset.substring(0, star)).toLowerCase(Locale.ROOT);
  }

  private static void flush(ByteArrayOutputStream octets, String charset, StringBuilder result) {
    if (octets.size() > 0) {
      result.append(Charsets.decode(octets.toByteArray(), charset).text());
      octets.reset();
    }
  }

  private static void decodeInto(String encoding, String text, ByteArrayOutputStream octets) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    if (encoding.equalsIgnoreCase("B")) {
      octets.writeBytes(TransferEncoding.base64(raw, 0, raw.length));
      return;
    }
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '_') {
        octets.write(' ');
      } else if (raw[i] == '=' && i + 2 < raw.length && hex(raw, i + 1) >= 0) {
        octets.write(hex(raw, i + 1));
        i += 2;
      } else {
        octets.write(raw[i]);
      }
    }
  }

  private static int hex(byte[] raw, int at) {
    int high = Character.digit(raw[at], 16);
    int low = Character.digit(raw[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
