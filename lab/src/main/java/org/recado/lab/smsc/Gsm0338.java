package org.recado.lab.smsc;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The default alphabet of 3GPP TS 23.038 section 6.2.1 with its extension table, an octet a
 * character as SMPP carries it.
 */
final class Gsm0338 {

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENDED = "\f^{}\\[~]|€";
  private static final byte[] EXTENDED_CODES = {
    0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e, 0x40, 0x65
  };
  private static final int ESCAPE = 0x1b;
  private static final Map<Character, Integer> CODES = new HashMap<>();
  private static final Map<Integer, Character> AFTER_ESCAPE = new HashMap<>();

  static {
    for (int code = 0; code < BASIC.length(); code++) {
      CODES.put(BASIC.charAt(code), code);
    }
    CODES.remove('\u001b');
    for (int i = 0; i < EXTENDED.length(); i++) {
      CODES.put(EXTENDED.charAt(i), (ESCAPE << 8) | EXTENDED_CODES[i]);
      AFTER_ESCAPE.put((int) EXTENDED_CODES[i], EXTENDED.charAt(i));
    }
  }

  private Gsm0338() {}

  static boolean canWrite(String text) {
    return text.chars().allMatch(c -> CODES.containsKey((char) c));
  }

  /** How many septets a character takes: two when it is in the extension table. */
  static int septets(char character) {
    return CODES.getOrDefault(character, 0) > 0x7f ? 2 : 1;
  }

  static byte[] encode(String text) {
    var out = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      int code = CODES.getOrDefault(text.charAt(i), (int) '?');
      if (code > 0x7f) {
        out.write(ESCAPE);
      }
      out.write(code & 0x7f);
    }
    return out.toByteArray();
  }

  /** As a phone shows it; an unknown extension shows as the basic character (section 6.2.1.1). */
  static String decode(byte[] octets) {
    var text = new StringBuilder(octets.length);
    for (int i = 0; i < octets.length; i++) {
      int code = octets[i] & 0x7f;
      if (code == ESCAPE && i + 1 < octets.length) {
        int next = octets[++i] & 0x7f;
        text.append(AFTER_ESCAPE.getOrDefault(next, BASIC.charAt(next)).charValue());
      } else {
        text.append(BASIC.charAt(code));
      }
    }
    return text.toString();
  }
}
