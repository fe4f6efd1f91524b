package org.recado.mail;

import java.util.List;
import java.util.Locale;

/** Notices of the firm that the configuration names by how they begin. */
final class Notices {

  private Notices() {}

  /** The index of the first line of a notice, or the number of lines. */
  static int start(List<Line> lines, List<String> beginnings) {
    if (beginnings.isEmpty()) {
      return lines.size();
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = folded(lines.get(i).text());
      String two = i + 1 < lines.size() ? line + " " + folded(lines.get(i + 1).text()) : line;
      for (String beginning : beginnings) {
        String wanted = folded(beginning);
        if (!line.isEmpty() && (line.startsWith(wanted) || two.startsWith(wanted))) {
          return i;
        }
      }
    }
    return lines.size();
  }

  private static String folded(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
