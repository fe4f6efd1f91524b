package org.recado.mail;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a signature begins: after the delimiter of RFC 3676 section 4.3, in what the mail client
 * marked, or at the line a telephone adds. Closing words and a name stay: they are meant for the
 * reader.
 */
final class Signature {

  /** After a delimiter that lost its space, more lines than this are no signature. */
  private static final int MAX_LINES = 15;

  private static final int MAX_LINES_AFTER_RULE = 5;

  private static final Pattern FOLLOW =
      Pattern.compile(
          "\\W{0,4}(?:follow us|s[ií]guenos|s[ií]ganos|suivez-nous|folgen sie uns|seguici|siga-nos|segueix-nos"
              + "|volg ons|obserwuj nas)(?!\\p{L}).*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Signature() {}

  /** The index of the first line of the signature, or the number of lines if there is none. */
  static int start(List<Line> lines) {
    int marked = marked(lines);
    if (marked < lines.size()) {
      return marked;
    }
    int delimiter = delimiter(lines);
    return delimiter < lines.size() ? delimiter : deviceLine(lines);
  }

  private static int marked(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).origin() == Line.Origin.SIGNATURE && !lines.get(i).empty()) {
        return i > 0 && dashes(lines.get(i - 1).text()) == 2 ? i - 1 : i;
      }
    }
    return lines.size();
  }

  private static int delimiter(List<Line> lines) {
    int total = lines.size();
    for (int i = 0; i < total; i++) {
      Line line = lines.get(i);
      int dashes = line.quoted() ? 0 : dashes(line.text());
      if (dashes == 0) {
        continue;
      }
      long after = lines.subList(i + 1, total).stream().filter(l -> !l.empty()).count();
      boolean exact = line.text().equals("-- ");
      if (exact) {
        return i;
      }
      boolean few = after <= (dashes == 2 ? MAX_LINES : MAX_LINES_AFTER_RULE);
      if (few && after > 0) {
        // asked once: either all of them part paragraphs, or none does
        return separates(lines) ? exact(lines) : i;
      }
    }
    return total;
  }

  /** Where a firm is to be followed: one such link may be what the writer says, two are not. */
  private static boolean follows(String line) {
    int link = line.indexOf("http");
    return link > 0 && line.indexOf("http", link + 5) > 0 && FOLLOW.matcher(line).matches();
  }

  private static int exact(List<Line> lines) {
    int i = 0;
    while (i < lines.size() && (lines.get(i).quoted() || !lines.get(i).text().equals("-- "))) {
      i++;
    }
    return i;
  }

  /** Whether dashes part paragraphs: they come more than once, and a sentence follows the last. */
  private static boolean separates(List<Line> lines) {
    int drawn = 0;
    boolean sentence = false;
    for (Line line : lines) {
      if (line.text().equals("-- ")) {
        break;
      }
      if (delimits(line.text())) {
        drawn++;
        sentence = false;
      } else {
        sentence = sentence || (!line.quoted() && ContactBlock.sentence(end(line.text())));
      }
    }
    return drawn > 1 && sentence;
  }

  private static String end(String line) {
    return line.substring(Math.max(0, line.length() - 80));
  }

  /** Whether a line is a delimiter, or one that lost its space or won a dash. */
  static boolean delimits(String line) {
    return line.length() <= 4 && dashes(line) > 0;
  }

  /** 2 for {@code --}, 3 for {@code ---}, and 0 for every other line. */
  private static int dashes(String line) {
    String text = line.strip();
    return text.equals("--") || text.equals("—") ? 2 : text.equals("---") ? 3 : 0;
  }

  private static int deviceLine(List<Line> lines) {
    int start = lines.size();
    for (int i = lines.size() - 1; i >= 0 && i >= lines.size() - 8; i--) {
      Line line = lines.get(i);
      if (line.empty()) {
        continue;
      }
      if (line.quoted() || !(DeviceLine.matches(line.text()) || follows(line.text()))) {
        break;
      }
      start = i;
    }
    return start;
  }
}
