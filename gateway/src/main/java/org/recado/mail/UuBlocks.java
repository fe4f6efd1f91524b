package org.recado.mail;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that old mail programs put into the text itself: uuencode and yEnc. */
final class UuBlocks {

  private static final Pattern BEGIN =
      Pattern.compile("(?:begin [0-7]{3,4} |=ybegin .{0,120}name=)(?<name>\\S.{0,200})");

  private static final Pattern ENCODED = Pattern.compile("[ -`]{1,62}|end|`| ");

  private UuBlocks() {}

  /** The text without the files, whose names are added. */
  static String without(String text, List<String> names) {
    if (!text.contains("begin ") || (!text.contains("\nend") && !text.contains("\n=yend"))) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher begin = BEGIN.matcher(lines.get(i));
      int end = begin.matches() ? end(lines, i + 1, lines.get(i).startsWith("=")) : -1;
      if (end > 0) {
        names.add(begin.group("name").strip());
        i = end;
      } else {
        kept.append(lines.get(i)).append('\n');
      }
    }
    return kept.toString();
  }

  private static int end(List<String> lines, int from, boolean yenc) {
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      if (yenc ? line.startsWith("=yend") : line.strip().equals("end")) {
        return i;
      }
      if (!yenc && !ENCODED.matcher(line).matches()) {
        return -1;
      }
    }
    return -1;
  }
}
