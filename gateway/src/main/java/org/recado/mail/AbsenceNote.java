package org.recado.mail;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A vacation answer that carries none of the marks of RFC 3834 and no subject that gives it away. A
 * person may tell a client of an absence too; a program thanks for the mail, or answers one, and
 * says when its owner returns or whom to ask instead. All of that has to agree, in the first words
 * of a short mail.
 */
final class AbsenceNote {

  /** Longer mails are written by people, who speak of an absence among other things. */
  private static final int LONGEST = 1_500;

  /** Programs come to the point. */
  private static final int FIRST_WORDS = 260;

  private static final Pattern SUBJECT =
      Pattern.compile(
          "(?:ooo|out of (?:the )?office|out-of-office|fuera de (?:la )?oficina|nicht im (?:büro|haus)"
              + "|fuori ufficio|fora do escritório|niet aanwezig|poza biurem)(?!\\p{L}).{0,80}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** Words that people write about too: the subject of the answered mail follows. */
  private static final Pattern WORD_AND_SUBJECT =
      Pattern.compile(
          "(?:ausen(?:te|cia)(?: temporal)?|abwesen(?:d|heit)|absen(?:t|ce)|en congés?|assen(?:te|za)"
              + "|ausência(?: temporária)?|afwezig(?:heid)?|nieobecn\\p{L}+|frånvarande|fraværende|poissa|urlaub"
              + "|vacaciones|ferie|férias|vacances|on (?:annual )?leave|on vacation|urlop)\\s?[:：].{0,80}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern ANSWER =
      Pattern.compile(
          "\\s*(?:re|aw|sv|vs|antw|antwort|odp|odg|rif|réf|res|ynt|απ|отв|回复|返信)\\s?[:：].*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Phrases ABSENT =
      Phrases.of(
          "(?:(?:i am|i'm|i’m|i will be) (?:currently |presently |now )?(?:out of (?:the )?office|away|on"
              + " (?:annual |parental |maternity |sick )?(?:leave|vacation|holiday))|(?:estoy|me encuentro|estaré)"
              + " (?:actualmente )?(?:fuera de (?:la )?oficina|ausente|de (?:vacaciones|baja|permiso)|disfrutando)"
              + "|(?:bin|befinde mich) (?:ich )?(?:.{0,40})(?:nicht im (?:büro|haus)|nicht erreichbar|abwesend|im urlaub|außer haus)"
              + "|je (?:suis|serai) (?:actuellement )?(?:absent|en (?:congés?|vacances|déplacement))|sono (?:attualmente"
              + " )?(?:assente|fuori ufficio|in ferie)|(?:estou|encontro-me|estarei) (?:atualmente |de momento"
              + " )?(?:ausente|fora|de férias)|(?:ik ben|ben ik) (?:momenteel |op dit moment )?(?:.{0,30})(?:afwezig|niet"
              + " aanwezig|niet op kantoor|met vakantie)|(?:jestem|będę|przebywam) (?:obecnie |aktualnie )?(?:nieobecn|poza biurem"
              + "|na urlopie)|estic (?:fora|de vacances|absent)|jag är .{0,20}(?:inte på kontoret|på semester|bortrest)"
              + "|jeg er .{0,20}(?:ikke på kontoret|ute av kontoret|på ferie|fraværende|bortreist)|olen .{0,20}(?:lomalla"
              + "|poissa)|(?:jsem|budu|nacházím se) .{0,20}(?:mimo kancelář|na dovolené|nepřítom)|szabadságon vagyok"
              + "|nem vagyok az irodában|sunt .{0,20}(?:plecat|în concediu)|нахожусь (?:сейчас )?(?:в отпуске|вне офиса)"
              + "|ofis dışındayım|izindeyim|θα λείπω|είμαι εκτός γραφείου|不在にして|不在办公室)");

  private static final Pattern THANKS =
      Pattern.compile(
          "(?:estimad[oa] (?:remitente|usuari[oa])|dear sender|cher expéditeur|gentile mittente|caro remetente|thank(?:s| you) for (?:your|the) (?:e-?mail|message|mail|contacting)|gracias por (?:su|tu|el)"
              + " (?:mensaje|correo|e-?mail)|danke für (?:ihre|deine)|dank für (?:ihre|deine)|merci (?:de|pour) votre"
              + " (?:message|mail|courriel)|grazie per (?:la (?:sua|tua) (?:e-?mail|mail)|il (?:suo|tuo) messaggio)"
              + "|obrigad[oa] pel[oa] (?:sua |seu )?(?:mensagem|e-?mail|contacto)|bedankt voor (?:uw|je)|dank voor uw"
              + "|dziękuję za (?:wiadomość|mail|e-mail)|currently out|limited access|no access|without access|kein(?:en)?"
              + " zugriff|acceso limitado|sin acceso|accès limité|actualmente|attualmente|actuellement|momenteel"
              + "|no (?:tendré|tengo) acceso al? (?:mi )?correo|accès à (?:ma messagerie|mes mails)|nicht (?:automatisch )?weitergeleitet"
              + "|geen toegang|sem acesso|senza accesso|sans accès|bez dostępu|non ho accesso|não tenho acesso|tack för|tak for|takk for|kiitos"
              + "|děkuji za|köszönöm|mulțumesc|спасибо за|teşekkür|ευχαριστώ για|ありがとうございます|感谢您)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern INSTEAD =
      Pattern.compile(
          "(?:urgent|immediate|emergenc|in my absence|please contact|return(?:ing)? on|back (?:on|in the office)|urgente"
              + "|en mi ausencia|contacte con|póngase en contacto|diríjase a|(?:regresaré|volveré|me reincorporo|reincorporación)"
              + "|dringend|vertretung|wenden sie sich|zurück|retour|en mon absence|veuillez contacter|rientr|in mia assenza"
              + "|contattare|rivolgersi|regress|em caso de|na minha ausência|dringende|terug|vervang|pilnych|nagłych|wracam"
              + "|proszę o kontakt|zastępuje|bij spoed|contact op(?:nemen| te nemen)|brådskande|tillbaka|hastetilfælde|hastesaker|tilbage"
              + "|tilbake|kiireelli|palaan|naléhav|kontaktujte|sürgős|urgențe|revin|срочн|вернусь|acil|döneceğim|επείγο|επιστρέ|お急ぎ|紧急|急事)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /**
   * What a program that answers everybody in the same words cannot say: it asks nothing, knows no
   * today and no tomorrow, and does not promise to call.
   */
  private static final Pattern PERSON =
      Pattern.compile(
          "[?¿]|(?<!\\p{L})(?:hoy|mañana|ayer|esta (?:tarde|noche|semana)|(?:la )?próxima semana|la semana que viene"
              + "|today|tomorrow|yesterday|this (?:morning|afternoon|evening|week)|next week|heute|(?<!guten )morgen"
              + "|gestern|(?:nächste|diese) woche|aujourd['’]hui|demain|hier|ce (?:matin|soir)|cet après-midi"
              + "|cette semaine|(?:la )?semaine prochaine|oggi|domani|ieri|stamattina|questa (?:mattina|settimana)"
              + "|(?:la )?(?:prossima settimana|settimana prossima)|hoje|amanhã|ontem|(?:esta|próxima) semana|semana que vem"
              + "|vandaag|(?:deze|volgende) week|dzi(?:ś|siaj)|jutro|avui|demà|i ?dag|i ?morgon|i morgen|i går|tänään|huomenna"
              + "|dnes|zítra|včera|holnap|tegnap|astăzi|azi|mâine|ieri|сегодня|завтра|вчера|bugün|yarın|dün|σήμερα|αύριο"
              + "|(?:le|te|les|os) (?:llamo|llamaré|espero|confirmo|veo)|nos vemos|(?:i['’]ll|i will|i can|let me)"
              + " (?:call|ring|phone|text|meet|see) you|see you|rufe (?:ich )?(?:sie|dich)|je (?:vous|te)"
              + " (?:rappelle|rappellerai|appelle|vois|confirme)|(?:la|ti|le|vi) (?:chiamo|richiamo|telefono|confermo)"
              + "|ci (?:vediamo|sentiamo)|(?:ligo|telefono)-(?:lhe|te)|(?:lhe|te) ligo)(?!\\p{L})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** {@code Hola Ana:} – and not {@code Dear Sender}. */
  private static final Pattern GREETS_BY_NAME =
      Pattern.compile(
          "\\s*(?iu:hola|buen[oa]s (?:días|tardes)|estimad[oa]|hi|hello|dear|hallo|liebe[rs]?|guten (?:tag|morgen)"
              + "|bonjour|bonsoir|ch[eè]re?|ciao|buongiorno|car[oa]|gentile|olá|bom dia|boa tarde|beste),? "
              + "(?!(?iu:send|sir|mad|all|coll|coleg|koll|cust|client|kund|todos|tod|tutti|tous|absender"
              + "|damen|mensch|amig|remitente|usuari|user|friend|correspond|partner|afzender|relatie|mittente|signor"
              + "|everyone|team|equip))\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+){0,2}\\s?[,:.!]");

  private AbsenceNote() {}

  /**
   * @param lines what a reader is shown
   */
  static boolean is(String subject, List<Line> lines) {
    boolean told = SUBJECT.matcher(subject).matches();
    boolean word = !told && WORD_AND_SUBJECT.matcher(subject).matches();
    if (!told && !word && !ANSWER.matcher(subject).matches()) {
      return false;
    }
    var own = new StringBuilder();
    for (Line line : lines) {
      if (!line.quoted()) {
        own.append(line.text()).append(' ');
      }
      if (own.length() > LONGEST) {
        return false;
      }
    }
    String first = own.substring(0, Math.min(own.length(), FIRST_WORDS));
    if (!ABSENT.occurIn(first)) {
      return false;
    }
    return told
        || (!PERSON.matcher(first).find()
            && !GREETS_BY_NAME.matcher(first).lookingAt()
            && (word || (THANKS.matcher(first).find() && INSTEAD.matcher(own).find())));
  }
}
