package org.recado.smpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoding with the national tables that go with it.
 *
 * @param tables {@link NationalTables#NONE} for all but GSM-7
 */
record Alphabet(SmsEncoding encoding, NationalTables tables) {

  /** 3GPP TS 23.040: the user data of one short message. */
  private static final int AIR = 140;

  static Alphabet of(SmsEncoding encoding) {
    return new Alphabet(encoding, NationalTables.NONE);
  }

  /** What the account takes, the simplest first. */
  static List<Alphabet> allowed(EncodingSettings settings) {
    var all = new ArrayList<Alphabet>();
    all.add(of(SmsEncoding.GSM_7));
    for (var language : settings.nationalTables()) {
      all.add(national(language.number, 0));
      if (language.hasLocking) {
        all.add(national(0, language.number));
        all.add(national(language.number, language.number));
      }
    }
    if (settings.latin()) {
      all.add(of(SmsEncoding.LATIN_1));
    }
    all.add(of(SmsEncoding.UCS_2));
    return all;
  }

  private static Alphabet national(int single, int locking) {
    return new Alphabet(SmsEncoding.GSM_7, new NationalTables(single, locking));
  }

  boolean holds(String text) {
    return switch (encoding) {
      case GSM_7 -> text.chars().noneMatch(c -> tables.code((char) c) < 0);
      case LATIN_1 -> text.chars().noneMatch(c -> c > 0xff);
      case UCS_2 -> true;
    };
  }

  /** Septets, octets or UTF-16 units, as the encoding counts. */
  int units(String text) {
    return encoding == SmsEncoding.GSM_7 ? Gsm0338.septets(text, tables) : text.length();
  }

  Octets encode(String text) {
    return switch (encoding) {
      case GSM_7 -> Gsm0338.encode(text, tables);
      case LATIN_1 -> Octets.of(text.getBytes(StandardCharsets.ISO_8859_1));
      case UCS_2 -> Ucs2.encode(text);
    };
  }

  /**
   * How many units fit into one message.
   *
   * @param concatenation octets of the concatenation element, 0 for none
   */
  int room(int concatenation) {
    int elements = concatenation + tables.elements().length();
    int octets = AIR - (elements == 0 ? 0 : 1 + elements);
    return switch (encoding) {
      case GSM_7 -> octets * 8 / 7;
      case LATIN_1 -> octets;
      case UCS_2 -> octets / 2;
    };
  }
}
