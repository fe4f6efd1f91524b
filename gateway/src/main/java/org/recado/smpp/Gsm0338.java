package org.recado.smpp;

import java.util.Arrays;
import java.util.Map;

/**
 * The GSM 7-bit default alphabet with its extension table, 3GPP TS 23.038 sections 6.2.1 and
 * 6.2.1.1, in the form SMPP carries under {@code data_coding} 0: an octet for each septet, top bit
 * clear. A character of the extension table costs two septets, the escape and its code.
 */
public final class Gsm0338 {

  static final int ESCAPE = 0x1b;

  /** Position is code; U+001B stands where the escape is. */
  static final String DEFAULT =
      "@£$¥èéùìòÇ\nØø\rÅå"
          + "Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ"
          + " !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
          + "¿abcdefghijklmnopqrstuvwxyzäöñüà";

  static final Map<Integer, Character> EXTENSION =
      Map.of(
          0x0a, '\f', 0x14, '^', 0x28, '{', 0x29, '}', 0x2f, '\\', 0x3c, '[', 0x3d, '~', 0x3e, ']',
          0x40, '|', 0x65, '€');

  /** Code by character: below 0x80 of the default table, with bit 8 set of the extension. */
  private static final short[] CODES = new short['€' + 1];

  static final int EXTENDED = 0x100;

  static {
    Arrays.fill(CODES, (short) -1);
    for (int code = 0; code < DEFAULT.length(); code++) {
      if (code != ESCAPE) {
        CODES[DEFAULT.charAt(code)] = (short) code;
      }
    }
    EXTENSION.forEach((code, character) -> CODES[character] = (short) (EXTENDED | code));
  }

  private Gsm0338() {}

  /** Whether every character is in the default or the extension table. */
  public static boolean canEncode(String text) {
    return text.chars().noneMatch(c -> code((char) c) < 0);
  }

  /** How many septets the text costs, at most two a character. */
  public static int septets(String text) {
    return septets(text, NationalTables.NONE);
  }

  static int septets(String text, NationalTables tables) {
    return text.chars().map(c -> tables.code((char) c) >= EXTENDED ? 2 : 1).sum();
  }

  /**
   * @throws IllegalArgumentException if a character is in neither table; see {@link #canEncode}
   */
  public static Octets encode(String text) {
    return encode(text, NationalTables.NONE);
  }

  static Octets encode(String text, NationalTables tables) {
    byte[] octets = new byte[septets(text, tables)];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int code = tables.code(text.charAt(i));
      if (code < 0) {
        throw new IllegalArgumentException("character " + i + " is not in GSM 03.38");
      }
      if (code >= EXTENDED) {
        octets[at++] = ESCAPE;
      }
      octets[at++] = (byte) code;
    }
    return Octets.of(octets);
  }

  /** Reads the default alphabet. Never fails; see {@link #decode(Octets, NationalTables)}. */
  public static String decode(Octets octets) {
    return decode(octets, NationalTables.NONE);
  }

  /**
   * Reads with the tables a user data header asked for. As section 6.2.1.1 wants it of a receiver,
   * an escape before a code that the extension lacks leaves that code's character of the main
   * table, and two escapes, or one at the end, make a space. An octet above 0x7F is no septet and
   * becomes U+FFFD.
   */
  static String decode(Octets octets, NationalTables tables) {
    var text = new StringBuilder(octets.length());
    for (int i = 0; i < octets.length(); i++) {
      int code = octets.at(i);
      if (code > 0x7f) {
        text.append('\ufffd');
      } else if (code != ESCAPE) {
        text.append(tables.main(code));
      } else if (i + 1 == octets.length()) {
        text.append(' ');
      } else {
        text.append(tables.escaped(octets.at(++i)));
      }
    }
    return text.toString();
  }

  /** Below 0x80 in the default table, with bit 8 set in the extension, -1 in neither. */
  static int code(char character) {
    return character < CODES.length ? CODES[character] : -1;
  }
}
