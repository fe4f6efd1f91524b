package org.recado.intake;

import java.util.regex.Pattern;

/** What people write around and between the digits of a number, and how it is taken away. */
final class DialledText {

  private static final Pattern THOUSANDS =
      Pattern.compile("\\s*\\+?\\p{Nd}{1,3}(?:,\\p{Nd}{3}){2,4}\\s*");

  static final Pattern EXTENSION =
      Pattern.compile(
          "(?:[;,]?\\s*(?:ext(?:n|ensi[oó]n)?|x|int)|#)[\\s.:=]*\\p{Nd}{1,7}\\s*$",
          Pattern.CASE_INSENSITIVE);

  /** {@code 00} at the start, which is no way out where no place is known. */
  static final Pattern WAY_OUT = Pattern.compile("^([^\\p{Nd}+]*)00(?=[^\\p{Nd}]*\\p{Nd})");

  /** What stands between two numbers where somebody wrote two. */
  static final Pattern SEPARATE = Pattern.compile("[,;/|]|\\s(?:o|u|y|or|and|oder|und|ou|et|e)\\s");

  static final Pattern BLANKS = Pattern.compile("\\s+");

  /** A plus sign where none belongs: after the way out, or between country code and number. */
  private static final Pattern STRAY_PLUS =
      Pattern.compile("^\\s*00\\s*(?=\\+)|(?<=\\p{Nd})\\s*\\+(?=\\p{Nd})|[#*]+\\s*$");

  /** {@code +52 1 …}: dialled before mobile numbers of Mexico until 2019, and still written. */
  private static final Pattern MEXICAN_MOBILE =
      Pattern.compile("^(\\s*(?:\\+|00)\\s?52)[ .-]?1([ .-]?(?:\\p{Nd}[ .-]?){9}\\p{Nd}\\s*)$");

  /** A word beside a number, in brackets or after it: {@code (móvil)}, {@code casa}. */
  private static final Pattern WORD =
      Pattern.compile(
          "[(\\[][^()\\[\\]\\p{Nd}]*\\p{L}[^()\\[\\]\\p{Nd}]*[)\\]]|(?<=\\p{Nd})\\s+(?!ext|x)\\p{L}{3,}\\.?\\s*$");

  private DialledText() {}

  /**
   * The number as seen: digits of any script as 0 to 9, so that none is passed over; any blank a
   * space; nothing that has no width; no commas of thousands.
   */
  static String plain(String given) {
    var ascii = new StringBuilder(given.length());
    given
        .codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(ascii::appendCodePoint);
    String blanks = ascii.toString().replaceAll("[\\p{Zs}\\t]", " ").replaceAll("\\p{Cf}", "");
    return THOUSANDS.matcher(blanks).matches() ? blanks.replace(',', ' ') : blanks;
  }

  static String withoutWords(String typed) {
    String number = STRAY_PLUS.matcher(WORD.matcher(typed).replaceAll(" ")).replaceAll("");
    return MEXICAN_MOBILE
        .matcher(number)
        .replaceFirst("$1$2")
        .replaceAll("[_\u00b7\u2022\u2219\\\\]", " ");
  }

  /** {@code +44 (0)20…}: dialled at home only, and part of the number in Italy alone. */
  static String withoutTrunkZero(String typed) {
    String start = typed.strip();
    boolean abroad = start.startsWith("+") || start.startsWith("00");
    boolean italy = start.startsWith("+39") || start.startsWith("0039");
    return abroad && !italy ? typed.replaceFirst("\\(0\\)", "") : typed;
  }

  static String digitsOf(String typed) {
    return typed.replaceAll("[^\\p{Nd}]", "");
  }
}
