package org.recado.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of {@code text/plain}: fixed, RFC 2046 section 4.1, or flowed, RFC 3676. */
final class PlainText {

  /** Beyond this width nobody wraps by hand. */
  private static final int WIDEST_WRAP = 80;

  private static final int NARROWEST_WRAP = 72;

  private static final Pattern LIST_ITEM = Pattern.compile("\\s*(?:[-*•·]|\\d{1,3}[.)])\\s.*");

  private PlainText() {}

  static List<Line> fixed(String text) {
    return text.lines().map(Line::typed).toList();
  }

  /**
   * RFC 3676 sections 4.1 to 4.5: a line that ends in a space goes on in the next of the same
   * depth.
   *
   * @param deleteSpace the DelSp parameter: that space is no part of the text
   */
  static List<Line> flowed(String text, boolean deleteSpace) {
    var lines = new ArrayList<Line>();
    var paragraph = new StringBuilder();
    int paragraphDepth = -1;
    for (String raw : text.lines().toList()) {
      int depth = depth(raw);
      String line = raw.substring(depth);
      if (line.startsWith(" ")) {
        line = line.substring(1); // space-stuffing
      }
      boolean delimiter = line.equals("-- ");
      if (paragraphDepth >= 0 && (paragraphDepth != depth || delimiter)) {
        lines.add(Line.of(paragraph.toString(), paragraphDepth, Line.Origin.TYPED));
        paragraph.setLength(0);
        paragraphDepth = -1;
      }
      if (line.endsWith(" ") && !delimiter) {
        paragraph.append(line, 0, deleteSpace ? line.length() - 1 : line.length());
        paragraphDepth = depth;
        continue;
      }
      lines.add(Line.of(paragraph.append(line).toString(), depth, Line.Origin.TYPED));
      paragraph.setLength(0);
      paragraphDepth = -1;
    }
    if (paragraphDepth >= 0) {
      lines.add(Line.of(paragraph.toString(), paragraphDepth, Line.Origin.TYPED));
    }
    return lines;
  }

  /**
   * Joins what an editor broke at its right margin: a line is continued if the next line's first
   * word would not have fitted. Left alone if some line is wider than any margin.
   */
  static List<Line> unwrapped(List<Line> lines) {
    if (lines.stream().anyMatch(l -> l.text().length() > WIDEST_WRAP && l.text().contains(" "))) {
      return lines;
    }
    var joined = new ArrayList<Line>();
    var paragraph = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String text = line.text().stripTrailing();
      paragraph.append(text);
      if (i + 1 < lines.size() && continues(text, line, lines.get(i + 1))) {
        paragraph.append(' ');
      } else {
        boolean whole = paragraph.length() == text.length();
        joined.add(whole ? line : Line.of(paragraph.toString(), line.depth(), line.origin()));
        paragraph.setLength(0);
      }
    }
    return joined;
  }

  private static boolean continues(String text, Line line, Line next) {
    String following = next.text();
    if (text.length() < NARROWEST_WRAP - 22
        || line.depth() != next.depth()
        || following.isBlank()
        || following.charAt(0) <= ' '
        || drawn(following)
        || LIST_ITEM.matcher(following).matches()) {
      return false;
    }
    int blank = following.indexOf(' ');
    int word = blank < 0 ? following.stripTrailing().length() : blank;
    return text.length() + 1 + word > NARROWEST_WRAP;
  }

  /** A line that somebody drew is no word, however long. */
  private static boolean drawn(String line) {
    return line.startsWith("___") || line.startsWith("---") || line.startsWith("***");
  }

  private static int depth(String line) {
    int depth = 0;
    while (depth < line.length() && line.charAt(depth) == '>') {
      depth++;
    }
    return depth;
  }
}
