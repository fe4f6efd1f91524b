package org.recado.mailout;

import java.nio.charset.StandardCharsets;

/** Text as quoted-printable UTF-8, RFC 2045 section 6.7; safe on every mail path. */
final class QuotedPrintable {

  private static final int LINE = 76;

  private static final String HEX = "0123456789ABCDEF";

  private QuotedPrintable() {}

  /**
   * @param text with {@code \n} as its line break; the last line need not have one
   * @return lines ended by CRLF, the last one too
   */
  static String encode(String text) {
    var out = new StringBuilder(text.length() + text.length() / 4);
    for (String line : text.split("\n", -1)) {
      encodeLine(line.getBytes(StandardCharsets.UTF_8), out);
      out.append("\r\n");
    }
    return out.toString();
  }

  private static void encodeLine(byte[] line, StringBuilder out) {
    int column = 0;
    for (int i = 0; i < line.length; i++) {
      boolean last = i == line.length - 1;
      boolean plain = plain(line, i, last);
      int width = plain ? 1 : 3;
      int room = last ? LINE : LINE - 1; // the sign of a soft break needs a place
      if (column + width > room) {
        out.append("=\r\n");
        column = 0;
      }
      if (plain) {
        out.append((char) line[i]);
      } else {
        out.append('=').append(HEX.charAt(line[i] >> 4 & 15)).append(HEX.charAt(line[i] & 15));
      }
      column += width;
    }
  }

  private static boolean plain(byte[] line, int i, boolean last) {
    byte c = line[i];
    if (c == ' ') {
      return !last;
    }
    boolean altered = i == 0 && (c == '.' || c == 'F'); // a lone dot; From in mailbox files
    return c > ' ' && c < 0x7f && c != '=' && !altered;
  }
}
