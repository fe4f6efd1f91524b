package org.recado.message;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A telephone number in the international form of ITU-T E.164: 7 to 15 digits, country code first,
 * no plus sign and no trunk prefix, as SMPP carries it with TON 1 and NPI 1.
 */
public record Msisdn(String digits) {

  private static final Pattern E164 = Pattern.compile("[1-9][0-9]{6,14}");

  public Msisdn {
    Objects.requireNonNull(digits);
    if (!E164.matcher(digits).matches()) {
      throw new IllegalArgumentException("an MSISDN has 7 to 15 digits, country code first");
    }
  }

  /**
   * Reads the E.164 form, with or without its plus sign. For what a person typed, see {@link
   * #parse}.
   */
  public static Msisdn of(String e164) {
    return new Msisdn(e164.startsWith("+") ? e164.substring(1) : e164);
  }

  /**
   * Reads a number as people type it: {@code +34 600 11 12 22}, {@code 0034…}, or a national number
   * of the given region.
   *
   * @param region ISO 3166-1 alpha-2, for numbers without a country code
   * @throws IllegalArgumentException with a sentence for the person who typed it
   */
  public static Msisdn parse(String typed, String region) {
    var util = PhoneNumberUtil.getInstance();
    try {
      var number = util.parse(typed, region.toUpperCase(Locale.ROOT));
      if (!util.isValidNumber(number)) {
        throw new IllegalArgumentException(typed + " is not a telephone number in use");
      }
      return of(util.format(number, PhoneNumberFormat.E164));
    } catch (NumberParseException e) {
      throw new IllegalArgumentException(typed + " is not a telephone number", e);
    }
  }

  /** ISO 3166-1 alpha-2 code of the country it belongs to; empty for numbers of no country. */
  public Optional<String> country() {
    var util = PhoneNumberUtil.getInstance();
    try {
      return Optional.ofNullable(util.getRegionCodeForNumber(util.parse(e164(), null)));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** With a plus sign: {@code +34600111222}. Never for logs; see {@link #toString}. */
  public String e164() {
    return "+" + digits;
  }

  /**
   * For logs and metrics: country and network stay readable, the person does not: {@code
   * +34600•••222}.
   */
  public String masked() {
    int shown = Math.max(0, digits.length() - 6);
    return "+" + digits.substring(0, shown) + "•••" + digits.substring(digits.length() - 3);
  }

  /** The masked form, so that a log line cannot give a client's number away by accident. */
  @Override
  public String toString() {
    return masked();
  }
}
