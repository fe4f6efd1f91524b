package org.recado.intake;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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

  String TWO_NUMBERS = "There is more than one number: write one, like +34600111222";

  static TypedNumber parse(String given, String region) {
    if (given.length() > 100) {
      return new Unknown(NO_NUMBER);
    }
    if (SEPARATE.splitAsStream(given).filter(part -> digitsOf(part).length() >= 7).count() > 1
        || BLANKS.splitAsStream(given).filter(part -> digitsOf(part).length() >= 9).count() > 1) {
      return new Unknown(TWO_NUMBERS);
    }
    String typed = withoutWords(given);
    String known = region.isBlank() ? NO_REGION : region.strip().toUpperCase(Locale.ROOT);
    var util = PhoneNumberUtil.getInstance();
    var written = read(util, withoutTrunkZero(typed), known);
    String digits = digitsOf(typed);
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
    if (!valid && !alsoValid && digits.startsWith("011") && !plus) {
      // the way out of North America, which people who come from there keep
      var abroad = read(util, "+" + digits.substring(3), NO_REGION).filter(util::isValidNumber);
      if (abroad.isPresent()) {
        return judge(util, abroad.get());
      }
    }
    if (valid || (!alsoValid && written.isPresent())) {
      boolean foreignTrunk =
          !valid && !plus && !digits.startsWith("00") && written.get().isItalianLeadingZero();
      return foreignTrunk ? new Unknown(NO_SUCH_NUMBER) : judge(util, written.get());
    }
    String problem = plus && digits.length() > 6 ? NO_COUNTRY : NO_NUMBER;
    return international.map(number -> judge(util, number)).orElseGet(() -> new Unknown(problem));
  }

  String NO_SUCH_NUMBER =
      "There is no such number here: write it with its country code, like +34600111222";

  /** What stands between two numbers where somebody wrote two. */
  Pattern SEPARATE = Pattern.compile("[,;/|]|\\s(?:o|u|y|or|and|oder|und|ou|et|e)\\s");

  Pattern BLANKS = Pattern.compile("\\s+");

  /** A plus sign where none belongs: after the way out, or between country code and number. */
  Pattern STRAY_PLUS =
      Pattern.compile("^\\s*00\\s*(?=\\+)|(?<=\\p{Nd})\\s*\\+(?=\\p{Nd})|[#*]+\\s*$");

  /** {@code +52 1 …}: dialled before mobile numbers of Mexico until 2019, and still written. */
  Pattern MEXICAN_MOBILE =
      Pattern.compile("^(\\s*(?:\\+|00)\\s?52)[ .-]?1([ .-]?(?:\\p{Nd}[ .-]?){9}\\p{Nd}\\s*)$");

  /** A word beside a number, in brackets or after it: {@code (móvil)}, {@code casa}. */
  Pattern WORD =
      Pattern.compile(
          "[(\\[][^()\\[\\]\\p{Nd}]*\\p{L}[^()\\[\\]\\p{Nd}]*[)\\]]|(?<=\\p{Nd})\\s+(?!ext|x)\\p{L}{3,}\\.?\\s*$");

  private static String withoutWords(String typed) {
    String number = STRAY_PLUS.matcher(WORD.matcher(typed).replaceAll(" ")).replaceAll("");
    return MEXICAN_MOBILE
        .matcher(number)
        .replaceFirst("$1$2")
        .replaceAll("[_\u00b7\u2022\u2219\\\\]", " ");
  }

  private static String digitsOf(String typed) {
    return typed.replaceAll("[^\\p{Nd}]", "");
  }

  /** {@code +44 (0)20…}: dialled at home only, and part of the number in Italy alone. */
  private static String withoutTrunkZero(String typed) {
    String start = typed.strip();
    boolean abroad = start.startsWith("+") || start.startsWith("00");
    boolean italy = start.startsWith("+39") || start.startsWith("0039");
    return abroad && !italy ? typed.replaceFirst("\\(0\\)", "") : typed;
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
