package org.recado.smpp;

/**
 * UTF-16, big endian, as {@code data_coding} 8 carries it: phones send surrogate pairs, though the
 * standard says UCS-2.
 */
final class Ucs2 {

  private Ucs2() {}

  /** A surrogate without its other half has no meaning and becomes U+FFFD. */
  static Octets encode(String text) {
    String whole = paired(text);
    byte[] octets = new byte[whole.length() * 2];
    for (int i = 0; i < whole.length(); i++) {
      octets[2 * i] = (byte) (whole.charAt(i) >> 8);
      octets[2 * i + 1] = (byte) whole.charAt(i);
    }
    return Octets.of(octets);
  }

  /**
   * Never fails: a byte order mark is obeyed and dropped, half a unit at the end and unpaired
   * surrogates become U+FFFD.
   */
  static String decode(Octets octets) {
    int first = octets.length() >= 2 ? octets.at(0) << 8 | octets.at(1) : 0;
    boolean littleEndian = first == 0xfffe;
    var text = new StringBuilder(octets.length() / 2 + 1);
    for (int i = first == 0xfeff || littleEndian ? 2 : 0; i + 1 < octets.length(); i += 2) {
      int high = octets.at(littleEndian ? i + 1 : i);
      int low = octets.at(littleEndian ? i : i + 1);
      text.append((char) (high << 8 | low));
    }
    if (octets.length() % 2 == 1) {
      text.append('\ufffd');
    }
    return paired(text.toString());
  }

  /** The same text, same length, with U+FFFD for each surrogate that has lost its other half. */
  static String paired(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 2) {
          i++;
        } else {
          mended = mended == null ? new StringBuilder(text) : mended;
          mended.setCharAt(i, '\ufffd');
        }
      }
    }
    return mended == null ? text : mended.toString();
  }
}
