package org.recado.mail;

import java.util.List;

/**
 * Where a signature begins: after the delimiter of RFC 3676 section 4.3, in what the mail client
 * marked, or at the line a telephone adds. Closing words and a name stay: they are meant for the
 * reader.
 */
final class Signature {

  /** After a delimiter that lost its space, more lines than this are no signature. */
  private static final int MAX_LINES = 15;

  private static final int MAX_LINES_AFTER_RULE = 5;

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
      if (exact || (dashes == 2 && after <= MAX_LINES) || after <= MAX_LINES_AFTER_RULE) {
        if (exact || after > 0) {
          return i;
        }
      }
    }
    return total;
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
      if (line.quoted() || !DeviceLine.matches(line.text())) {
        break;
      }
      start = i;
    }
    return start;
  }
}
