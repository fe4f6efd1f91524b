package org.recado.mail;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few header lines that Outlook, Notes and others put over the mail they answer: {@code From:
 * Sent: To: Subject:}, {@code De: Enviado el: Para: Asunto:}… Two fields alone are not enough,
 * since people write {@code De: Madrid, Para: Sevilla} themselves.
 */
final class HeaderBlock {

  private enum Kind {
    FROM,
    SENT,
    DATE,
    TO,
    SUBJECT,
    OTHER
  }

  private static final Map<String, Kind> NAMES = names();

  /** Longest run of lines without a field name inside a block: folded lists of addresses. */
  private static final int MAX_FOLDED = 4;

  private static final int MAX_LINES = 60;

  private static final Pattern DATE_IN_THE_LINE =
      Pattern.compile("\\s\\*?(?:Date|Sent|Fecha|Enviado(?: el)?|Gesendet|Envoyé|Data|Datum) ?:");

  private HeaderBlock() {}

  /** How many lines from {@code at} on are such a block; 0 if none is. */
  static int lines(List<Line> lines, int at) {
    int start = rule(lines.get(at).text()) ? at + 1 : at;
    while (start > at && start < lines.size() && lines.get(start).empty() && start < at + 3) {
      start++;
    }
    if (start >= lines.size() || kind(lines.get(start).text()) == null) {
      return 0;
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    boolean address = false;
    boolean apart = false;
    boolean close = false;
    int folded = 0;
    int end = start;
    for (int i = start;
        i < Math.min(lines.size(), start + MAX_LINES) && folded <= MAX_FOLDED;
        i++) {
      String text = lines.get(i).text();
      if (text.isBlank()) {
        // some programs put an empty line after each field; what has none between two is at its end
        if (i + 1 < lines.size() && kind(lines.get(i + 1).text()) != null && !close) {
          apart = true;
          continue;
        }
        break;
      }
      Kind kind = kind(text);
      if (kind != null && i > start && kind(lines.get(i - 1).text()) != null) {
        if (apart && lines.get(start).text().indexOf('@') < 0) {
          return 0; // what stands over the block is the writer's, and only looks like a field
        }
        close = true;
      }
      folded = kind == null ? folded + 1 : 0;
      if (kind != null) {
        kinds.add(kind);
        end = i + 1;
        if (kind == Kind.FROM && DATE_IN_THE_LINE.matcher(text).find()) {
          kinds.add(Kind.DATE);
        }
      }
      address |= text.indexOf('@') >= 0 && folded <= 1;
    }
    return enough(kinds, address) ? end - at : 0;
  }

  private static boolean enough(Set<Kind> kinds, boolean address) {
    boolean dated = kinds.contains(Kind.SENT) || kinds.contains(Kind.DATE);
    if (address) {
      kinds.remove(Kind.OTHER);
      return kinds.size() >= 2 && (kinds.contains(Kind.FROM) || dated);
    }
    return kinds.contains(Kind.FROM)
        && (kinds.contains(Kind.SENT)
            ? kinds.contains(Kind.TO) || kinds.contains(Kind.SUBJECT)
            : dated && kinds.contains(Kind.TO) && kinds.contains(Kind.SUBJECT));
  }

  /** A line of nothing but underscores or dashes, as Outlook draws above the block. */
  private static boolean rule(String line) {
    String text = line.strip();
    char first = text.length() < 5 ? ' ' : text.charAt(0);
    if (first != '_' && first != '-') {
      return false;
    }
    int i = 1;
    while (i < text.length() && text.charAt(i) == first) {
      i++;
    }
    return i == text.length();
  }

  private static @Nullable Kind kind(String line) {
    int colon = line.indexOf(':');
    int wide = line.indexOf('：');
    if (colon < 1 || colon > 24 || (wide > 0 && wide < colon)) {
      colon = wide;
    }
    if (colon < 1 || colon > 24) {
      return null;
    }
    String name = line.substring(0, colon).replace("*", "").strip().toLowerCase(Locale.ROOT);
    return NAMES.get(name);
  }

  private static Map<String, Kind> names() {
    var names = new HashMap<String, Kind>();
    put(
        names,
        Kind.FROM,
        "from|de|von|da|van|från|fra|от|od|desde|remitente|expéditeur|mittente|lähettäjä"
            + "|kimden|gönderen|发件人|寄件者|差出人|보낸 사람|보낸사람|nork|remitent|de la|feladó|від|από|من|מאת|šalje|saatja|nuo|từ|dari|จาก");
    put(
        names,
        Kind.SENT,
        "sent|enviado|enviados|enviado el|enviat|enviada em|enviado em|enviada|gesendet|envoyé"
            + "|inviato|verzonden|skickat|sendt|отправлено|wysłano|wysłane|lähetetty|gönderildi"
            + "|gönderme tarihi|发送时间|寄件日期|送信日時|보낸 날짜|보낸날짜|bidalita|bidaltze-data|enviat el"
            + "|trimis|odesláno|odoslané|elküldve|надіслано|στάλθηκε|αποστολή|изпратено|poslano"
            + "|تم الإرسال|נשלח|poslato|saadetud|išsiųsta|nosūtīts|đã gửi|dikirim|ส่ง");
    put(
        names,
        Kind.DATE,
        "date|fecha|datum|data|dato|дата|päivämäärä|tarih|日期|日時|날짜|dátum|ημερομηνία|التاريخ|תאריך|kuupäev|datums|ngày|tanggal|วันที่");
    put(
        names,
        Kind.TO,
        "to|para|an|à|a|aan|till|til|кому|do|per a|vastaanottaja|kime|收件人|收件者|宛先|받는 사람|받는사람"
            + "|nori|destinatario|destinatari|destinataire|către|komu|címzett|προς|до|za|إلى|אל"
            + "|prima|adressaat|kam|đến|tới|kepada|ถึง");
    put(
        names,
        Kind.SUBJECT,
        "subject|asunto|betreff|objet|oggetto|onderwerp|ämne|emne|тема|temat|assunto|aihe|konu"
            + "|主题|主旨|件名|제목|gaia|assumpte|subiect|předmět|predmet|tárgy|θέμα|относно|tema|الموضوع"
            + "|נושא|sujet|zadeva|teema|tēma|chủ đề|subjek|เรื่อง");
    put(
        names,
        Kind.OTHER,
        "cc|cco|bcc|ccn|kopie|copia|копия|cópia|importance|importancia|importanza|importância|wichtigkeit|priority|prioridad|reply-to|responder"
            + " a|répondre à|antwort an|attachments|datos adjuntos|anexos|anlagen|pièces"
            + " jointes|allegati|message-id|抄送|副本|kopija|koopia"
            + "|no"); // in Latvian the author; the word is too common for one
    return names;
  }

  private static void put(Map<String, Kind> names, Kind kind, String all) {
    for (String name : all.split("\\|")) {
      names.put(name, kind);
    }
  }
}
