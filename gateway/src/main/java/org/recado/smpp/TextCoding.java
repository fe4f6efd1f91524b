package org.recado.smpp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a {@code short_message} by its {@code data_coding}: SMPP 3.4 section 5.2.19 for 0 to 15,
 * 3GPP TS 23.038 section 4 above. Where a sender broke the rule the reading is the most likely one,
 * and never fails.
 */
final class TextCoding {

  private TextCoding() {}

  /** Whether it is GSM-7 and not another alphabet. */
  static boolean isSeptets(int dataCoding) {
    int group = dataCoding >> 4;
    return dataCoding == 0
        || (group >= 0x1 && group <= 0x7 && (dataCoding >> 2 & 3) == 0)
        || (group == 0xf && (dataCoding >> 2 & 1) == 0);
  }

  /** Empty when the octets are not text. */
  static Optional<String> decode(int dataCoding, Octets octets, NationalTables tables) {
    return switch (dataCoding) {
      case 0 -> Optional.of(septets(octets, tables));
      case 1 ->
          Optional.of(tables.equals(NationalTables.NONE) ? latin(octets) : septets(octets, tables));
      case 2, 4, 9 -> Optional.empty();
      case 3 -> Optional.of(latin(octets));
      case 5 -> Optional.of(charset("Shift_JIS", octets));
      case 6 -> Optional.of(charset("ISO-8859-5", octets));
      case 7 -> Optional.of(charset("ISO-8859-8", octets));
      case 8 -> Optional.of(Ucs2.decode(octets));
      case 10 -> Optional.of(charset("ISO-2022-JP", octets));
      case 14 -> Optional.of(charset("EUC-KR", octets));
      default -> decodeGroup(dataCoding, octets, tables);
    };
  }

  /** The coding groups of 3GPP TS 23.038 section 4. */
  private static Optional<String> decodeGroup(
      int dataCoding, Octets octets, NationalTables tables) {
    int group = dataCoding >> 4;
    int alphabet =
        switch (group) {
          case 0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7 -> dataCoding >> 2 & 3;
          case 0xe -> 2;
          case 0xf -> dataCoding >> 2 & 1;
          default -> 0;
        };
    return switch (alphabet) {
      case 1 -> Optional.empty();
      case 2 -> Optional.of(Ucs2.decode(octets));
      default -> Optional.of(septets(octets, tables));
    };
  }

  /** An octet above 0x7F tells that the sender meant another alphabet: UTF-8, or else Latin-1. */
  private static String septets(Octets octets, NationalTables tables) {
    for (int i = 0; i < octets.length(); i++) {
      if (octets.at(i) > 0x7f) {
        return utf8(octets).orElseGet(() -> latin(octets));
      }
    }
    return Gsm0338.decode(octets, tables);
  }

  private static Optional<String> utf8(Octets octets) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(octets.toArray())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String latin(Octets octets) {
    return new String(octets.toArray(), StandardCharsets.ISO_8859_1);
  }

  private static String charset(String name, Octets octets) {
    return Charset.isSupported(name)
        ? new String(octets.toArray(), Charset.forName(name))
        : latin(octets);
  }
}
