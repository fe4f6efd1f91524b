package org.recado.mail;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a firm's mail server puts over mails that came from outside: {@code [EXTERNAL]}, {@code
 * CAUTION: This email originated from outside of the organization…}, and the remark of Microsoft
 * 365 about correspondents one rarely hears of. Looked for above the text alone.
 */
final class Banner {

  /** A warning with its advice has no more characters. */
  private static final int LONGEST = 700;

  private static final int MAX_LINES = 8;

  private static final int MAX_MARKED_LINES = 16;

  private static final Pattern TAG =
      Pattern.compile(
          "[\\s\\[(<*_#=-]{0,12}(?:(?:this is an )?external(?: (?:e-?mail|mail|message|sender))?|ext"
              + "|correo externo|mensaje externo|remitente externo|e-?mail externe|expéditeur"
              + " externe|externe (?:e-?mail|nachricht)|mail esterna|messaggio esterno|e-?mail"
              + " externo|mensagem externa|externe mail|wiadomość zewnętrzna)(?<close>[\\s\\])>*_#=!-]{0,12})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Phrases OUTSIDE =
      Phrases.of(
          "(?:outside (?:of )?(?:the |your |our )?(?:organi[sz]ation|company|network|firm|bank|group)|external"
              + " (?:sender|source|e-?mail|mail|address)|fuera de (?:la |su |nuestra |tu )?(?:organización"
              + "|empresa|entidad|compañía)|(?:remitente|origen|correo|emisor) externo|(?:extérieur|externe) (?:à|de)"
              + " (?:l['’]|votre |notre )?(?:organisation|entreprise|société)|(?:expéditeur|source) externe"
              + "|(?:außerhalb|ausserhalb) (?:der|ihrer|unserer|des) \\p{L}+|extern(?:en|er|e) (?:absender|e-?mail|quelle)"
              + "|(?:esterno|esterna) (?:a|alla|all['’]|della|dell['’])\\s?\\p{L}+|mittente esterno|fora d[ae] (?:sua )?"
              + "(?:organização|empresa)|remetente externo|buiten (?:de|uw|onze) organisatie|externe afzender"
              + "|spoza (?:twojej |naszej )?organizacji|nadawcy zewnętrznego|fora de l['’]organització)");

  private static final Phrases ADVICE =
      Phrases.of(
          "(?:click|links?|attachments?|caution|warning|enlaces?|adjuntos?|precaución|clique|liens?|pièces"
              + " jointes|prudence|anhäng|anlagen|vorsicht|collegamenti|allegati|attenzione|cautela|anexos"
              + "|ligações|hyperlinks?|bijlagen|voorzichtig|łącz|załącznik|ostrożn|enllaços)");

  /** Microsoft 365, first contact safety tip. */
  private static final Pattern RARE_SENDER =
      Pattern.compile(
          "(?:some people who received this message don['’]t often get email from|you don['’]t often"
              + " get email from|(?:algunas de las personas que recibieron este mensaje )?no suelen?"
              + " recibir (?:correos? electrónicos?|correos?|mensajes) de|no sueles recibir|vous"
              + " (?:n['’]obtenez|ne recevez) pas souvent|(?:sie|einige personen).{0,60} erhalten"
              + " (?:nicht (?:häufig|oft)|selten)|non (?:si ricevono|ricevi|riceve) spesso|não"
              + " costuma receber|você não costuma receber|u (?:krijgt|ontvangt) niet vaak|nie"
              + " otrzymujesz często|nieczęsto otrzymujesz).*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** The label of a classification, as information protection writes it above or below a mail. */
  private static final Pattern LABEL =
      Pattern.compile(
          "[\\s\\[(*_-]{0,6}(?:(?:sensitivity|(?:data |information |document |security )?classification"
              + "|clasificación|sensibilidad|nivel de confidencialidad|klassifizierung|klassifikation"
              + "|vertraulichkeit|classificazione|riservatezza|classificação|classificatie|klasyfikacja)"
              + "(?: de la información| der information| of information)?\\s?[:=|-]\\s?[\\p{L}\\d&/ -]{2,30})"
              + "[\\s\\])*_.-]{0,6}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Banner() {}

  /** Where the labels at the end begin, or the number of lines. */
  static int label(List<Line> lines) {
    int start = lines.size();
    for (int i = lines.size() - 1; i > 0; i--) {
      Line line = lines.get(i);
      if (line.empty()) {
        continue;
      }
      if (line.quoted() || !labels(line.text()) || !lines.get(i - 1).empty()) {
        break;
      }
      start = i;
    }
    return start;
  }

  private static boolean labels(String line) {
    return line.length() < 80 && LABEL.matcher(line).matches();
  }

  /** Where the banner ends that Proofpoint puts between marks of its own; 0 if there is none. */
  private static int marked(List<Line> lines) {
    boolean begun = false;
    for (int i = 0; i < Math.min(lines.size(), MAX_MARKED_LINES); i++) {
      String text = lines.get(i).text();
      begun |= text.contains("pfptBannerStart");
      if (begun && text.contains("pfptBannerEnd")) {
        return i + 1;
      }
      if (!begun && !lines.get(i).empty()) {
        return 0;
      }
    }
    return 0;
  }

  /** The number of lines that such banners take at the start; 0 if there is none. */
  static int end(List<Line> lines) {
    int end = marked(lines);
    int next = paragraph(lines, end);
    while (next > end) {
      end = next;
      next = paragraph(lines, end);
    }
    return end;
  }

  /** Where the banner that begins here, after empty lines, ends; or {@code from}. */
  private static int paragraph(List<Line> lines, int from) {
    int start = from;
    while (start < lines.size() && lines.get(start).empty()) {
      start++;
    }
    if (start == lines.size() || lines.get(start).quoted()) {
      return from;
    }
    String first = lines.get(start).text().strip();
    var tag = TAG.matcher(first);
    if (first.length() < 60 && tag.matches() && !tag.group("close").isBlank()) {
      return start + 1;
    }
    if (labels(first) && start + 1 < lines.size() && lines.get(start + 1).empty()) {
      return start + 1;
    }
    if (first.length() < LONGEST && RARE_SENDER.matcher(first).lookingAt()) {
      return start + 1;
    }
    var text = new StringBuilder();
    int end = start;
    while (end < lines.size() && end < start + MAX_LINES && !lines.get(end).empty()) {
      text.append(lines.get(end).text()).append(' ');
      end++;
      if (text.length() > LONGEST) {
        return from;
      }
      // in HTML a banner may be one line above the writer's first
      if (OUTSIDE.occurIn(text) && ADVICE.occurIn(text) && finished(text)) {
        return paragraphEnd(lines, start, end);
      }
    }
    return from;
  }

  private static boolean finished(CharSequence text) {
    String stripped = text.toString().strip();
    return ".!]*_-".indexOf(stripped.charAt(stripped.length() - 1)) >= 0;
  }

  /** Further sentences of the same warning, which a program wrapped. */
  private static int paragraphEnd(List<Line> lines, int start, int end) {
    int i = end;
    while (i < lines.size()
        && i < start + MAX_LINES
        && !lines.get(i).empty()
        && ADVICE.occurIn(lines.get(i).text())) {
      i++;
    }
    return i;
  }
}
