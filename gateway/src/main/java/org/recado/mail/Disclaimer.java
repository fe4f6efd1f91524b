package org.recado.mail;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Legal and environmental notices that a firm's mail server puts under every mail. A notice is
 * known by how its first paragraph opens together with what it speaks of, so that a writer's own
 * sentence about something confidential stays.
 */
final class Disclaimer {

  private static final int SHORTEST = 60;

  /** One line of so many characters needs no empty line above it to be told from the text. */
  private static final int LAWYERS_LINE = 100;

  private static final Phrases OPENING =
      Phrases.of(
          "[\\W_]{0,8}(?:p )?(?:"
              // Spanish, Catalan, Galician, Basque
              + "aviso (?:legal|de (?:confidencialidad|privacidad)|sobre"
              + " confidencialidad|importante)|(?:nota|cl[aá]usula|advertencia) (?:de"
              + " confidencialidad|legal|de privacidad)|confidencialidad\\b|advertencia"
              + " legal|informaci[oó]n (?:confidencial|b[aá]sica sobre|sobre (?:la )?protecci[oó]n)|protecci[oó]n de"
              + " datos|tratamiento de datos|responsable del tratamiento|este"
              + " (?:mensaje|correo|e-?mail|documento)|la informaci[oó]n"
              + " (?:contenida|incluida|transmitida)|(?:el|los) contenidos? de este|de"
              + " (?:conformidad|acuerdo) con (?:lo|la|el)|(?:en cumplimiento|conforme a lo"
              + " dispuesto|le informamos (?:de )?que sus datos)|si (?:usted )?(?:no es el"
              + " destinatario|ha recibido este|recibe este)|avís legal|aquest"
              + " (?:missatge|correu)|la informació continguda|esta mensaxe|lege-oharra|mezu hau"
              // English
              + "|confidentiality\\b|legal (?:notice|disclaimer)|disclaimer|notice:|important(?:"
              + " notice)?:|privileged (?:and|&|/) ?confidential|this"
              + " (?:e-?mail|message|communication|transmission)|the (?:information|contents?)"
              + " (?:contained |transmitted )?(?:in|of|with) this|if you (?:are not the"
              + " (?:intended|addressee|named)|have received this)"
              // French, German, Italian, Portuguese, Dutch
              + "|l['’]intégrité de ce (?:message|courriel)|ce (?:message|courriel|mail|courrier|document)|cet? e-?mail|les informations"
              + " contenues|avertissement|(?:avis|clause) de confidentialité|diese[rs]?"
              + " (?:e-?mail|nachricht|mitteilung)|der inhalt dieser|vertraulichkeitshinweis|die(?:"
              + " in dieser \\S{1,12})? (?:enthaltenen )?informationen|rechtlicher"
              + " hinweis|quest[oa] (?:messaggio|e-?mail|comunicazione)|le informazioni"
              + " (?:contenute|trasmesse)|(?:avviso|nota) di riservatezza|avvertenza|ai sensi"
              + " d|est[ae] (?:mensagem|e-?mail)|as? informaç(?:ão|ões) contida|aviso de"
              + " confidencialidade|dit (?:bericht|e-?mail)|deze e-?mail|de informatie"
              + " (?:in|verzonden)"
              // Polish, Swedish, Danish, Norwegian, Finnish, Czech, Romanian, Hungarian, Russian
              + "|(?:niniejsz[aey]|ta) (?:wiadomość|e-?mail|korespondencja|przesyłka)|treść (?:tej|niniejszej)"
              + "|informacj[ae] zawart[ae]|klauzula poufności|administratorem (?:pani|danych|pana)|det(?:ta|te|ta) "
              + "(?:e-?post)?(?:meddelande|mail|e-?mail|besked|budskap)\\p{L}*|denne (?:e-?post|e-?mail|mail|meddelelse|besked)\\p{L}*"
              + "|informationen i (?:detta|denne)|tämä (?:viesti|sähköposti)\\p{L}*|(?:tato|tento) (?:zpráva|e-?mail)"
              + "|acest (?:mesaj|e-?mail)|ez az (?:üzenet|e-?mail)|(?:это|данное) (?:сообщение|письмо)"
              // what is printed, and what was scanned
              + "|antes de imprimir|n['’]imprimez|before printing|(?:please )?consider the environment|think"
              + " before|please (?:consider|think|do not print)|por favor,? (?:piense|considere|no"
              + " imprima)|piense en el medio|no imprima|salve? un árbol|pensez (?:à|avant)|avant"
              + " d['’]imprimer|bitte (?:denken|prüfen) sie|prima di stampare|(?:zanim|przed) (?:wydrukujesz|wydrukowaniem)|pomyśl|denk (?:aan|a\\.u\\.b)|pense"
              + " (?:no|antes)|rispetta l['’]ambiente|libre de virus|virus-free|virenfrei|sans"
              + " virus|scanned by|checked by avg).*",
          Pattern.DOTALL);

  private static final Phrases SUBJECT_MATTER =
      Phrases.of(
          "confiden|vertraulich|riservat|sigilos|vertrouwelijk|destinat[aá]ri|destinatair|destinataris|intended"
              + " (?:only|solely|for|recipient)|addressee|recipient|empfänger|bestemd|geadresseerde|privileged|por"
              + " error|in error|par erreur|irrtümlich|per errore|por engano|abusivamente|propiedad"
              + " intelectual|prohibid|untersagt|vietat|proibid|unauthori[sz]ed|environment|medio"
              + " ?ambiente|environnement|umwelt|ambiente|imprim|stampa"
              + "|ausdruck|virus|malware|2016/679|3/2018|15/1999|RGPD|LOPD|GDPR|DSGVO|protección de datos|data protection|protection des données|datenschutz|protezione dei dati|proteção de dados|gegevensbescherming|konfidentzial|poufn|adresat|tajemnic|konfiden|mottagar|modtager|mottaker|vastaanottaj|luottamuksel|důvěrn"
              + "|příjemc|destinatarul|bizalmas|címzett|конфиденц|адресат|получател|esclusivamente|exclusivamente|uitsluitend|ausschlie(?:ß|ss)lich");

  /** A notice of a scanner is shorter than a lawyer's. */
  private static final Phrases SCANNED =
      Phrases.of(
          "\\W{0,8}(?:(?:avast|avg|norton|eset|mcafee)\\W{1,4})?(?:libre de virus|virus-free|virenfrei|garanti sans virus|checked by avg|scanned"
              + " by|(?:este|esta|this|ce|diese|questa?)"
              + " (?:mensaje|correo|e-?mail|message|mail|nachricht|mensagem)"
              + ".{0,60}(?:scanned|checked|comprobado|analizado|verificad|verificat|vérifié|analysé"
              + "|überprüft|geprüft).{0,60}vir(?:us|en)).{0,120}"
              + "|_{2,20} ?inform\\p{L}{3,8} (?:de|from|von|da|od|programu|van) eset .{0,120}"
              // shorter than a lawyer's too
              + "|\\W{0,4}p?\\W{0,2}(?:pensez à l['’]environnement avant|pense no (?:meio )?ambiente antes|piense en el"
              + " medio ?ambiente antes|think (?:of|about) the environment before|pensa all['’]ambiente prima"
              + "|denken sie an die umwelt,? bevor|denk aan het milieu).{3,90}");

  /** What the law has a company tell of itself. */
  private static final Phrases COMPANY =
      Phrases.of(
          "registro mercantil|domicilio social|inscrita en|\\b(?:CIF|NIF)\\b|registered (?:in|office)"
              + "|company (?:no|number)|handelsregister|geschäftsführer|amtsgericht|siège social|\\bRCS\\b"
              + "|aufsichtsrat|vorstand:|registergericht|ust-id|sitz der gesellschaft|sede legale|partita iva|capitale sociale|sede social|matriculada|\\bKvK\\b");

  private static final Pattern SALUTATION = Pattern.compile(".{1,60}[,:;]\\s*");

  private Disclaimer() {}

  /** The index of the first line of the notices at the end, or the number of lines. */
  static int start(List<Line> lines) {
    boolean written = false;
    for (int i = 0; i < lines.size(); i++) {
      boolean paragraph =
          i > 0
              && (lines.get(i - 1).empty()
                  || rule(lines.get(i - 1).text())
                  || lines.get(i).text().length() >= LAWYERS_LINE);
      written |= i > 0 && !lines.get(i - 1).empty() && !rule(lines.get(i - 1).text());
      if (!paragraph || !written || lines.get(i).empty() || !opens(lines, i)) {
        continue;
      }
      int start = rule(lines.get(i - 1).text()) ? i - 1 : i;
      if (!onlySalutation(lines.subList(0, start))) {
        return start;
      }
    }
    return lines.size();
  }

  /** What follows a salutation is what the writer has to say, whatever it speaks of. */
  private static boolean onlySalutation(List<Line> before) {
    var written = before.stream().filter(line -> !line.empty()).toList();
    return written.size() == 1 && SALUTATION.matcher(written.get(0).text()).matches();
  }

  /** Whether a text that comes again and again is about what notices are about. */
  static boolean speaksLikeOne(String text) {
    return text.length() >= SHORTEST && (SUBJECT_MATTER.occurIn(text) || COMPANY.occurIn(text));
  }

  private static boolean opens(List<Line> lines, int at) {
    if (SCANNED.matches(lines.get(at).text()) || company(lines, at)) {
      return true;
    }
    if (!OPENING.matches(lines.get(at).text())) {
      return false;
    }
    var paragraph = new StringBuilder();
    for (int i = at; i < lines.size() && i < at + 40 && paragraph.length() < 4_000; i++) {
      paragraph.append(lines.get(i).text()).append(' ');
    }
    return paragraph.length() >= SHORTEST && SUBJECT_MATTER.occurIn(paragraph);
  }

  /** Two things that the law has a company tell, in one paragraph: nobody writes so to a client. */
  private static boolean company(List<Line> lines, int at) {
    int end = at;
    int length = 0;
    while (end < lines.size() && end < at + 10 && !lines.get(end).empty()) {
      length += lines.get(end).text().length();
      end++;
    }
    if (length < SHORTEST || length > 2_000) {
      return false;
    }
    var told = new HashSet<String>();
    for (int i = at; i < end; i++) {
      COMPANY.anyIn(
          lines.get(i).text(),
          found -> told.add(found.group().toLowerCase(Locale.ROOT)) && told.size() >= 2);
    }
    return told.size() >= 2;
  }

  private static boolean rule(String line) {
    String text = line.strip();
    int i = 0;
    while (i < text.length() && "_-*".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i >= 2 && i == text.length();
  }
}
