package org.recado.mail;

import java.util.regex.Pattern;

/**
 * The line of dashes that mail clients draw over the mail they answer or forward: {@code
 * -----Original Message-----}, {@code -------- Mensaje reenviado --------}; and the one sentence
 * that Apple Mail writes instead.
 */
final class HistoryRule {

  private static final int LONGEST = 200;

  private static final String DASHES = "\\s*[-_=*\u2010-\u2015]{2,}\\s*";

  private static final Pattern ORIGINAL_MESSAGE =
      Pattern.compile(
          DASHES
              + "(?:Original(?: Message)?|Reply message|Mensaje original|Mensagem original"
              + "|Missatge original|Mensaxe orixinal|Jatorrizko mezua|Message d['’]origine"
              + "|Message original|Mail original|Messaggio originario|Ursprüngliche (?:Nachricht|Mail|E-Mail)|Original-?[Nn]achricht"
              + "|Original-?[Mm]ail|Messaggio originale|Oorspronkelijk(?:e)? bericht"
              + "|Originalmeddelande|Ursprungligt meddelande|Oprindelig (?:meddelelse|besked)"
              + "|Opprinnelig melding|Alkuperäinen viesti|Wiadomość oryginalna"
              + "|Oryginalna wiadomość|Původní (?:zpráva|e-?mail)|Pôvodná správa|Eredeti üzenet|Mesaj original"
              + "|Mesajul original|Исходное сообщение|Оригінальне повідомлення|Оригинално съобщение"
              + "|Αρχικό μήνυμα|Özgün İleti|Orijinal mesaj|Izvorna poruka|Originalna poruka"
              + "|邮件原件|原始邮件|原始郵件|元のメッセージ|원본 메시지|الرسالة الأصلية|הודעה מקורית)"
              + "\\s*[-_=*\u2010-\u2015]*\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** Notes: {@code -----Ana Cliente/BANK wrote: -----}. */
  private static final Pattern WROTE_BETWEEN_DASHES =
      Pattern.compile(
          DASHES
              + "\\S.{0,200}\\s(?:wrote|escribió|escribiu|va escriure|a écrit|schrieb|ha scritto"
              + "|escreveu|schreef|skrev)\\s*:?\\s*-{2,}\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** Notes: {@code Ana Cliente---03/03/2026 10:20:00---Buenos días}. */
  private static final Pattern NAME_DATE_AND_START =
      Pattern.compile(
          "\\s*\\S.{0,120}---\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4} \\d{1,2}[:.]\\d\\d.{0,12}---.*");

  /** Help desks ask for it: {@code ##- Please type your reply above this line -##}. */
  private static final Pattern REPLY_ABOVE =
      Pattern.compile(
          "[-#=*_<>\\[ ]{2,20}.{0,40}(?:repl(?:y|ies)|respond\\p{L}*|respuesta|répon\\p{L}+|antwort\\p{L}*"
              + "|rispo\\p{L}+|resposta|antwoord\\p{L}*) .{0,40}(?:above|encima|au-dessus|oberhalb|über|sopra|acima|boven)"
              + " .{2,20}[-#=*_<>\\] ]{2,20}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final String FORWARDED_MESSAGE =
      "(?:Forwarded message|Mensaje reenviado|Mensagem (?:encaminhada|reencaminhada)"
          + "|Missatge reenviat|Mensaxe reenviada|Birbidalitako mezua"
          + "|Message (?:transféré|réexpédié|transf.{0,2}r.{0,2})|Weitergeleitete Nachricht"
          + "|Messaggio inoltrato|Doorgestuurd bericht|Vidarebefordrat meddelande"
          + "|Videresendt (?:melding|meddelelse|besked)|Przekazana wiadomość"
          + "|Пересылаемое сообщение|Пересланное сообщение|转发邮件|Forwarded by .{1,80}"
          + "|Reenviado por .{1,80}|Weitergeleitet von .{1,80}|Inoltrato da .{1,80}"
          + "|Transféré par .{1,80}|Encaminhado por .{1,80})";

  private static final Pattern FORWARDED =
      Pattern.compile(
          DASHES + FORWARDED_MESSAGE + "\\s*-*\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern FORWARDED_BY_APPLE =
      Pattern.compile(
          "\\s*(?:Begin forwarded message|Inicio del mensaje reenviado"
              + "|Inici del missatge reenviat|Début du message (?:transféré|réexpédié)"
              + "|Anfang der weitergeleiteten Nachricht|Inizio messaggio inoltrato"
              + "|Início da mensagem (?:encaminhada|reencaminhada)"
              + "|Begin doorgestuurd bericht|Vidarebefordrat brev)\\s*:\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** GroupWise: {@code >>> Ana Cliente <ana@client.example> 03.03.2026 10:20 >>>}. */
  private static final Pattern BETWEEN_MARKS =
      Pattern.compile(">>> \\S.{0,150}\\d{1,2}[:.]\\d\\d.{0,12}>>>\\s*");

  private HistoryRule() {}

  /** Whether what follows this line is the mail that is answered. */
  static boolean introduces(String line) {
    if (line.length() > LONGEST) {
      return false;
    }
    return (dashes(line)
            && (ORIGINAL_MESSAGE.matcher(line).matches()
                || WROTE_BETWEEN_DASHES.matcher(line).matches()))
        || (drawn(line) && REPLY_ABOVE.matcher(line).matches())
        || (line.contains("---") && NAME_DATE_AND_START.matcher(line).matches());
  }

  /** The same of a line that only looks quoted. */
  static boolean betweenMarks(String line) {
    return line.startsWith(">>> ")
        && line.length() < LONGEST
        && BETWEEN_MARKS.matcher(line).matches();
  }

  /** Whether what follows this line is passed on, and therefore meant. */
  static boolean forwards(String line) {
    return line.length() < LONGEST
        && ((dashes(line) && FORWARDED.matcher(line).matches())
            || (line.indexOf(':') > 0 && FORWARDED_BY_APPLE.matcher(line).matches()));
  }

  /** The same for text whose line breaks are lost. */
  static boolean opensForwarded(String text) {
    String start = text.substring(0, Math.min(text.length(), 120));
    return dashes(start) && FORWARDED.matcher(start).lookingAt();
  }

  private static boolean dashes(String line) {
    String start = line.stripLeading();
    return start.length() > 2 && dash(start.charAt(0)) && dash(start.charAt(1));
  }

  /** Whether a line begins and ends with what is drawn, not written. */
  private static boolean drawn(String line) {
    String text = line.strip();
    return text.length() > 20
        && "#-=*_<[".indexOf(text.charAt(0)) >= 0
        && "#-=*_>]".indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  private static boolean dash(char c) {
    return c == '-' || c == '_' || c == '=' || c == '*' || (c >= '\u2010' && c <= '\u2015');
  }
}
