package org.recado.mail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Octets to text as the sender meant it, whatever the label says. Octets that are UTF-8 with at
 * least one character beyond ASCII are UTF-8 under every single-byte label; ISO-8859-1 is read as
 * windows-1252, as the WHATWG Encoding Standard asks; broken octets inside UTF-8 are windows-1252.
 */
final class Charsets {

  /**
   * @param sound false if octets were left that no sensible charset explains
   */
  record Decoded(String text, boolean sound) {
    @Override
    public String toString() {
      return text.length() + " characters";
    }
  }

  /** Fewer octets than this say nothing about their language. */
  private static final int SHORT = 12;

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("ks_c_5601-1987", "x-windows-949"),
          Map.entry("ks_c_5601", "x-windows-949"),
          Map.entry("euc-kr", "x-windows-949"),
          Map.entry("gb2312", "GB18030"),
          Map.entry("gbk", "GB18030"),
          Map.entry("shift_jis", "windows-31j"),
          Map.entry("shift-jis", "windows-31j"),
          Map.entry("sjis", "windows-31j"),
          Map.entry("iso-2022-jp", "x-windows-iso2022jp"),
          Map.entry("big5", "Big5-HKSCS"),
          Map.entry("utf8", "UTF-8"),
          Map.entry("utf-8mb4", "UTF-8"),
          Map.entry("unicode-1-1-utf-8", "UTF-8"),
          Map.entry("iso-8859-8-i", "ISO-8859-8"),
          Map.entry("cp-850", "IBM850"),
          Map.entry("macintosh", "x-MacRoman"),
          Map.entry("x-mac-roman", "x-MacRoman"));

  /**
   * What programs for Windows mean by the labels of ISO-8859. Where ISO has control characters,
   * these have letters: such octets tell which of the two it is.
   */
  private static final Map<String, String> OF_WINDOWS =
      Map.of(
          "ISO-8859-2", "windows-1250",
          "ISO-8859-7", "windows-1253",
          "ISO-8859-8", "windows-1255",
          "ISO-8859-9", "windows-1254",
          "ISO-8859-13", "windows-1257",
          "ISO-8859-15", "windows-1252",
          "TIS-620", "x-windows-874");

  private Charsets() {}

  /** Header octets: UTF-8 (RFC 6532) or else windows-1252. */
  static String headerText(byte[] octets, int start, int length) {
    if (ascii(octets, start, start + length)) {
      return new String(octets, start, length, StandardCharsets.ISO_8859_1);
    }
    byte[] part = java.util.Arrays.copyOfRange(octets, start, start + length);
    return utf8OrWindows(part);
  }

  /**
   * @param label as the mail has it; null, unknown and wrong ones are coped with
   */
  static Decoded decode(byte[] octets, @Nullable String label) {
    if (label != null && label.strip().equalsIgnoreCase("utf-7")) {
      return new Decoded(Utf7.decode(octets), true);
    }
    var decoded = decodeOnce(octets, label);
    String again = decodedTwice(decoded.text());
    return again == null ? decoded : new Decoded(again, true);
  }

  /** Octets whose charset is certain, as in RTF. */
  static String decodeAs(byte[] octets, String label) {
    Charset charset = find(label);
    return charset == null || charset.equals(WINDOWS_1252)
        ? windows(octets)
        : new String(octets, charset).replace("\uFFFD", "");
  }

  /**
   * A program that took UTF-8 for windows-1252 has written {@code MaÃ±ana}. Every character beyond
   * ASCII has to be part of such a mistake; real text never is.
   */
  private static @Nullable String decodedTwice(String text) {
    if (text.indexOf('\u00c3') < 0 && text.indexOf('\u00c2') < 0 && text.indexOf('\u00e2') < 0) {
      return null;
    }
    byte[] octets = new byte[text.length()];
    for (int i = 0; i < octets.length; i++) {
      char c = text.charAt(i);
      int octet = c < 0x80 || (c >= 0xa0 && c <= 0xff) ? c : indexOf(WINDOWS, c);
      if (octet < 0) {
        return null;
      }
      octets[i] = (byte) octet;
    }
    return strict(octets, StandardCharsets.UTF_8);
  }

  private static int indexOf(char[] table, char wanted) {
    for (int i = 0x80; i < 0xa0; i++) {
      if (table[i] == wanted || (table[i] == '\uFFFD' && wanted == i)) {
        return i;
      }
    }
    return -1;
  }

  private static Decoded decodeOnce(byte[] octets, @Nullable String label) {
    Decoded marked = byteOrderMark(octets);
    if (marked != null) {
      return marked;
    }
    Charset charset = ofWindows(find(label), octets);
    boolean escapes = indexOf(octets, (byte) 0x1b) >= 0;
    if (ascii(octets, 0, octets.length) && !escapes && (charset == null || asciiBased(charset))) {
      return new Decoded(new String(octets, StandardCharsets.ISO_8859_1), true);
    }
    if (escapes && (charset == null || !charset.name().contains("2022"))) {
      String japanese = strict(octets, Charset.forName("x-windows-iso2022jp"));
      if (japanese != null) {
        return new Decoded(japanese, true);
      }
    }
    if (charset == null || charset.equals(StandardCharsets.UTF_8) || singleByte(charset)) {
      String utf8 = strict(octets, StandardCharsets.UTF_8);
      if (utf8 != null) {
        return new Decoded(utf8, true);
      }
      if (charset == null || charset.equals(WINDOWS_1252)) {
        return new Decoded(windows(octets), western(octets));
      }
      if (charset.equals(StandardCharsets.UTF_8)) {
        return new Decoded(utf8OrWindows(octets), true);
      }
    }
    String exact = strict(octets, charset);
    if (exact != null) {
      return new Decoded(exact, true);
    }
    String utf8 = strict(octets, StandardCharsets.UTF_8);
    return utf8 != null
        ? new Decoded(utf8, true)
        : new Decoded(new String(octets, charset).replace("\uFFFD", ""), singleByte(charset));
  }

  private static @Nullable Charset find(@Nullable String label) {
    if (label == null) {
      return null;
    }
    String name = label.strip().toLowerCase(Locale.ROOT).replaceAll("^charset=|[\"'\\s]", "");
    if (name.startsWith("3d")) {
      name = name.substring(2); // quoted-printable's "=3D", half undone
    }
    try {
      Charset found = Charset.forName(ALIASES.getOrDefault(name, name));
      boolean latin =
          found.equals(StandardCharsets.ISO_8859_1) || found.equals(StandardCharsets.US_ASCII);
      return latin ? WINDOWS_1252 : found;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    } catch (IllegalArgumentException e) {
      return null; // an empty name
    }
  }

  private static @Nullable Charset ofWindows(@Nullable Charset labelled, byte[] octets) {
    String windows = labelled == null ? null : OF_WINDOWS.get(labelled.name());
    if (windows == null) {
      return labelled;
    }
    for (byte octet : octets) {
      if (octet < (byte) 0xa0 && octet != (byte) 0x85) {
        return Charset.forName(windows);
      }
    }
    return labelled;
  }

  private static @Nullable Decoded byteOrderMark(byte[] octets) {
    if (starts(octets, 0xEF, 0xBB, 0xBF)) {
      return new Decoded(
          utf8OrWindows(java.util.Arrays.copyOfRange(octets, 3, octets.length)), true);
    }
    if (starts(octets, 0xFF, 0xFE) || starts(octets, 0xFE, 0xFF)) {
      String text = strict(octets, StandardCharsets.UTF_16);
      return text == null ? null : new Decoded(text, true);
    }
    return null;
  }

  private static boolean starts(byte[] octets, int... mark) {
    if (octets.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((octets[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String strict(byte[] octets, Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      // much faster; what it replaces it can tell nobody, so then the decoder below is asked
      String text = new String(octets, charset);
      if (text.indexOf('\uFFFD') < 0) {
        return text;
      }
    }
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(octets))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** UTF-8; each octet that has no place in it is a character of windows-1252. */
  private static String utf8OrWindows(byte[] octets) {
    var in = ByteBuffer.wrap(octets);
    var out = CharBuffer.allocate(octets.length + 1);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    while (true) {
      var result = decoder.decode(in, out, true);
      if (!result.isError()) {
        break;
      }
      out.put(windows(in.get()));
    }
    return out.flip().toString();
  }

  private static String windows(byte[] octets) {
    var text = new StringBuilder(octets.length);
    for (byte octet : octets) {
      text.append(windows(octet));
    }
    return text.toString();
  }

  /** The five octets that windows-1252 leaves open are the control characters of ISO-8859-1. */
  private static char windows(byte octet) {
    char c = WINDOWS[octet & 0xff];
    return c == '\uFFFD' ? (char) (octet & 0xff) : c;
  }

  private static final char[] WINDOWS = windowsTable();

  private static char[] windowsTable() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return new String(all, WINDOWS_1252).toCharArray();
  }

  /** Quotation marks, dashes, the euro and their kin: they say nothing about the language. */
  private static final BitSet PUNCTUATION = new BitSet(256);

  static {
    for (char c : "€…‘’“”•–—™\u00a0¡©ª«®°´·º»¿".toCharArray()) {
      PUNCTUATION.set(c < 0x100 ? c : indexOf(WINDOWS, c));
    }
  }

  /** In a Western language few characters are beyond ASCII, and pictures have controls. */
  private static boolean western(byte[] octets) {
    int beyond = 0;
    int controls = 0;
    for (byte octet : octets) {
      beyond += octet < 0 && !PUNCTUATION.get(octet & 0xff) ? 1 : 0;
      controls += octet >= 0 && octet < ' ' && (octet < '\t' || octet > '\r') ? 1 : 0;
    }
    return octets.length < SHORT || (beyond * 4 < octets.length && controls * 50 < octets.length);
  }

  private static boolean ascii(byte[] octets, int start, int end) {
    for (int i = start; i < end; i++) {
      if (octets[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] octets, byte wanted) {
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean asciiBased(Charset charset) {
    String name = charset.name();
    return !name.startsWith("UTF-16") && !name.startsWith("UTF-32") && !name.startsWith("IBM");
  }

  private static boolean singleByte(Charset charset) {
    String name = charset.name().toLowerCase(Locale.ROOT);
    return name.startsWith("iso-8859")
        || name.startsWith("windows-125")
        || name.startsWith("koi8")
        || name.startsWith("ibm")
        || name.startsWith("x-mac");
  }
}
