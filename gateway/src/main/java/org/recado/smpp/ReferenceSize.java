package org.recado.smpp;

/**
 * The two concatenation headers of 3GPP TS 23.040: section 9.2.3.24.1 with an 8-bit reference,
 * section 9.2.3.24.8 with a 16-bit one, which costs each part a character.
 */
public enum ReferenceSize {
  BITS_8,
  BITS_16;

  /** The user data header of one part, its length octet first. */
  Octets header(int reference, int total, int part) {
    if (this == BITS_8) {
      return Octets.of((byte) 5, (byte) 0, (byte) 3, (byte) reference, (byte) total, (byte) part);
    }
    return Octets.of(
        (byte) 6,
        (byte) 8,
        (byte) 4,
        (byte) (reference >> 8),
        (byte) reference,
        (byte) total,
        (byte) part);
  }
}
