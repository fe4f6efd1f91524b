package org.recado.mail;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentence that introduces quoted text: {@code On … wrote:}, {@code El … escribió:}, {@code
 * -----Original Message-----}. In the languages clients write it in.
 */
final class Attribution {

  /** An attribution with a long name and address is folded over several lines. */
  private static final int MAX_LINES = 6;

  private static final int MAX_LENGTH = 400;

  private static final Set<String> OPENERS =
      Set.of(
          "on",
          "el",
          "le",
          "am",
          "op",
          "il",
          "em",
          "no",
          "den",
          "på",
          "w",
          "dnia",
          "vào",
          "dne",
          "la",
          "at",
          "a",
          "na",
          "o",
          "em:",
          "pe",
          "ngày",
          "στις",
          "av",
          "il giorno");

  private static final String VERB =
      "(?:wrote|writes|sent|escribió|escribio|escribiu|va escriure|ha escrit|idatzi du|a écrit"
          + "|écrit|schrieb|schreef|geschreven|ha scritto|scrisse|escreveu|skrev|napisał\\(?a?\\)?"
          + "|đã viết|написала?|пишет|kirjoitti|a scris|yazdı|írta|napsala?|έγραψε|写道|wrote)";

  private static final Pattern SENTENCE =
      Pattern.compile(
          "\\W{0,8}\\p{L}.{0,350}?[\\s>)\"']" + VERB + "(?=[\\s:：-]|$).{0,150}?(?:[:：]|-{2,})\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern DATE_OR_TIME =
      Pattern.compile("(?:19|20)\\d\\d|\\d{1,2}[:.h]\\d\\d|\\d{1,2}[./-]\\d{1,2}");

  private static final Pattern DATE_FIRST =
      Pattern.compile(
          "\\W{0,4}(?:\\p{L}{2,12}\\.?,?\\s+)?\\d{1,4}[./\\- ](?:\\d{1,2}|\\p{L}{3,12}\\.?)"
              + "[./\\- ]\\d{1,4}\\b.{0,250}[<(]\\s*[^<>()\\s]+@[^<>()\\s]+[>)]\\s*(?:\\p{L}{2,15})?"
              + "(?<colon>:)?\\s*");

  private static final Pattern BETWEEN_DASHES =
      Pattern.compile(
          "\\s*-{2,}\\s*\\S.{0,200}\\s" + VERB + "\\s*:?\\s*-{2,}\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern SENT_FROM_WROTE =
      Pattern.compile("\\s*Sent from .{1,120} wrote:\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern ORIGINAL_MESSAGE =
      Pattern.compile(
          "\\s*[-_=]{2,}\\s*(?:Original Message|Reply message|Mensaje original|Mensagem original"
              + "|Missatge original|Message d['’]origine|Message original"
              + "|Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht"
              + "|Messaggio originale|Oorspronkelijk bericht|Originalmeddelande"
              + "|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding"
              + "|Исходное сообщение|Wiadomość oryginalna|Alkuperäinen viesti)\\s*[-_=]*\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern FORWARDED =
      Pattern.compile(
          "\\s*-{2,}\\s*(?:Forwarded message|Mensaje reenviado|Mensagem encaminhada"
              + "|Missatge reenviat|Message transféré|Weitergeleitete Nachricht"
              + "|Messaggio inoltrato|Forwarded by .{1,80}|Reenviado por .{1,80})\\s*-*\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

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
   * @param latest whether a later line that is an attribution by itself takes this one's place;
   *     asked once only, or hostile lines would be asked for ever
   */
  private static int lines(List<Line> lines, int at, boolean latest) {
    String first = lines.get(at).text();
    if (first.length() > MAX_LENGTH) {
      return 0;
    }
    if (dashes(first)
        && (ORIGINAL_MESSAGE.matcher(first).matches() || BETWEEN_DASHES.matcher(first).matches())) {
      return 1;
    }
    boolean dated = startsWithDate(first);
    if (!dated && !opens(first)) {
      return SENT_FROM_WROTE.matcher(first).matches() ? 1 : 0;
    }
    var joined = new StringBuilder();
    int end = Math.min(lines.size(), at + MAX_LINES);
    for (int i = at; i < end; i++) {
      // a folded attribution has no empty line, and none that is an attribution by itself
      if (i > at && latest && lines(lines, i, false) > 0) {
        return 0;
      }
      joined.append(i == at ? "" : " ").append(i == at ? first : lines.get(i).shown());
      if (joined.length() > MAX_LENGTH) {
        return 0;
      }
      if (closes(joined) && sentence(joined.toString(), dated, lines, i)) {
        return i + 1 - at;
      }
    }
    return 0;
  }

  static boolean forwards(String line) {
    return dashes(line) && line.length() < 200 && FORWARDED.matcher(line).matches();
  }

  /** The same for text whose line breaks are lost. */
  static boolean opensForwarded(String text) {
    String start = text.substring(0, Math.min(text.length(), 120));
    return dashes(start) && FORWARDED.matcher(start).lookingAt();
  }

  /** Splits a line that holds the writer's words and, after them, an attribution. */
  static Matcher inTheLine(String line) {
    return IN_THE_LINE.matcher(line);
  }

  /** The cheap half of {@link #inTheLine}. */
  static boolean mayBeInTheLine(String line) {
    return line.length() < MAX_LENGTH && line.endsWith("wrote:") && line.contains("On ");
  }

  private static boolean sentence(String text, boolean dated, List<Line> lines, int last) {
    if (dated) {
      Matcher date = DATE_FIRST.matcher(text);
      if (date.matches()) {
        return date.group("colon") != null || quoteFollows(lines, last + 1);
      }
    }
    return DATE_OR_TIME.matcher(text).find() && SENTENCE.matcher(text).matches();
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
    int i = text.length() - 1;
    while (i >= 0 && text.charAt(i) <= ' ') {
      i--;
    }
    char c = i < 0 ? ' ' : text.charAt(i);
    return c == ':' || c == '：' || c == '-' || c == '>' || c == ')';
  }

  private static boolean dashes(String line) {
    String start = line.stripLeading();
    return start.startsWith("--") || start.startsWith("__") || start.startsWith("==");
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
