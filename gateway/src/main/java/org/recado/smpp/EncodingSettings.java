package org.recado.smpp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How texts are encoded for an account, beyond GSM 03.38 and UCS-2. Of what is allowed, each text
 * gets what takes the fewest segments.
 *
 * @param nationalTables languages whose shift tables (3GPP TS 23.038 annex A) the operator and the
 *     clients' telephones know: {@code es}, {@code pt}, {@code tr}; default none
 * @param latin whether the operator takes {@code data_coding} 3; default false
 * @param packed whether {@code short_message} holds GSM-7 packed, eight septets in seven octets,
 *     both ways; default false, an octet each, as nearly every SMSC wants it
 * @param lookAlikes whether curly quotes, dashes and their like may be written with the characters
 *     of GSM 03.38 that look the same, where that saves segments; default false
 * @param longTexts how a text of several segments is carried: {@code udh-8}, {@code udh-16}, {@code
 *     sar} or {@code payload}; default {@code udh-8}
 */
public record EncodingSettings(
    @Nullable List<Language> nationalTables,
    @DefaultValue("false") boolean latin,
    @DefaultValue("false") boolean packed,
    @DefaultValue("false") boolean lookAlikes,
    @DefaultValue("udh-8") LongForm longTexts) {

  /** What every SMSC takes. */
  public static final EncodingSettings PLAIN =
      EncodingSettings.of(List.of(), false, LongForm.UDH_8);

  /** An octet a septet, every character as it was written. */
  static EncodingSettings of(List<Language> nationalTables, boolean latin, LongForm longTexts) {
    return new EncodingSettings(nationalTables, latin, false, false, longTexts);
  }

  /** With its number in 3GPP TS 23.038 section 6.2.1.2.4. */
  public enum Language {
    TR(1, true),
    ES(2, false),
    PT(3, true);

    final int number;
    final boolean hasLocking;

    Language(int number, boolean hasLocking) {
      this.number = number;
      this.hasLocking = hasLocking;
    }
  }

  public EncodingSettings {
    nationalTables = nationalTables == null ? List.of() : List.copyOf(nationalTables);
  }

  @Override
  public List<Language> nationalTables() {
    return nationalTables == null ? List.of() : nationalTables;
  }
}
