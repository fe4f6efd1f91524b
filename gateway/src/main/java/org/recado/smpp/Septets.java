package org.recado.smpp;

import java.util.ArrayList;

/**
 * GSM-7 packed, eight septets in seven octets, as on the air (3GPP TS 23.038 section 6.1.2.1): some
 * SMSCs want it in {@code short_message} too.
 */
final class Septets {

  private static final int CARRIAGE_RETURN = 0x0d;

  private Septets() {}

  /**
   * @param octets a septet in each
   * @param after how many octets come before, for the fill bits that bring the first septet to a
   *     septet's boundary (3GPP TS 23.040 section 9.2.3.24)
   */
  static Octets pack(Octets octets, int after) {
    int fill = fill(after);
    int bits = fill + 7 * octets.length();
    byte[] packed = new byte[(bits + 7) / 8];
    for (int i = 0; i < octets.length(); i++) {
      put(packed, fill + 7 * i, octets.at(i));
    }
    if (packed.length * 8 - bits == 7) {
      // section 6.1.2.3.1: else the receiver would read an @ that nobody wrote
      put(packed, bits, CARRIAGE_RETURN);
    }
    return Octets.of(packed);
  }

  /** The other way; a carriage return that only fills the last octet is left out. */
  static Octets unpack(Octets packed, int after) {
    int fill = fill(after);
    int count = Math.max(0, (packed.length() * 8 - fill) / 7);
    var septets = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      septets.add(get(packed, fill + 7 * i));
    }
    boolean full = (fill + 7 * count) % 8 == 0 && count > 0;
    if (full && septets.get(count - 1) == CARRIAGE_RETURN) {
      count--;
    }
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = septets.get(i).byteValue();
    }
    return Octets.of(octets);
  }

  private static int fill(int after) {
    return (7 - (after * 8) % 7) % 7;
  }

  private static void put(byte[] packed, int bit, int septet) {
    int shifted = septet << (bit % 8);
    packed[bit / 8] = (byte) (packed[bit / 8] | shifted);
    if (shifted > 0xff) {
      packed[bit / 8 + 1] = (byte) (packed[bit / 8 + 1] | (shifted >> 8));
    }
  }

  private static int get(Octets packed, int bit) {
    int low = packed.at(bit / 8);
    int high = bit / 8 + 1 < packed.length() ? packed.at(bit / 8 + 1) : 0;
    return (((high << 8) | low) >> (bit % 8)) & 0x7f;
  }
}
