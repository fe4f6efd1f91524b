package org.recado.mail;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Legal and environmental notices that a firm's mail server puts under every mail. A notice is
 * known by how its first paragraph opens together with what it speaks of, so that a writer's own
 * sentence about something confidential stays.
 */
final class Disclaimer {

  private static final int SHORTEST = 60;

  private static final Pattern OPENING =
      Pattern.compile(
          "[\\W_]{0,6}(?:"
              + "aviso (?:legal|de confidencialidad|sobre confidencialidad|importante)"
              + "|(?:nota|cl[aá]usula) de confidencialidad|advertencia legal|informaci[oó]n confidencial"
              + "|protecci[oó]n de datos|este (?:mensaje|correo|e-?mail)|la informaci[oó]n (?:contenida|incluida)"
              + "|el contenido de este|este document|avís legal|aquest (?:missatge|correu)"
              + "|confidentiality (?:notice|note)|legal (?:notice|disclaimer)|disclaimer|notice:"
              + "|this (?:e-?mail|message|communication|transmission)|the (?:information|contents?) (?:contained )?(?:in|of) this"
              + "|ce (?:message|courriel|mail)|diese (?:e-?mail|nachricht)|questo messaggio"
              + "|esta mensagem"
              + "|antes de imprimir|before printing|please consider the environment"
              + "|por favor,? (?:piense|considere|no imprima)|piense en el medio ambiente"
              + ").*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

  private static final Pattern SUBJECT_MATTER =
      Pattern.compile(
          "confiden|destinatari|intended (?:only|solely|for)|addressee|recipient|privileged"
              + "|por error|in error|par erreur|irrtümlich|propiedad intelectual|prohibid"
              + "|unauthori[sz]ed|vertraulich|environment|medio ambiente|imprimi|2016/679|RGPD|GDPR",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Disclaimer() {}

  /** The index of the first line of the notices at the end, or the number of lines. */
  static int start(List<Line> lines) {
    boolean written = false;
    for (int i = 0; i < lines.size(); i++) {
      boolean paragraph = i > 0 && (lines.get(i - 1).empty() || rule(lines.get(i - 1).text()));
      written |= i > 0 && !lines.get(i - 1).empty() && !rule(lines.get(i - 1).text());
      if (!paragraph || !written || lines.get(i).empty() || !opens(lines, i)) {
        continue;
      }
      return rule(lines.get(i - 1).text()) ? i - 1 : i;
    }
    return lines.size();
  }

  private static boolean opens(List<Line> lines, int at) {
    if (!OPENING.matcher(lines.get(at).text()).matches()) {
      return false;
    }
    var paragraph = new StringBuilder();
    for (int i = at; i < lines.size() && i < at + 40 && paragraph.length() < 4_000; i++) {
      paragraph.append(lines.get(i).text()).append(' ');
    }
    return paragraph.length() >= SHORTEST && SUBJECT_MATTER.matcher(paragraph).find();
  }

  private static boolean rule(String line) {
    String text = line.strip();
    return text.length() >= 3 && text.chars().allMatch(c -> c == '_' || c == '-' || c == '*');
  }
}
