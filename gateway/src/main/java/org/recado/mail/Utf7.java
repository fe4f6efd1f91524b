package org.recado.mail;

import java.nio.charset.StandardCharsets;

/** UTF-7, RFC 2152, which Java does not know and old gateways still write. */
final class Utf7 {

  private Utf7() {}

  static String decode(byte[] octets) {
    var text = new StringBuilder(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '+') {
        text.append((char) (octets[i] & 0xff));
        continue;
      }
      int end = i + 1;
      while (end < octets.length && base64(octets[end])) {
        end++;
      }
      if (end == i + 1) {
        text.append('+'); // "+-" is a plus sign
      } else {
        byte[] units = TransferEncoding.base64(octets, i + 1, end);
        text.append(new String(units, 0, units.length / 2 * 2, StandardCharsets.UTF_16BE));
      }
      i = end < octets.length && octets[end] == '-' ? end : end - 1;
    }
    return text.toString();
  }

  private static boolean base64(byte c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
