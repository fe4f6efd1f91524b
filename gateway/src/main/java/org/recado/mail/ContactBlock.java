package org.recado.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.recado.message.MailAddress;

/**
 * A signature without a delimiter, as Outlook writes it: under closing words or the author's name,
 * short lines to the end of the mail that tell post, firm and how to reach the author. Closing
 * words and the name stay, since they are meant for the reader; so does a single number under them,
 * which may be what the reader shall call, and an address the text speaks of.
 */
final class ContactBlock {

  /** A card with post, firm, address, numbers, pages and a slogan has no more lines. */
  private static final int MAX_LINES = 14;

  private static final int LONGEST_LINE = 160;

  /** As many ways to reach the author make a card of what could else be the text. */
  private static final int ENOUGH_WAYS = 2;

  private static final Pattern CLOSING =
      Pattern.compile(
          "(?:(?:un |muchos |reciba un |mis )?(?:cordial(?:es)? |afectuosos? )?saludos?(?:"
              + " cordial(?:es)?)?|atentamente|atte|cordialmente|gracias(?: y (?:un )?saludos?)?|muchas"
              + " gracias|(?:(?:with |many )?(?:best|kind|kindest|warm|warmest)? ?regards|regards)"
              + "|best(?: wishes)?|cheers|many thanks|thanks(?: (?:and|&) (?:best |kind"
              + " )?regards)?|thank you|(?:yours )?(?:sincerely|faithfully|truly)(?:"
              + " yours)?|(?:bien )?cordialement|(?:bien )?à vous|salutations(?:"
              + " distinguées)?|(?:mit )?(?:freundliche[nm]?|beste[n]?|viele[n]?|herzliche[n]?|liebe[n]?|schöne[n]?)"
              + " (?:grü(?:ß|ss)en?|gruß|gruss)|gruß|gruss|grüße|mfg|lg|vg|(?:(?:un )?cordiali?|distinti) saluti|saluti"
              + "|un cordiale saluto|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|atentamente"
              + "|obrigad[oa]|abraço|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg"
              + "|(?:z )?(?:poważaniem|wyrazami szacunku)|pozdrawiam(?: serdecznie)?|serdecznie pozdrawiam"
              + "|atentament|salutacions(?: cordials)?|adeitasunez|(?:med )?(?:vänlig|vennlig|venlig) hilsen"
              + "|(?:med )?vänliga hälsningar|mvh|ystävällisin terveisin|s pozdravem|с уважением)"
              + "(?: aus \\p{L}{2,20})?\\s*[,.!;]?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** A number with its label, or one written with its country code. */
  private static final Pattern TELEPHONE =
      Pattern.compile(
          "(?:(?<!\\p{L})(?:tel[ée]?(?:fono|fon|efoon|ephone|efax|éphone)?|tfno|tlf|tf|phone|mobile?|m[óo]vil|mob"
              + "|cell|handy|mobil|gsm|fax|ext|centralita|direct|office|kom|t|m|f|p|d)\\s?[.:)]{0,2}\\s*"
              + ")[+(]?[\\d(][\\d\\s().\\-/]{6,}\\d|^\\W*(?:\\+\\d[\\d\\s().-]{7,}\\d|\\d{3}[\\s.-]?\\d{2,3}[\\s.-]?\\d{2,3}[\\s.-]?\\d{2,4})\\W*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern PAGE =
      Pattern.compile(
          "[\\w.+-]+@[\\w-]+\\.[\\w.-]+|(?:https?://|www\\.)\\S+", Pattern.CASE_INSENSITIVE);

  private static final Pattern POSTCODE =
      Pattern.compile(
          "(?<!\\d)\\d{5}(?!\\d)\\s+\\p{Lu}|\\b\\d{4} ?[A-Z]{2}\\b|\\b\\d{2}-\\d{3}\\s+\\p{Lu}");

  /** Of an author whom the mail does not name. */
  private static final Pattern NAME =
      Pattern.compile("\\p{Lu}[\\p{L}.'-]*(?: \\p{Lu}[\\p{L}.'-]*){0,3}");

  private static final Pattern RULE = Pattern.compile("\\s*[_=*\u2500-]{3,}\\s*");

  private static final Pattern ENDS_A_SENTENCE =
      Pattern.compile(".*[:?!]\\s*|.*\\p{Ll}{3,}\\.\\s*");

  private ContactBlock() {}

  /** Whether a line is nothing but words that end a letter. */
  static boolean closing(String line) {
    return line.length() < 60 && CLOSING.matcher(line.strip()).matches();
  }

  /** Whether a line ends as a sentence does. */
  static boolean sentence(String line) {
    return ENDS_A_SENTENCE.matcher(line).matches();
  }

  /** The index of the first line of such a block, or the number of lines. */
  static int start(List<Line> lines, MailHeaders headers) {
    int start = lines.size();
    int seen = 0;
    int ways = 0;
    for (int i = lines.size() - 1; i > 0 && seen <= MAX_LINES; i--) {
      Line line = lines.get(i);
      String text = line.text();
      if (line.empty()) {
        continue;
      }
      if (line.quoted() || text.length() > LONGEST_LINE) {
        break;
      }
      boolean card = seen >= 2 && ways >= ENOUGH_WAYS;
      if (RULE.matcher(text).matches()) {
        return card || (seen > 2 && ways > 0) ? i : start;
      }
      if (closing(text)) {
        return start == lines.size() && ways > 0 ? afterName(lines, i, seen, headers) : start;
      }
      if (card && named(headers, text) && apart(lines, i)) {
        start = next(lines, i + 1);
      }
      int more = ways(text);
      if (more == 0 && sentence(text)) {
        break;
      }
      seen++;
      ways += more;
    }
    return start;
  }

  /** Under closing words and a name, two lines that tell one way to reach the author are a card. */
  private static int afterName(List<Line> lines, int closing, int below, MailHeaders headers) {
    int first = next(lines, closing + 1);
    String text = lines.get(first).text().strip();
    boolean name = named(headers, text) || NAME.matcher(text).matches();
    return below - (name ? 1 : 0) < 2 ? lines.size() : name ? next(lines, first + 1) : first;
  }

  /** Whether the name stands apart from the text, under closing words or an empty line. */
  private static boolean apart(List<Line> lines, int name) {
    for (int i = name - 1; i >= 0; i--) {
      if (!lines.get(i).empty()) {
        return i < name - 1 || closing(lines.get(i).text());
      }
    }
    return false;
  }

  private static int next(List<Line> lines, int from) {
    int i = from;
    while (i < lines.size() && lines.get(i).empty()) {
      i++;
    }
    return i;
  }

  private static int ways(String line) {
    int ways = TELEPHONE.matcher(line).find() ? 1 : 0;
    ways += PAGE.matcher(line).find() ? 1 : 0;
    return ways + (POSTCODE.matcher(line).find() ? 1 : 0);
  }

  /** Whether a short line is the author's name, perhaps with a title. */
  static boolean named(MailHeaders headers, String line) {
    if (line.length() >= 60 || line.indexOf('@') >= 0) {
      return false;
    }
    String lower = line.toLowerCase(Locale.ROOT);
    String name = headers.fromName() + " " + headers.from().map(MailAddress::localPart).orElse("");
    return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
        .anyMatch(word -> word.length() > 2 && lower.contains(word));
  }
}
