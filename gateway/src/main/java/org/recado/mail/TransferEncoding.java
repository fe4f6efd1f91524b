package org.recado.mail;

import java.util.Arrays;
import java.util.Locale;

/**
 * Content transfer encodings, RFC 2045 section 6, and uuencode. Decoding never fails: octets that
 * the encoding does not allow are left out (base64) or stand for themselves (quoted-printable).
 */
final class TransferEncoding {

  private static final byte[] BASE64 = base64Values();

  private TransferEncoding() {}

  /** The octets of {@code mail} from {@code start} to {@code end}, decoded. */
  static byte[] decode(String label, byte[] mail, int start, int end) {
    String name = label.toLowerCase(Locale.ROOT);
    if (name.contains("quoted") || name.equals("qp")) {
      return quotedPrintable(mail, start, end);
    }
    if (name.contains("base64")) {
      return base64(mail, start, end);
    }
    if (name.contains("uuencode") || name.contains("uue")) {
      return uuencode(mail, start, end);
    }
    return Arrays.copyOfRange(mail, start, end);
  }

  static byte[] base64(byte[] in, int start, int end) {
    byte[] out = new byte[(end - start) / 4 * 3 + 3];
    int length = 0;
    int bits = 0;
    int held = 0;
    boolean ended = false;
    for (int i = start; i < end; i++) {
      int value = BASE64[in[i] & 0xff];
      if (value < 0) {
        if (in[i] == '=') {
          bits = 0; // padding ends a run; some senders join several
          held = 0;
          ended = true;
        } else if (in[i] == '\n') {
          ended |= i > start && Lines.endOfLine(in, i + 1, end) == i + 1;
          if (ended) {
            i = skipPlainLines(in, i + 1, end) - 1;
          }
        }
        continue;
      }
      held = (held << 6 | value) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        out[length++] = (byte) (held >> bits);
      }
    }
    return Arrays.copyOf(out, length);
  }

  /** What gateways put under an encoded text without encoding it: lines with blanks and signs. */
  private static int skipPlainLines(byte[] in, int from, int end) {
    int at = from;
    while (at < end) {
      int eol = Lines.endOfLine(in, at, end);
      boolean encoded = true;
      for (int i = at; i < eol && encoded; i++) {
        encoded = BASE64[in[i] & 0xff] >= 0 || in[i] == '=';
      }
      if (encoded && eol > at) {
        return at;
      }
      at = Lines.nextLine(in, eol, end);
    }
    return end;
  }

  /**
   * Whether octets are quoted-printable that the mail does not own up to: nothing but ASCII, every
   * {@code =} begins a sequence or ends a line, and one of them stands for more than ASCII.
   */
  static boolean quotedPrintableUnlabelled(byte[] in, int start, int end) {
    boolean beyond = false;
    for (int i = start; i < end; i++) {
      if (in[i] < 0) {
        return false;
      }
      if (in[i] != '=') {
        continue;
      }
      if (i + 1 == end || in[i + 1] == '\r' || in[i + 1] == '\n') {
        continue;
      }
      int high = Character.digit(in[i + 1], 16);
      int low = i + 2 < end ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0 || in[i + 1] > 'F' || in[i + 2] > 'F') {
        return false;
      }
      beyond |= high >= 8;
    }
    return beyond;
  }

  static byte[] quotedPrintable(byte[] in, int start, int end) {
    byte[] out = new byte[end - start];
    int length = 0;
    int i = start;
    while (i < end) {
      byte c = in[i];
      if (c != '=') {
        out[length++] = c;
        i++;
        continue;
      }
      int eol = i + 1;
      while (eol < end && (in[eol] == ' ' || in[eol] == '\t')) {
        eol++;
      }
      if (eol >= end || in[eol] == '\n' || in[eol] == '\r') {
        i = eol >= end ? end : Lines.nextLine(in, eol, end); // a soft line break
        continue;
      }
      int high = Character.digit(in[i + 1], 16);
      int low = i + 2 < end ? Character.digit(in[i + 2], 16) : -1;
      if (high >= 0 && low >= 0) {
        out[length++] = (byte) (high * 16 + low);
        i += 3;
      } else {
        out[length++] = c;
        i++;
      }
    }
    return Arrays.copyOf(out, length);
  }

  static byte[] uuencode(byte[] in, int start, int end) {
    byte[] out = new byte[end - start];
    int length = 0;
    boolean inside = false;
    for (int at = start; at < end; ) {
      int eol = Lines.endOfLine(in, at, end);
      if (!inside) {
        inside = eol - at > 6 && in[at] == 'b' && in[at + 1] == 'e' && in[at + 2] == 'g';
      } else if (eol == at || in[at] == '`' || (eol - at == 3 && in[at] == 'e')) {
        break;
      } else {
        length = uuLine(in, at, eol, out, length);
      }
      at = Lines.nextLine(in, eol, end);
    }
    return inside ? Arrays.copyOf(out, length) : Arrays.copyOfRange(in, start, end);
  }

  private static int uuLine(byte[] in, int at, int eol, byte[] out, int length) {
    int wanted = Math.min((in[at] - ' ') & 0x3f, (eol - at) * 3 / 4);
    int done = 0;
    for (int i = at + 1; done < wanted; i += 4) {
      int word = 0;
      for (int k = 0; k < 4; k++) {
        word = word << 6 | (i + k < eol ? (in[i + k] - ' ') & 0x3f : 0);
      }
      for (int k = 2; k >= 0 && done < wanted; k--, done++) {
        out[length + done] = (byte) (word >> (8 * k));
      }
    }
    return length + wanted;
  }

  private static byte[] base64Values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }
}
