package org.recado.intake;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Optional;
import org.recado.message.Msisdn;
import org.recado.policy.PolicyProperties;

/** Which countries and ranges may be texted at all, {@code recado.policy.countries} and beside. */
final class NumberPolicy {

  private NumberPolicy() {}

  /** Why this number may not be texted; empty if it may. ASCII, without the number. */
  static Optional<String> problem(Msisdn number, PolicyProperties settings) {
    for (String range : settings.refusedRanges()) {
      if (number.e164().startsWith(range)) {
        return Optional.of("The number is in a range that is not texted from here");
      }
    }
    if (settings.countries().isEmpty() || settings.countries().contains(country(number))) {
      return Optional.empty();
    }
    return Optional.of(
        "Numbers of this country are not texted from here; allowed are "
            + String.join(", ", settings.countries()));
  }

  /** ISO 3166-1 alpha-2, or 001 for numbers of no country: satellites and networks of the world. */
  private static String country(Msisdn number) {
    var util = PhoneNumberUtil.getInstance();
    try {
      String region = util.getRegionCodeForNumber(util.parse(number.e164(), "ZZ"));
      return region == null ? "ZZ" : region;
    } catch (NumberParseException e) {
      return "ZZ";
    }
  }
}
