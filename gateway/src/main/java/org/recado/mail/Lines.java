package org.recado.mail;

/** Lines of octets: ended by CRLF, as RFC 5322 asks, or by a bare LF, as files have them. */
final class Lines {

  private Lines() {}

  /** The index of the CR or LF that ends the line begun at {@code from}, or {@code end}. */
  static int endOfLine(byte[] mail, int from, int end) {
    int i = from;
    while (i < end && mail[i] != '\n') {
      i++;
    }
    return i > from && i < end && mail[i - 1] == '\r' ? i - 1 : i;
  }

  /** Where the line after one that ends at {@code eol} begins. */
  static int nextLine(byte[] mail, int eol, int end) {
    int i = eol;
    if (i < end && mail[i] == '\r') {
      i++;
    }
    return Math.min(end, i + 1);
  }
}
