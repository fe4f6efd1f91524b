package org.recado.smpp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables that replace the extension table (single shift) or the default alphabet (locking
 * shift) for one message: 3GPP TS 23.038 annex A. Read in clients' messages, and sent where the
 * account allows it.
 *
 * @param single language of the single shift table, 0 for none: 1 Turkish, 2 Spanish, 3 Portuguese
 * @param locking language of the locking shift table, 0 for none: 1 Turkish, 3 Portuguese. A
 *     language without a table here reads as none, as annex A.1 asks of a receiver that lacks it.
 */
public record NationalTables(int single, int locking) {

  public static final NationalTables NONE = new NationalTables(0, 0);

  private static final Map<Integer, Map<Integer, Character>> SINGLE =
      Map.of(
          1,
          Map.of(0x47, 'Ğ', 0x49, 'İ', 0x53, 'Ş', 0x63, 'ç', 0x67, 'ğ', 0x69, 'ı', 0x73, 'ş'),
          2,
          Map.of(
              0x09, 'ç', 0x41, 'Á', 0x49, 'Í', 0x4f, 'Ó', 0x55, 'Ú', 0x61, 'á', 0x69, 'í', 0x6f,
              'ó', 0x75, 'ú'),
          3,
          Map.ofEntries(
              Map.entry(0x05, 'ê'),
              Map.entry(0x09, 'ç'),
              Map.entry(0x0b, 'Ô'),
              Map.entry(0x0c, 'ô'),
              Map.entry(0x0e, 'Á'),
              Map.entry(0x0f, 'á'),
              Map.entry(0x12, 'Φ'),
              Map.entry(0x13, 'Γ'),
              Map.entry(0x15, 'Ω'),
              Map.entry(0x16, 'Π'),
              Map.entry(0x17, 'Ψ'),
              Map.entry(0x18, 'Σ'),
              Map.entry(0x19, 'Θ'),
              Map.entry(0x1f, 'Ê'),
              Map.entry(0x41, 'À'),
              Map.entry(0x49, 'Í'),
              Map.entry(0x4f, 'Ó'),
              Map.entry(0x55, 'Ú'),
              Map.entry(0x5b, 'Ã'),
              Map.entry(0x5c, 'Õ'),
              Map.entry(0x61, 'Â'),
              Map.entry(0x69, 'í'),
              Map.entry(0x6f, 'ó'),
              Map.entry(0x75, 'ú'),
              Map.entry(0x7b, 'ã'),
              Map.entry(0x7c, 'õ'),
              Map.entry(0x7f, 'â')));

  /** Annex A.3.1. */
  private static final String TURKISH =
      "@£$¥€éùıòÇ\nĞğ\rÅå"
          + "Δ_ΦΓΛΩΠΨΣΘΞ\u001bŞşßÉ"
          + " !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
          + "çabcdefghijklmnopqrstuvwxyzäöñüà";

  /** Annex A.3.3. */
  private static final String PORTUGUESE =
      "@£$¥êéúíóç\nÔô\rÁá"
          + "Δ_ªÇÀ∞^\\€Ó|\u001bÂâÊÉ"
          + " !\"#º%&'()*+,-./0123456789:;<=>?"
          + "ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§"
          + "~abcdefghijklmnopqrstuvwxyzãõ`üà";

  private static final Map<NationalTables, Map<Character, Integer>> CODES =
      new ConcurrentHashMap<>();

  /**
   * The code of a character, with bit 8 set where an escape comes before it; -1 where the tables
   * have none.
   */
  int code(char character) {
    return equals(NONE)
        ? Gsm0338.code(character)
        : CODES.computeIfAbsent(this, NationalTables::codes).getOrDefault(character, -1);
  }

  private static Map<Character, Integer> codes(NationalTables tables) {
    var codes = new HashMap<Character, Integer>();
    for (int code = 0; code < 0x80; code++) {
      if (code != Gsm0338.ESCAPE) {
        codes.put(tables.main(code), code);
      }
    }
    Gsm0338.EXTENSION.forEach((code, c) -> codes.putIfAbsent(c, Gsm0338.EXTENDED | code));
    SINGLE
        .getOrDefault(tables.single, Map.of())
        .forEach((code, c) -> codes.putIfAbsent(c, Gsm0338.EXTENDED | code));
    return codes;
  }

  /** What the user data header says of them: 3GPP TS 23.040 sections 9.2.3.24.15 and .16. */
  Octets elements() {
    var elements = Octets.NONE;
    if (single > 0) {
      elements = elements.plus(Octets.of((byte) 0x24, (byte) 1, (byte) single));
    }
    if (locking > 0) {
      elements = elements.plus(Octets.of((byte) 0x25, (byte) 1, (byte) locking));
    }
    return elements;
  }

  /** The character of a septet that no escape comes before. */
  char main(int code) {
    String table =
        switch (locking) {
          case 1 -> TURKISH;
          case 3 -> PORTUGUESE;
          default -> Gsm0338.DEFAULT;
        };
    return table.charAt(code);
  }

  /** The character of a septet after an escape. */
  char escaped(int code) {
    if (code == Gsm0338.ESCAPE) {
      return ' ';
    }
    if (code > 0x7f) {
      return '\ufffd';
    }
    Character extended = SINGLE.getOrDefault(single, Map.of()).get(code);
    if (extended == null) {
      extended = Gsm0338.EXTENSION.get(code);
    }
    return extended == null ? main(code) : extended;
  }
}
