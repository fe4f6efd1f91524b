package org.recado.intake;

import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.recado.mail.HeaderField;

/**
 * Reads the part before {@code @} of a recipient as mail programs and people write it: {@code
 * +34600111222}, {@code 34600111222}, {@code 0034600111222}, {@code "600 11 12 22"}, {@code
 * [SMS:+34600111222]} and its form on the wire, {@code IMCEASMS-+2B34600111222} (MS-OXCMAIL section
 * 2.1.3.5, encapsulated addresses), {@code tel:+34-600-111-222} (RFC 3966). Anything with a letter
 * that is none of these is a name.
 */
public final class RecipientParser {

  private static final Pattern ADDRESS_TYPE =
      Pattern.compile(
          "(?:[\\[/]?(?:SMS|MOBILE|MOBIL|MOB|M[OÓ]VIL|TEL|TEL[EÉ]FONO|TFNO|PHONE|GSM|CELL|HANDY|VOICE)\\.?[:=]|IMCEA(?:SMS|MOBILE|TEL|GSM|SMTP)-)(.*?)[\\]/]?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** {@code Ana 600111222}, {@code 600 111 222 (Ana)}: words beside a whole number. */
  private static final Pattern WORDS_BESIDE =
      Pattern.compile(
          "(?:[\\p{L}.' ]+ )?(?<number>[+(]?\\p{Nd}(?:[ ().-]{0,2}\\p{Nd}){8,14})(?:"
              + " ?[(\\[][\\p{L}.' ]+[)\\]]| [\\p{L}.' ]+)?");

  /** {@code 600111222 ext. 5}, {@code 910000000x12}. */
  private static final Pattern EXTENSION =
      Pattern.compile(
          "[+(]?\\p{Nd}[\\p{Nd} ().-]{4,20}\\s*(?:ext(?:ensi[oó]n)?\\.?|x|int\\.?|#)\\s*\\p{Nd}{1,6}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** A number some of whose digits were typed, or spelt, as letters: no name has so many digits. */
  private static final Pattern SPELT =
      Pattern.compile(
          "\\+\\p{Nd}[\\p{Nd}\\p{L} ().-]{5,20}|\\p{Nd}[\\p{Nd} .-]*[oOlI]{1,3}\\p{Nd}{5,12}");

  /** {@code Ana Cliente <ana.cliente@sms.bank.example>}: what is in the brackets counts. */
  private static final Pattern BRACKETED = Pattern.compile("[^<>]*<([^<>@]+)(?:@[^<>]*)?>");

  private static final Pattern DIGITS = Pattern.compile(".*\\p{Nd}.*");

  /** A telephone address of RFC 3191 and 2846: {@code +34600111222/TYPE=PLMN}. */
  private static final Pattern PLMN =
      Pattern.compile("(?<=\\d)/(?:TYPE=PLMN|PLMN|SMS).{0,20}$", Pattern.CASE_INSENSITIVE);

  /** Of a kind that is a telephone number; see {@link #isEncapsulated}. */
  private static final Pattern ENCAPSULATED =
      Pattern.compile("IMCEA(?:SMS|MOBILE|TEL|GSM)-.+", Pattern.CASE_INSENSITIVE);

  private static final Pattern FAX =
      Pattern.compile("(?:[\\[/]?FAX[:=]|IMCEAFAX-).*", Pattern.CASE_INSENSITIVE);

  /**
   * A parameter of a telephone URI is no part of the number, nor is a domain: {@code ;ext=}, {@code
   * ;phone-context=}, {@code ?body=}.
   */
  private static final Pattern PARAMETERS =
      Pattern.compile("[;?@].*|/TYPE=.*", Pattern.CASE_INSENSITIVE);

  /** {@code +urgent}, {@code +category=reminder}: for mail programs that can set no headers. */
  private static final Pattern OPTIONS =
      Pattern.compile("(?<address>[^+].*?|\\+[^a-zA-Z].*?)(?<options>(?:\\+[a-zA-Z][^+]*)+)");

  /**
   * {@code Ana <34600111222@sms.bank.example>}, {@code 34600111222@sms.bank.example (Ana)} and
   * {@code mailto:}: RCPT has only the address of it, RFC 5322 section 3.4.
   */
  private static final Pattern MAILBOX =
      Pattern.compile(
          "(?:.*<|(?:mailto|smtp):)?(?<address>[^<>]+@[^<>@\\s]+)(?:>|\\s*\\([^()]*\\))?[;,]?",
          Pattern.CASE_INSENSITIVE);

  private static final Map<String, String> SHORT =
      Map.of("urgent", "person", "normal", "application", "bulk", "bulk");

  private static final Map<String, String> NAMES =
      Map.of("ref", "reference", "cost", "cost-center", "due", "due-date", "after", "not-before");

  private static final String NO_OPTION =
      "what stands behind the recipient is no option: write +urgent, +normal, +bulk, or a name and a"
          + " value like +ref=A-17";

  private RecipientParser() {}

  /**
   * Whether Exchange wrote a number so, which it does at a domain of its own: what stands behind
   * {@code @} then says nothing.
   */
  static boolean isEncapsulated(String localPart) {
    return ENCAPSULATED.matcher(localPart).matches();
  }

  /** The mail address within a mailbox as people copy it; the text itself where there is none. */
  static String address(String text) {
    var mailbox = MAILBOX.matcher(text);
    return mailbox.matches() ? mailbox.group("address") : text;
  }

  /**
   * @param options what stood after the recipient, as if the mail had such headers
   */
  record Parsed(Recipient recipient, List<HeaderField> options) {}

  /** Reads a local part with its options: {@code 34600111222+urgent+category=reminder}. */
  static Parsed read(String localPart, String region) {
    String text = withinBrackets(unquoted(localPart.strip()));
    var split = OPTIONS.matcher(text);
    boolean encapsulated = text.regionMatches(true, 0, "IMCEA", 0, 5);
    if (encapsulated && isEncapsulated(text)) {
      split = OPTIONS.matcher(imceaDecoded(text.substring(text.indexOf('-') + 1)));
      encapsulated = false;
    }
    if (encapsulated || !split.matches()) {
      return new Parsed(parse(localPart, region), List.of());
    }
    var options = new ArrayList<HeaderField>();
    for (String option : split.group("options").substring(1).split("\\+")) {
      int equals = option.indexOf('=');
      String name = (equals < 0 ? option : option.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (equals < 0 && !SHORT.containsKey(name)) {
        return new Parsed(new Recipient.Unusable(NO_OPTION), List.of());
      }
      options.add(
          equals < 0
              ? new HeaderField("X-SMS-Lane", SHORT.getOrDefault(name, ""))
              : new HeaderField(
                  "X-SMS-" + NAMES.getOrDefault(name, name), option.substring(equals + 1)));
    }
    return new Parsed(parse(split.group("address"), region), options);
  }

  /**
   * @param region ISO 3166-1 alpha-2, for numbers without a country code: where the sender is
   */
  public static Recipient parse(String localPart, String region) {
    String text = unquoted(localPart.strip());
    text = DIGITS.matcher(text).matches() ? DialledText.plain(text) : text;
    var bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      text = bracketed.group(1).strip();
    }
    var typed = ADDRESS_TYPE.matcher(text);
    boolean encapsulated = text.regionMatches(true, 0, "IMCEA", 0, 5);
    boolean telephone = typed.matches();
    if (telephone) {
      text =
          encapsulated
              ? withoutType(imceaDecoded(typed.group(1)).toUpperCase(Locale.ROOT))
              : typed.group(1);
      text = PARAMETERS.matcher(text).replaceFirst("");
    } else if (FAX.matcher(text).matches()) {
      return new Recipient.Unusable("A text message does not reach a fax: use a mobile number");
    } else {
      text = PLMN.matcher(text).replaceFirst("");
    }
    if (encapsulated && text.regionMatches(true, 5, "EX-", 0, 3)) {
      return new Recipient.Unusable(INTERNAL);
    }
    if (EXTENSION.matcher(text).matches()) {
      return new Recipient.Unusable(AN_EXTENSION);
    }
    var beside = WORDS_BESIDE.matcher(text);
    if (beside.matches()) {
      text = beside.group("number");
    } else if (SPELT.matcher(text).matches() && text.codePoints().anyMatch(Character::isLetter)) {
      return new Recipient.Unusable(LETTERS);
    }
    boolean mail = localPart.regionMatches(true, 0, "IMCEASMTP-", 0, 10);
    boolean letters = text.codePoints().anyMatch(Character::isLetter);
    if ((!telephone || mail) && (letters || !DIGITS.matcher(text).matches())) {
      return new Recipient.Name(text);
    }
    var number = letters ? new TypedNumber.Unknown(LETTERS) : TypedNumber.parse(text, region);
    if (number instanceof TypedNumber.Unknown unreadable) {
      return new Recipient.Unusable(unreadable.sentence());
    }
    var readable = (TypedNumber.Known) number;
    String problem = problem(readable.type());
    return problem.isEmpty()
        ? new Recipient.Number(readable.msisdn())
        : new Recipient.Unusable(problem);
  }

  /** {@code [SMS:34600111222+urgent]}: the options are Outlook's number's, not the brackets'. */
  private static String withinBrackets(String text) {
    boolean outlook = text.startsWith("[") && text.endsWith("]") && text.length() > 2;
    return outlook ? text.substring(1, text.length() - 1) : text;
  }

  /** Outlook wraps what was typed whole: {@code IMCEASMS-SMS+3A+2B34600111222}. */
  private static String withoutType(String decoded) {
    var typed = ADDRESS_TYPE.matcher(unquoted(decoded.strip()));
    return typed.matches() ? typed.group(1) : decoded;
  }

  private static final String INTERNAL =
      "The address is one of Exchange's own: choose the recipient again, or write a number like"
          + " +34600111222";

  private static final String AN_EXTENSION =
      "A text message does not reach an extension: use a mobile number";

  private static final String LETTERS =
      "There are letters in the number: write digits only, like +34600111222";

  /** What keeps text messages from such a number; empty if nothing does. */
  private static String problem(PhoneNumberType type) {
    return switch (type) {
      case MOBILE, FIXED_LINE_OR_MOBILE, PERSONAL_NUMBER -> "";
      case FIXED_LINE ->
          "The number is a landline, which text messages do not reach: use a mobile number";
      case PREMIUM_RATE ->
          "The number is a premium rate number, which may not be texted: use a mobile number";
      case TOLL_FREE, SHARED_COST, UAN ->
          "The number is a service line, which text messages do not reach: use a mobile number";
      case VOIP ->
          "The number is an internet telephone, which text messages do not reach: use a mobile"
              + " number";
      case PAGER, VOICEMAIL ->
          "The number is no telephone that shows text messages: use a mobile number";
      case UNKNOWN -> "The number is not in use in its country: check the digits";
    };
  }

  /** RFC 5321 section 4.1.2: a quoted string and its quoted pairs. */
  private static String unquoted(String local) {
    boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
    return quoted
        ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1").strip()
        : local;
  }

  /** Exchange writes {@code +XX} for every character that a local part cannot hold, and _ for /. */
  private static String imceaDecoded(String text) {
    var octets = new java.io.ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int code = c == '+' && i + 2 < text.length() ? hex(text.substring(i + 1, i + 3)) : -1;
      if (code > 0 && !Character.isDigit((char) code)) {
        octets.write(code);
        i += 2;
      } else if (c == '_') {
        octets.write('/');
      } else {
        octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  private static int hex(String two) {
    int high = Character.digit(two.charAt(0), 16);
    int low = Character.digit(two.charAt(1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
