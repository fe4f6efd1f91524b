package org.recado.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Parameter values in pieces and in other charsets, RFC 2231 sections 3 and 4. */
final class Rfc2231 {

  private Rfc2231() {}

  /**
   * @param pieces in order, each led by {@code *} if it is percent-encoded, else by {@code =}
   */
  static String join(Collection<String> pieces) {
    String charset = "utf-8";
    var octets = new ByteArrayOutputStream();
    boolean first = true;
    for (String piece : pieces) {
      String value = piece.substring(1);
      if (piece.charAt(0) == '*') {
        int tick = value.indexOf('\'');
        int second = tick < 0 ? -1 : value.indexOf('\'', tick + 1);
        if (first && second > 0) {
          charset = value.substring(0, tick);
          value = value.substring(second + 1);
        }
        percentDecode(value, octets);
      } else {
        octets.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      }
      first = false;
    }
    return Charsets.decode(octets.toByteArray(), charset).text();
  }

  private static void percentDecode(String value, ByteArrayOutputStream octets) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        octets.write(high * 16 + low);
        i += 2;
      } else {
        octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
