package org.recado.smpp;

/**
 * The two concatenation headers of 3GPP TS 23.040: section 9.2.3.24.1 with an 8-bit reference,
 * section 9.2.3.24.8 with a 16-bit one, which costs each part a character.
 */
public enum ReferenceSize {
  BITS_8,
  BITS_16;

  /** Octets of the element: identifier, length, data. */
  int length() {
    return this == BITS_8 ? 5 : 6;
  }

  /** The element of one part. */
  Octets element(int reference, int total, int part) {
    if (this == BITS_8) {
      return Octets.of((byte) 0, (byte) 3, (byte) reference, (byte) total, (byte) part);
    }
    return Octets.of(
        (byte) 8, (byte) 4, (byte) (reference >> 8), (byte) reference, (byte) total, (byte) part);
  }
}
