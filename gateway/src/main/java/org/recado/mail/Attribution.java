package org.recado.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sentence that introduces quoted text: {@code On … wrote:}, {@code El … escribió:}, {@code Ana
 * <ana@…> schrieb am …:}. It closes with a colon or dashes and tells who, when, and that somebody
 * wrote; where one of these is missing, a quotation has to follow. Fixed lines without any of them
 * are {@link HistoryRule}.
 */
final class Attribution {

  /** An attribution with a long name and address is folded over several lines. */
  private static final int MAX_LINES = 6;

  private static final int MAX_LENGTH = 400;

  /** How far before its end the verb stands at most: a name and an address may follow it. */
  private static final int MAX_AFTER_VERB = 150;

  /** How an attribution without an address opens. */
  private static final Set<String> OPENERS =
      Arrays.stream(
              ("on el le am op il em em: no den på w dnia vào dne la at a na o pe ngày στις av în"
                      + " às v u pada בתאריך في 在 в у dana dňa")
                  .split(" "))
          .collect(Collectors.toUnmodifiableSet());

  private static final Phrases WROTE =
      Phrases.of(
          "(?<!\\p{L})(?:wrote|writes|sent|escribió|escribio|escribiu|va escriure|ha escrit|idatzi"
              + " (?:du|zuen)|écrit|schrieb|schreef|geschreven|ha"
              + " scritto|scrisse|escreveu|skrev|napsal\\(?a?\\)?|napisal\\(?a?\\)?|napísal\\(?a?\\)?|napisał\\(?a?\\)?|pisze|đã"
              + " viết|написал\\(?а?\\)?|написала|пишет|пише|написа|kirjoitti|a"
              + " scris|yazdı|írta|έγραψε|menulis|napisao(?: je)?|rašė|rakstīja|kirjutas|написао|تمت كتابة|نوشت|כתב)(?!\\p{L})"
              // a person who tells what somebody wrote tells to whom, or what
              + "(?! (?:you|me|us|him|them|that|an?|u|ons|ihnen|uns|mir|einen?|una?|que|le|nos)(?!\\p{L}))"
              + "|写道|寫道|작성|のメール|のメッセージ|เขียนว่า|ने लिखा");

  /** Openings that say as much as a verb. */
  private static final Pattern QUOTES =
      Pattern.compile(
          "\\s*(?:quoting|citando a|zitat von|citazione di|missatge de|wiadomość napisana przez"
              + "|בתאריך|\\* )\\s?.*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern WHEN =
      Pattern.compile("(?:19|20)\\d\\d|\\d{1,2}[:.h]\\d\\d|\\d{1,2}[./-]\\d{1,2}");

  private static final Pattern WHO =
      Pattern.compile("[<(\\[]\\s*(?:mailto:)?[^<>()\\[\\]\\s]+@[^<>()\\[\\]\\s]+[>)\\]]");

  private static final Pattern DATE_FIRST =
      Pattern.compile(
          "\\W{0,4}(?:\\p{L}{2,12}\\.?,?\\s+)?\\d{1,4}\\s?[./\\-"
              + " 年](?:\\s?\\d{1,2}|\\p{L}{3,12}\\.?)[./\\-"
              + " 月]\\s?\\d{1,4}\\b?.{0,250}[<(]\\s*[^<>()\\s]+@[^<>()\\s]+[>)]\\s*(?:\\p{L}{2,15})?"
              + "(?<colon>:)?\\s*");

  private static final Pattern SENT_FROM_WROTE =
      Pattern.compile("\\s*Sent from .{1,120} wrote:\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern IN_THE_LINE =
      Pattern.compile(
          "(?<own>.+?)\\s*(?<rest>-*\\s*\\bOn (?:\\p{L}{3},? )?\\p{L}{3} \\d{1,2}, \\d{4}.{0,160}"
              + " wrote:\\s*)");

  private Attribution() {}

  /** How many lines from {@code at} on are an attribution; 0 if none is. */
  static int lines(List<Line> lines, int at) {
    return lines(lines, at, true);
  }

  /**
   * @param latest whether a later line that tells all by itself takes this one's place; asked once
   *     only, or hostile lines would be asked for ever
   */
  private static int lines(List<Line> lines, int at, boolean latest) {
    String first = lines.get(at).text();
    if (first.length() > MAX_LENGTH) {
      return 0;
    }
    if (HistoryRule.introduces(first)) {
      return 1;
    }
    boolean dated = startsWithDate(first);
    boolean opened = dated || opens(first);
    if (!opened
        && first.indexOf('<') < 0
        && first.indexOf('@') < 0
        && !(endsInColonOrDashes(first) && quoteFollows(lines, at + 1))) {
      return last(first) == ':' && SENT_FROM_WROTE.matcher(first).matches() ? 1 : 0;
    }
    var joined = new StringBuilder();
    int end = Math.min(lines.size(), at + MAX_LINES);
    for (int i = at; i < end; i++) {
      // a folded attribution has no empty line, and none that is an attribution by itself
      if (i > at && latest && lines(lines, i, false) > 0) {
        return 0;
      }
      if (i > at && Signature.delimits(lines.get(i).text())) {
        return 0;
      }
      joined.append(i == at ? "" : " ").append(i == at ? first : lines.get(i).shown());
      if (joined.length() > MAX_LENGTH) {
        return 0;
      }
      if (closes(joined) && attributes(joined.toString(), opened, dated, latest, lines, i)) {
        return i + 1 - at;
      }
    }
    return 0;
  }

  /** Splits a line that holds the writer's words and, after them, an attribution. */
  static Matcher inTheLine(String line) {
    return IN_THE_LINE.matcher(line);
  }

  /** The cheap half of {@link #inTheLine}. */
  static boolean mayBeInTheLine(String line) {
    return line.length() < MAX_LENGTH && line.endsWith("wrote:") && line.contains("On ");
  }

  private static boolean attributes(
      String text, boolean opened, boolean dated, boolean latest, List<Line> lines, int last) {
    if (dated) {
      Matcher date = DATE_FIRST.matcher(text);
      if (date.matches()) {
        return date.group("colon") != null || quoteFollows(lines, last + 1);
      }
    }
    if (!endsInColonOrDashes(text)) {
      return false;
    }
    boolean when = WHEN.matcher(text).find();
    boolean who = WHO.matcher(text).find();
    if (!when && !who) {
      return false; // whatever else it says
    }
    boolean wrote = wrote(text) || (who && QUOTES.matcher(text).matches());
    if (wrote && when && (opened || who)) {
      return true;
    }
    boolean two = (who && (wrote || (when && (dated || !opened)))) || (wrote && when);
    return two && latest && quoteFollows(lines, last + 1);
  }

  private static boolean wrote(String text) {
    return WROTE.anyIn(
        text, verb -> verb.start() > 0 && text.length() - verb.end() <= MAX_AFTER_VERB);
  }

  private static boolean quoteFollows(List<Line> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (!lines.get(i).empty() || lines.get(i).quoted()) {
        return lines.get(i).quoted();
      }
    }
    return false;
  }

  private static boolean closes(CharSequence text) {
    char c = last(text);
    return c == ':' || c == '：' || c == '-' || c == '>' || c == ')';
  }

  private static boolean endsInColonOrDashes(String text) {
    char c = last(text);
    return c == ':' || c == '：' || (c == '-' && text.stripTrailing().endsWith("--"));
  }

  private static char last(CharSequence text) {
    int i = text.length() - 1;
    while (i >= 0 && text.charAt(i) <= ' ') {
      i--;
    }
    return i < 0 ? ' ' : text.charAt(i);
  }

  private static boolean startsWithDate(String line) {
    int digits = 0;
    int limit = Math.min(line.length(), 24);
    for (int i = 0; i < limit; i++) {
      digits += Character.isDigit(line.charAt(i)) ? 1 : 0;
    }
    return digits >= 4;
  }

  private static boolean opens(String line) {
    int start = 0;
    while (start < line.length() && !Character.isLetter(line.charAt(start)) && start < 8) {
      start++;
    }
    int end = line.indexOf(' ', start);
    return end > start
        && end - start < 8
        && OPENERS.contains(line.substring(start, end).toLowerCase(Locale.ROOT));
  }
}
