package org.recado.intake;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.recado.message.Msisdn;

/**
 * A telephone number as a person types it, made E.164. National numbers are tried first where a
 * region is known, then the same digits as a number with its country code; where both are mobiles
 * of different people nobody guesses.
 */
sealed interface TypedNumber {

  /**
   * @param type as libphonenumber has it; {@code UNKNOWN} for a number of E.164's shape in a range
   *     that its tables do not know
   */
  record Known(Msisdn msisdn, PhoneNumberType type) implements TypedNumber {}

  /**
   * @param sentence what is wrong, in ASCII and without the number
   */
  record Unknown(String sentence) implements TypedNumber {}

  /** No place in particular: only numbers with a country code can be read. */
  String NO_REGION = "ZZ";

  String NO_NUMBER = "This is not a telephone number: write it like +34600111222";

  String NO_COUNTRY =
      "The country code does not exist: write the number with its country code, like +34600111222";

  String NO_SUCH_NUMBER =
      "There is no such number here: write it with its country code, like +34600111222";

  String TWO_NUMBERS = "There is more than one number: write one, like +34600111222";

  static TypedNumber parse(String given, String region) {
    if (given.length() > 100) {
      return new Unknown(NO_NUMBER);
    }
    String known = region.isBlank() ? NO_REGION : region.strip().toUpperCase(Locale.ROOT);
    var util = PhoneNumberUtil.getInstance();
    String plain = DialledText.plain(given);
    if (several(util, DialledText.EXTENSION.matcher(plain).replaceFirst(""), known)) {
      return new Unknown(TWO_NUMBERS);
    }
    String typed = DialledText.withoutTrunkZero(DialledText.withoutWords(plain));
    if (known.equals(NO_REGION)) {
      typed = DialledText.WAY_OUT.matcher(typed).replaceFirst("$1+");
    }
    var written = read(util, typed, known);
    String digits = DialledText.digitsOf(DialledText.EXTENSION.matcher(typed).replaceFirst(""));
    boolean plus = typed.indexOf('+') >= 0 || typed.indexOf('\uff0b') >= 0;
    boolean trunk = digits.startsWith("0");
    var international =
        plus || trunk ? Optional.<PhoneNumber>empty() : read(util, "+" + digits, NO_REGION);
    boolean valid = written.filter(util::isValidNumber).isPresent();
    boolean alsoValid = international.filter(util::isValidNumber).isPresent();
    if (valid && alsoValid && ambiguous(util, written.get(), international.get())) {
      return new Unknown(
          "The digits are a number here and another abroad: write it with + and its country code");
    }
    if (!valid && !alsoValid && !plus) {
      var abroad = abroad(util, digits);
      if (abroad.isPresent()) {
        return judge(util, abroad.get());
      }
    }
    if (!valid && written.isPresent() && (plus || digits.startsWith("00"))) {
      var bare = withoutZeros(written.get());
      if (util.isValidNumber(bare)) {
        return judge(util, bare);
      }
    }
    if (valid || (!alsoValid && written.isPresent())) {
      boolean foreignTrunk =
          !valid && !plus && !digits.startsWith("00") && written.get().isItalianLeadingZero();
      return foreignTrunk ? new Unknown(NO_SUCH_NUMBER) : judge(util, written.get());
    }
    String problem = plus && digits.length() > 6 ? NO_COUNTRY : NO_NUMBER;
    return international
        .filter(number -> alsoValid)
        .map(number -> judge(util, number))
        .orElseGet(() -> new Unknown(problem));
  }

  /** The way out of most of the world, and of North America: people keep what they dial at home. */
  private static Optional<PhoneNumber> abroad(PhoneNumberUtil util, String digits) {
    return Stream.of("00", "011")
        .filter(digits::startsWith)
        .flatMap(way -> read(util, "+" + digits.substring(way.length()), NO_REGION).stream())
        .filter(util::isValidNumber)
        .findFirst();
  }

  /** Whether two were written. A stroke may also stand within one: {@code 0049 171/2345678}. */
  private static boolean several(PhoneNumberUtil util, String given, String region) {
    if (DialledText.BLANKS
            .splitAsStream(given)
            .filter(part -> DialledText.digitsOf(part).length() >= 9)
            .count()
        > 1) {
      return true;
    }
    var parts =
        DialledText.SEPARATE
            .splitAsStream(given)
            .filter(part -> DialledText.digitsOf(part).length() >= 7)
            .toList();
    return parts.size() > 1
        && !(given.matches("[^,;|\\p{L}]*")
            && !inUse(util, parts.get(0), region)
            && inUse(util, given.replace('/', ' '), region));
  }

  private static boolean inUse(PhoneNumberUtil util, String typed, String region) {
    String international = DialledText.WAY_OUT.matcher(typed).replaceFirst("$1+");
    return read(util, international, region).filter(util::isValidNumber).isPresent();
  }

  /** Without the zeros that a country with no trunk prefix has no use for: {@code +34 0600…}. */
  private static PhoneNumber withoutZeros(PhoneNumber number) {
    return new PhoneNumber()
        .setCountryCode(number.getCountryCode())
        .setNationalNumber(number.getNationalNumber());
  }

  private static Optional<PhoneNumber> read(PhoneNumberUtil util, String typed, String region) {
    try {
      return Optional.of(util.parse(typed, region));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  private static boolean ambiguous(PhoneNumberUtil util, PhoneNumber one, PhoneNumber other) {
    return !one.equals(other)
        && mobile(util.getNumberType(one))
        && mobile(util.getNumberType(other));
  }

  private static boolean mobile(PhoneNumberType type) {
    return type == PhoneNumberType.MOBILE || type == PhoneNumberType.FIXED_LINE_OR_MOBILE;
  }

  private static TypedNumber judge(PhoneNumberUtil util, PhoneNumber number) {
    var possible = util.isPossibleNumberWithReason(number);
    if (possible == ValidationResult.TOO_LONG && tooManyDigits(util, number)) {
      return new Unknown("The number has too many digits: check it");
    }
    if (possible == ValidationResult.TOO_SHORT
        || possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY) {
      return new Unknown("The number has too few digits: write all of it, like +34600111222");
    }
    if (possible == ValidationResult.INVALID_COUNTRY_CODE) {
      return new Unknown(NO_COUNTRY);
    }
    try {
      var msisdn = Msisdn.of(util.format(number, PhoneNumberFormat.E164));
      return new Known(msisdn, util.getNumberType(number));
    } catch (IllegalArgumentException e) {
      return new Unknown(NO_NUMBER);
    }
  }

  /**
   * Whether a number in use is left when digits at the end are taken away: a slip of the finger.
   */
  private static boolean tooManyDigits(PhoneNumberUtil util, PhoneNumber number) {
    return util.truncateTooLongNumber(new PhoneNumber().mergeFrom(number));
  }
}
