package org.recado.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parts the writer's own lines from the mail they answer. Answers between quoted lines keep their
 * questions, since one means nothing without the other; a forwarded mail is what the writer wants
 * to pass on and stays.
 */
final class QuotedHistory {

  record Parted(List<Line> own, List<Line> history) {}

  /** Fewer lines that begin with {@code >}, and no word of introduction, may be anything. */
  private static final int QUOTE_LINES = 3;

  /** The same where nothing else is in the mail: nobody marks every line of what he writes. */
  private static final int QUOTE_LINES_ALONE = 2;

  /** {@code > 1.000 €: 1 %} compares; no quotation has an amount at the start of every line. */
  private static final Pattern COMPARISON = Pattern.compile("\\s*=?\\s*[€$£]?\\s*\\d.*");

  private static final Pattern LINK_LINE = Pattern.compile("\\s*[<(]https?://\\S+[>)]?.{0,4}");

  private static final char EMPTY = 'e';
  private static final char QUOTED = 'q';
  private static final char SPLIT = 's';
  private static final char OWN = 't';
  private static final char FORWARD = 'f';

  private QuotedHistory() {}

  static Parted part(List<Line> all) {
    int cut = firstHistory(all);
    var lines = withoutSharedLines(all.subList(0, cut));
    var history = new ArrayList<>(all.subList(cut, all.size()));
    char[] marks = marks(lines);
    var kept = new ArrayList<Line>();
    part(lines, marks, kept, history);
    return new Parted(kept, history);
  }

  private static int firstHistory(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).origin() == Line.Origin.HISTORY) {
        return i;
      }
    }
    return lines.size();
  }

  private static void part(List<Line> lines, char[] marks, List<Line> own, List<Line> history) {
    int split = indexOf(marks, SPLIT, 0);
    int quote = quoteToDrop(lines, marks);
    int forward = indexOf(marks, FORWARD, 0);
    int border = Math.min(split, quote);
    if (border == marks.length || forward < border) {
      own.addAll(lines);
      return;
    }
    if (answersInside(marks)) {
      inline(lines, marks, own, history);
      return;
    }
    int afterSplit = split < marks.length ? skip(marks, split) : split;
    boolean quoteAfterSplit = afterSplit < marks.length && marks[afterSplit] == QUOTED;
    if (split < marks.length && !quoteAfterSplit) {
      lines.subList(0, split).forEach(line -> own.add(indented(line)));
      history.addAll(lines.subList(split, lines.size()));
      return;
    }
    int start = split < marks.length ? split : quote;
    int end = lastIndexOf(marks, QUOTED) + 1;
    lines.subList(0, start).forEach(line -> own.add(indented(line)));
    own.addAll(lines.subList(end, lines.size()));
    history.addAll(lines.subList(start, end));
  }

  /**
   * Questions and answers; what introduces a question, and its empty lines, say nothing. What is
   * quoted after the last answer was not answered.
   */
  private static void inline(List<Line> lines, char[] marks, List<Line> own, List<Line> history) {
    int last = lastIndexOf(Arrays.copyOf(marks, Signature.start(lines)), OWN);
    for (int i = 0; i < marks.length; i++) {
      Line line = lines.get(i);
      int introduction = marks[i] == QUOTED ? Attribution.lines(lines, i) : 0;
      if (introduction > 0) {
        int end = Math.min(marks.length, i + introduction);
        history.addAll(lines.subList(i, end));
        i = end - 1;
      } else if (marks[i] == SPLIT || (marks[i] == QUOTED && i > last)) {
        history.add(line);
      } else {
        own.add(marks[i] == QUOTED && line.empty() ? Line.own("") : line);
      }
    }
  }

  /** What the mail client drew as a quotation before the answered mail is the writer's own. */
  private static Line indented(Line line) {
    return line.origin() == Line.Origin.CITED ? Line.own(line.text()) : line;
  }

  /** Where a quotation begins that needs no introduction, or past the end. */
  private static int quoteToDrop(List<Line> lines, char[] marks) {
    int first = indexOf(marks, QUOTED, 0);
    int enough = indexOf(marks, OWN, 0) < marks.length ? QUOTE_LINES : QUOTE_LINES_ALONE;
    int count = 0;
    boolean words = false;
    for (int i = first; i < marks.length; i++) {
      if (marks[i] == QUOTED) {
        Line line = lines.get(i);
        count++;
        words |= !line.empty() && !COMPARISON.matcher(line.text()).matches();
        if ((words && count >= enough)
            || line.origin() == Line.Origin.CITED
            || Attribution.lines(lines, i) > 0) {
          return first;
        }
      }
    }
    return marks.length;
  }

  /** Whether the writer's lines stand between quoted ones. */
  private static boolean answersInside(char[] marks) {
    boolean quoted = false;
    boolean answered = false;
    for (char mark : marks) {
      if (mark == QUOTED) {
        if (answered) {
          return true;
        }
        quoted = true;
      } else if (mark == OWN) {
        answered = quoted;
      } else if (mark == SPLIT) {
        quoted = false;
        answered = false;
      }
    }
    return false;
  }

  private static char[] marks(List<Line> lines) {
    char[] marks = new char[lines.size()];
    for (int i = 0; i < marks.length; ) {
      Line line = lines.get(i);
      int split = line.empty() ? 0 : splitAt(lines, i);
      for (int k = 0; k < split; k++) {
        marks[i + k] = SPLIT;
      }
      i += split;
      if (split > 0) {
        continue;
      }
      marks[i] = mark(lines, marks, i);
      i++;
    }
    return marks;
  }

  private static char mark(List<Line> lines, char[] marks, int i) {
    Line line = lines.get(i);
    if (line.quoted()) {
      return QUOTED;
    }
    if (line.empty()) {
      return EMPTY;
    }
    if (HistoryRule.forwards(line.text())) {
      return FORWARD;
    }
    boolean brokenLink =
        i > 0
            && marks[i - 1] == QUOTED
            && (LINK_LINE.matcher(line.text()).matches() || openLink(lines.get(i - 1).text()));
    return brokenLink ? QUOTED : OWN;
  }

  /** A quoted line whose link a mail client broke. */
  private static boolean openLink(String line) {
    int open = Math.max(line.lastIndexOf("(http"), line.lastIndexOf("<http"));
    return open >= 0 && line.indexOf(line.charAt(open) == '(' ? ')' : '>', open) < 0;
  }

  private static int splitAt(List<Line> lines, int i) {
    if (HistoryRule.betweenMarks(lines.get(i).shown())) {
      return 1;
    }
    if (lines.get(i).quoted()) {
      return 0;
    }
    int attribution = Attribution.lines(lines, i);
    int block = attribution > 0 ? attribution : HeaderBlock.lines(lines, i);
    return block > 0 ? block : NotesTable.lines(lines, i);
  }

  private static List<Line> withoutSharedLines(List<Line> lines) {
    var split = new ArrayList<Line>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (!line.quoted()
          && Attribution.mayBeInTheLine(line.text())
          && i + 1 < lines.size()
          && lines.get(i + 1).quoted()) {
        var shared = Attribution.inTheLine(line.text());
        if (shared.matches()) {
          split.add(Line.own(shared.group("own")));
          split.add(Line.own(shared.group("rest")));
          continue;
        }
      }
      split.add(line);
    }
    return split;
  }

  private static int skip(char[] marks, int from) {
    int i = from;
    while (i < marks.length && (marks[i] == SPLIT || marks[i] == EMPTY)) {
      i++;
    }
    return i;
  }

  private static int indexOf(char[] marks, char wanted, int from) {
    int i = from;
    while (i < marks.length && marks[i] != wanted) {
      i++;
    }
    return i;
  }

  private static int lastIndexOf(char[] marks, char wanted) {
    int i = marks.length - 1;
    while (i >= 0 && marks[i] != wanted) {
      i--;
    }
    return i;
  }
}
