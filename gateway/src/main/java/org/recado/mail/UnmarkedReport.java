package org.recado.mail;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.message.MailAddress;

/**
 * Bounces, read receipts and vacation answers that carry none of the marks RFC 3834 asks for: old
 * mail servers and small telephones send them. One sign alone could be a person's; the subject, the
 * author and the words of the mail have to agree.
 */
final class UnmarkedReport {

  /** So much of the text is looked at: reports say at once what they are. */
  private static final int LOOKED_AT = 4_000;

  private static final Pattern BOUNCE_SUBJECT =
      Pattern.compile(
          "(?:undeliver(?:able|ed)|failure notice|delivery (?:status"
              + " )?(?:notification|failure|failed|error|report|problem)|mail (?:delivery"
              + " )?(?:failure|failed|error|system error)|message (?:undeliverable|delivery"
              + " failure|you sent blocked)|returned (?:mail|e-?mail|message)|returned to"
              + " sender|non-?delivery|nondeliverable|ndn:|ndr:|delayed mail|warning: (?:could not"
              + " send|message)|could not send message|unable to deliver|permanent delivery|user"
              + " unknown|unknown (?:user|recipient)|rejected mail|\\[bounce\\]|bounced mail|no"
              + " (?:se ha podido entregar|entregado|se puede entregar)|no entregable|entrega fallida|error"
              + " (?:de|en la) entrega|correo (?:devuelto|no entregado)|mensaje (?:devuelto|no"
              + " entregado)|non (?:remis|recapitabile|distribué)|échec de (?:la )?remise|message"
              + " non (?:remis|délivré)|unzustellbar|nicht zustellbar|zustellungsfehler|e-?mail"
              + " konnte nicht|mancata consegna|impossibile (?:recapitare|consegnare)|não"
              + " entregue|falha (?:na|de) entrega|não foi possível entregar|niet"
              + " bezorgd|onbestelbaar|kan inte levereras|olevererbart|kunne ikke leveres|nie"
              + " dostarczono|nie można dostarczyć|配信不能|エラーメール|退信|系统退信|无法投递|недоставлен|не"
              + " доставлено|não é possível entregar|niedostarczaln|kan ikke leveres|ei voi toimittaa|toimittamaton"
              + "|nedoručiteln|nelze doručit|nedoručiteľn|kézbesíthetetlen|nelivrabil|imposibil de livrat"
              + "|teslim edileme|ανεπίδοτο|no es pot lliurar|无法送达|無法傳遞|mailbox (?:is )?full|buzón lleno"
              + "|boîte aux lettres pleine|postfach (?:ist )?voll).*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** What a mail server says in the text; codes of RFC 5321 and RFC 3463 among them. */
  private static final Pattern BOUNCE_WORDS =
      Pattern.compile(
          "(?<![\\d.])[45]\\.\\d\\.\\d{1,3}(?![\\d.])|\\b[45]\\d\\d["
              + " -](?:[45]\\.\\d|user|recipient|mailbox|unknown|no"
              + " such|invalid|requested|relay|message)|(?:could|can) ?not be"
              + " (?:delivered|reached|found)|was not delivered|undeliver|unable to"
              + " deliver|delivery (?:failed|to the following)|did not reach|permanent (?:fatal"
              + " )?error|user unknown|unknown (?:user|recipient|local)|no such"
              + " (?:user|recipient|domain)|host (?:unknown|not found)|mailbox (?:is"
              + " )?(?:full|unavailable|disabled|not found)|(?:disk )?quota exceeded|returned (?:to"
              + " sender|below)|diagnostic-code|final-recipient|reporting-mta|transcript of"
              + " session|smtp error|remote (?:host|server) said|message header follows|wasn't able"
              + " to deliver|no (?:se )?(?:pudo|ha podido|puede) (?:ser )?entrega|usuario desconocido|buzón inexistente|no existe|buzón"
              + " lleno|n'a pas pu être|non (?:è stato|può essere)|konnte nicht zugestellt|não"
              + " (?:pôde|foi possível)|kon niet worden|nie"
              + " (?:mogła|została)|該当するユーザ|送信できません|宛先不明|未送达|не удалось (?:доставить|выполнить доставку)"
              + "|(?:wasn|weren|couldn)['’]t (?:be )?(?:delivered|found)|address not found"
              + "|no se ha (?:entregado|encontrado la dirección)|buzón (?:de \\S{1,80} )?está lleno|no puede (?:aceptar|recibir)"
              + " mensajes|nachrichtenzustellung|konnte nicht gefunden|échec de la remise|est introuvable|impossibile"
              + " recapitare|falha na entrega|bezorging mislukt|dostarczanie .{0,60}nie powiodło|gick inte att"
              + " leverera|kunde inte levereras|levering.{0,60} mislyk|kunne ikke leveres|epäonnistui|nelze doručit|se"
              + " nezdařilo|nem sikerült|nu a (?:putut|reușit)|teslim edilemedi|απέτυχε|δεν ήταν δυνατή|配信できません"
              + "|传递失败|无法送达|no s['’]ha pogut",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** A bounce names the address that failed, or the code of the failure. */
  private static final Pattern WHOM =
      Pattern.compile("[^\\s<>]+@[^\\s<>]+|(?<![\\d.])[45]\\.\\d\\.\\d{1,3}(?![\\d.])");

  private static final Pattern READ_SUBJECT =
      Pattern.compile(
          "(?:read|not read|leído|no leído|leido|gelesen|ungelesen|lu|non lu|letto|non"
              + " letto|lida|não lida|gelezen|niet gelezen|przeczytan[eo]|nieprzeczytan[eo]|přečten[oa]|прочитано|elolvasva|okundu|luettu|citit|läst|lest|læst|llegit|irakurrita|return"
              + " receipt(?: \\(displayed\\)| - )?|read receipt|disposition notification|message"
              + " read|mail gelesen|confirmación de lectura|acuse de (?:recibo|lectura)|accusé de"
              + " lecture|lesebestätigung|conferma di lettura|confirmação de leitura"
              + "|leesbevestiging|entregado|delivered|relayed|retransmitido|übermittelt|zugestellt)\\s*[:：-].*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern READ_WORDS =
      Pattern.compile(
          "was (?:read|displayed|deleted)(?! (?:at|by|in|to) (?:the|an?|our|my) )|has been (?:read|displayed)|return receipt|delivery to"
              + " these recipients|se (?:ha )?(?:leyó|leído)|(?:fue|ha sido)"
              + " (?:leíd|mostrad|eliminad)|se completó la entrega|wurde (?:am"
              + " .{0,60})?(?:gelesen|angezeigt|gelöscht)|a été (?:lu|affiché|supprimé)|è stato"
              + " (?:letto|visualizzato|eliminato)|foi (?:lida|exibida|eliminada)|se eliminó sin|przeczytan|usunięt|přečten|прочитан|elolvas|okundu|luettu|citit|lästes|blev læst|ble lest|is (?:op"
              + " .{0,60})?gelezen|this receipt verifies|garantiza que|bestätigt nur",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /**
   * Who wants to know first whether a person writes holds the mail, and gives a link to prove it.
   */
  private static final Phrases CHALLENGE_SUBJECT =
      Phrases.of("confirm|verif|challenge|whitelist|approv|authenticat|spam|autoriz|bestätig");

  private static final Pattern HELD =
      Pattern.compile(
          "(?:message|mail|e-?mail) (?:is|has been|was) (?:being )?(?:held|quarantined|put on hold|blocked)"
              + "|(?:mensaje|correo) (?:está|ha sido|ha quedado) (?:retenid|bloquead)|(?:message|courriel) (?:est|a été)"
              + " (?:retenu|mis en attente)|(?:nachricht|e-?mail) (?:wird|wurde) zurückgehalten",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern PROVE =
      Pattern.compile(
          "(?:verif|confirm|click|enlace|cliqu|klick|bestätig)[\\s\\S]{0,600}https?://",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** Local parts that people do not have. */
  private static final Pattern SYSTEM =
      Pattern.compile(
          "(?:post|mail|web)?master|mailer-?daemon.*|mail-?daemon|mdaemon|daemon|root|mta.*|smtp.*|system|mailsystem|mail[-_.]?delivery.*|maildeliverysystem|(?:no|do)[-_.]?(?:not)?[-_.]?reply.*|bounces?.*|notification.*|automatic.*|admin.*|exchange.*|microsoftexchange.*|uucp|abuse",
          Pattern.CASE_INSENSITIVE);

  private UnmarkedReport() {}

  /** A report inside a container that lost its label: only machines write such parts. */
  static Optional<String> part(Entity root) {
    return root.parts().stream()
        .map(Entity::mediaType)
        .filter(
            type ->
                type.equals("message/delivery-status")
                    || type.equals("message/global-delivery-status")
                    || type.equals("message/disposition-notification")
                    || type.equals("message/feedback-report"))
        .findFirst();
  }

  /**
   * @param lines what a reader is shown
   */
  static Optional<String> find(HeaderFields fields, List<Line> lines) {
    String subject = MailHeaders.subject(fields);
    boolean bounce = BOUNCE_SUBJECT.matcher(subject).lookingAt();
    boolean read = READ_SUBJECT.matcher(subject).matches();
    boolean system = system(fields);
    if (AbsenceNote.is(subject, lines)) {
      return Optional.of("an absence without its marks");
    }
    boolean challenge = CHALLENGE_SUBJECT.occurIn(subject);
    if (!bounce && !read && !system && !challenge) {
      return Optional.empty();
    }
    String text = start(lines);
    int failures = bounce || system ? count(BOUNCE_WORDS, text) : 0;
    boolean told = failures > 0 && (system || WHOM.matcher(text).find());
    if ((bounce && told) || (system && failures > 1)) {
      return Optional.of("a bounce without its marks");
    }
    if (challenge && HELD.matcher(text).find() && PROVE.matcher(text).find()) {
      return Optional.of("a challenge without its marks");
    }
    return read && READ_WORDS.matcher(text).find()
        ? Optional.of("a receipt without its marks")
        : Optional.empty();
  }

  private static boolean system(HeaderFields fields) {
    var authors = Mailboxes.parse(fields.first("From").orElse(""));
    return authors.isEmpty()
        || authors.stream()
            .flatMap(mailbox -> mailbox.address().stream())
            .map(MailAddress::localPart)
            .anyMatch(local -> SYSTEM.matcher(local).matches());
  }

  private static int count(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    int found = 0;
    while (matcher.find()) {
      found++;
    }
    return found;
  }

  private static String start(List<Line> lines) {
    var text = new StringBuilder();
    for (int i = 0; i < lines.size() && text.length() < LOOKED_AT; i++) {
      text.append(lines.get(i).text(), 0, Math.min(lines.get(i).text().length(), LOOKED_AT))
          .append('\n');
    }
    return text.toString();
  }
}
