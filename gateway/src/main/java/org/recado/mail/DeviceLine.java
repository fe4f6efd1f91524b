package org.recado.mail;

import java.util.regex.Pattern;

/**
 * The line that a telephone or a mail client adds by itself: {@code Sent from my iPhone}, {@code
 * Obtener Outlook para Android}, {@code Von meinem Mobilgerät gesendet}. A brand makes such a line,
 * or the writer's own {@code my …}; without either, a sentence that begins with "sent" is the
 * writer's.
 */
final class DeviceLine {

  private static final int LONGEST = 140;

  /** Names that stand in such lines and are no common words. */
  private static final String BRAND =
      "(?:iphone|ipad|ipod|ios|android|samsung|galaxy|outlook|huawei|honor|xiaomi|redmi|poco|realme"
          + "|oppo|pixel|motorola|blackberry|nokia|htc|oneplus|sony|alcatel|lg|yahoo|gmail|proton"
          + "|windows|sparrow|mailbox|acompli|airmail|spark|bluemail|thunderbird|k-9|fairemail|gmx"
          + "|web\\.de|aol|mail\\.ru|яндекс|zoho|tutanota|tuta|aquamail|edison|canary|mailspring"
          + "|protonmail|superhuman|polymail|mimestream|shortwave|rediff|orange|movistar|vodafone|telefónica)";

  private static final String SENT =
      "(?:sent|enviado|enviada|enviat|bidalita|envoyé|gesendet|inviato|inviata|verzonden|verstuurd"
          + "|skickat|skickades|sendt|lähetetty|wysłano|wysłane|odesláno|odoslané|elküldve|trimis"
          + "|отправлено|надіслано|στάλθηκε|изпратено|poslano|εστάλη|απεστάλη|provenance)";

  private static final String BY =
      "(?:from|with|via|using|by|desde|dende|des|de|depuis|à partir|a"
          + " partir|par|avec|con|mediante|através|a"
          + " través|von|mit|über|vom|da|do|dal|dalla|dallo|pelo|pela|vanaf|met|vanuit|från|med"
          + "|fra|z|ze|az|с|из|від|з|από|:)";

  private static final Pattern SENT_BY_BRAND =
      Pattern.compile(
          SENT
              + "(?:\\s+\\p{L}+){0,2}?\\s*"
              + BY
              + "(?!\\p{L}).{0,60}?(?<!\\p{L})"
              + BRAND
              + ".{0,60}",
          flags());

  /** {@code Lähetetty iPhonesta}: the case ending is the preposition. */
  private static final Pattern SENT_BRAND =
      Pattern.compile(
          "(?:lähetetty|odesláno z|odoslané z)\\s+(?:iphon|ipad|outlook|samsung|gmail|yahoo)\\p{L}{0,6}"
              + "(?: \\p{L}{3,12})?\\.?",
          flags());

  /** Things that are the sender's too, and no telephone. */
  private static final String PLACE =
      "(?:oficina|casa|despacho|sucursal|almacén|tienda|office|home|desk|house|branch|shop|account"
          + "|büro|bureau|agence|ufficio|filiale|escritório|agência|kantoor|kontor|biura)";

  /** {@code Enviado desde mi …}: whatever it is, it is the telephone. */
  private static final Pattern SENT_BY_MY =
      Pattern.compile(
          "(?:sent (?:from|by|via|with) my|enviado (?:desde|con|a través de) mi|enviado"
              + " (?:do|pelo|a partir do) meu|enviado dende o meu|enviat des del meu|envoyé"
              + " (?:de|depuis|à partir de) mon|inviato dal(?:la)? mi[oa]|gesendet (?:von|mit)"
              + " mein(?:em|er)|(?:verzonden|verstuurd) (?:vanaf|met|via|van) mijn|skickat från"
              + " min|sendt fra min|wysłan[oe] z (?:mojego |telefonu)|отправлено (?:с моего|из (?:мобильн\\p{L}{2,3} )?почты)"
              + "|odesláno z (?:mobilu|telefonu|mého)|odoslané z (?:mobilu|telefónu|môjho))(?!\\p{L})"
              + "(?! "
              + PLACE
              + "(?!\\p{L})) ?.{0,60}|sent (?:via|from a|from) (?:mobile|phone|cell|mobile device)",
          flags());

  /** {@code Von meinem Mobilgerät gesendet}, {@code iPhone'umdan gönderildi}. */
  private static final Pattern VERB_LAST =
      Pattern.compile(
          "(?:(?:diese (?:nachricht|e-?mail|mail) wurde )?(?:von|mit) mein(?:em|er) .{1,70}"
              + " (?:gesendet|verschickt|geschrieben)|(?:nire )?"
              + BRAND
              + "\\S{0,8}(?: cihazımdan| telefonumdan)? (?:bidal(?:ita|ia)|gönderildi)|(?:az? )?"
              + BRAND
              + "\\S{0,8}(?: \\p{L}{4,16})? küldve"
              + "|"
              + BRAND
              + ".{0,20}(?:から送信|에서 보냄)|나의 .{1,20}에서 보냄|发自我的 ?.{1,30}|從我的 ?.{1,30}傳送"
              + "|发送自.{1,30})\\.?",
          flags());

  private static final Pattern GET_APP =
      Pattern.compile(
          "(?:get|obtener|obtén|obtenga|obtenez|obtenir|obter|obtenha|descarga|descargar|download|télécharger|téléchargez|ottieni|scarica|baixe|baixar|holen"
              + " sie sich|hämta|skaffa|hent|last ned"
              + "|hanki|pobierz|získat|získejte|stáhnout|letöltés|obțineți|получить|скача(?:ть|йте)|отримати"
              + "|获取|下载|取得)\\s.{0,25}?(?:outlook|bluemail|spark|typeapp|edison|proton).{0,90}|outlook"
              + " (?:für|voor|til|för|for) (?:ios|android)"
              + " (?:beziehen|herunterladen|downloaden|installeren).{0,90}|(?:ios|android) için"
              + " outlook['’]u edinin.{0,90}",
          flags());

  /** {@code From my iPhone}, {@code Luis from mobile}. */
  private static final Pattern FROM =
      Pattern.compile("from my " + BRAND + ".{0,20}|\\p{L}{2,20} from mobile", flags());

  private DeviceLine() {}

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  }

  static boolean matches(String line) {
    if (line.length() >= LONGEST) {
      return false;
    }
    String text = bare(line);
    return SENT_BY_BRAND.matcher(text).matches()
        || SENT_BRAND.matcher(text).matches()
        || SENT_BY_MY.matcher(text).matches()
        || VERB_LAST.matcher(text).matches()
        || GET_APP.matcher(text).matches()
        || FROM.matcher(text).matches();
  }

  /** Without the brackets, stars and dashes around it. */
  private static String bare(String line) {
    String text = line.strip();
    int start = 0;
    while (start < text.length() && start < 4 && "<([*_-–—\"".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    int end = text.length();
    while (end > start && ">)]*_-\"".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end).strip();
  }
}
