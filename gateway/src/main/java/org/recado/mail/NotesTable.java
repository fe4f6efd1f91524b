package org.recado.mail;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The table that Notes puts over the mail it answers, in HTML: the author's name, the date, and
 * rows without colons: {@code To Luis}, {@code cc}, {@code Subject Cita}.
 */
final class NotesTable {

  /** Rows of a name, a date, a recipient, copies and a subject, with what folds them. */
  private static final int MAX_LINES = 12;

  private static final int LONGEST_NAME = 80;

  private static final Pattern DATE =
      Pattern.compile(
          "\\s*\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4},? \\d{1,2}[:.]\\d\\d(?:[:.]\\d\\d)?(?: [AP]M)?(?:"
              + " \\p{Lu}{3,4})?\\s*");

  private static final Pattern TO =
      Pattern.compile("(?:To|Para|An|A|À|Aan|Per a|Till|Til)[ \\t]+\\S.*");

  private static final Pattern SUBJECT =
      Pattern.compile(
          "(?:Subject|Asunto|Betreff|Objet|Oggetto|Assunto|Onderwerp|Assumpte)(?:[ \\t]+\\S.*)?");

  private NotesTable() {}

  /** How many lines from {@code at} on are such a table; 0 if none is. */
  static int lines(List<Line> lines, int at) {
    int end = Math.min(lines.size(), at + MAX_LINES);
    int date = next(lines, at + 1, end);
    if (date == end
        || lines.get(at).text().length() > LONGEST_NAME
        || !beginsWithDigit(lines.get(date).text())
        || !DATE.matcher(lines.get(date).text()).matches()) {
      return 0;
    }
    boolean to = false;
    for (int i = date + 1; i < end; i++) {
      String text = lines.get(i).text().strip();
      to |= TO.matcher(text).matches();
      if (to && SUBJECT.matcher(text).matches()) {
        return i + 1 - at;
      }
    }
    return 0;
  }

  /** The cheap half of {@link #DATE}. */
  private static boolean beginsWithDigit(String line) {
    int i = 0;
    while (i < line.length() && line.charAt(i) <= ' ') {
      i++;
    }
    return i < line.length() && line.charAt(i) >= '0' && line.charAt(i) <= '9';
  }

  private static int next(List<Line> lines, int from, int end) {
    int i = from;
    while (i < end && lines.get(i).empty()) {
      i++;
    }
    return i;
  }
}
