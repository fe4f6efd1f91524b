package org.recado.mail;

import java.text.Normalizer;

/**
 * Characters as a telephone should get them: NFC, one kind of space, one kind of line break, and
 * nothing that is not seen: controls, direction marks, zero-width characters, private use. Joiners
 * stay where they shape what is read: within emoji and in scripts that need them.
 */
final class CleanText {

  private static final int ZWNJ = 0x200C;
  private static final int ZWJ = 0x200D;
  private static final int TAGS = 0xE0000;
  private static final int WAVING_BLACK_FLAG = 0x1F3F4;

  private CleanText() {}

  /** Cleaned, without blanks at line ends and without more than one empty line in a row. */
  static String clean(String text) {
    return tidyLines(characters(text));
  }

  static boolean saysNothing(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                !Character.isWhitespace(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.NON_SPACING_MARK
                    && c != 0x2800
                    && c != 0x3164
                    && c != 0xFFFD);
  }

  /** The characters alone; blanks stay, since some of them tell where a signature begins. */
  static String characters(String text) {
    if (plain(text)) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    boolean flagTags = false;
    boolean normal = true;
    int before = 0;
    for (int i = 0, next; i < text.length(); i = next) {
      int c = text.codePointAt(i);
      next = i + Character.charCount(c);
      if (c == '\n' || composed(c)) {
        clean.append((char) c);
        flagTags &= c == ' ';
      } else if (c == '\r') {
        if (next == text.length() || text.charAt(next) != '\n') {
          clean.append('\n');
        }
      } else if (c == 0x2028 || c == 0x2029 || c == 0x85 || c == 0x0B || c == 0x0C) {
        clean.append('\n');
      } else if (c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
        clean.append(' ');
      } else if (c == ZWJ || c == ZWNJ) {
        if (i > 0 && next < text.length() && joins(before, text.codePointAt(next))) {
          clean.appendCodePoint(c);
        }
      } else if (c > TAGS && c <= TAGS + 0x7f) {
        if (flagTags) {
          clean.appendCodePoint(c);
        }
        flagTags &= c != TAGS + 0x7f;
      } else if (seen(c)) {
        clean.appendCodePoint(c);
        flagTags = c == WAVING_BLACK_FLAG;
        normal = false;
      }
      before = c;
    }
    return normal ? clean.toString() : Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  /** Nothing but printable ASCII, the letters of Latin-1, and line feeds. */
  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\n' && !composed(c)) {
        return false;
      }
    }
    return true;
  }

  /** Seen as it is, and the same after normalization, whatever stands beside it. */
  private static boolean composed(int c) {
    return (c >= ' ' && c < 0x7f) || (c > 0xa0 && c < 0x300 && c != 0xad);
  }

  private static boolean seen(int c) {
    if (c == 0x34F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0) {
      return false; // joiners and fillers that newsletters pad their preview with
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          c >= 0x1F000 && c < 0x20000; // emoji newer than this Java
      default -> true;
    };
  }

  private static boolean joins(int before, int after) {
    boolean emoji = pictorial(before) && pictorial(after);
    return emoji || (shaping(before) && shaping(after));
  }

  private static boolean pictorial(int c) {
    return c == 0xFE0F || (c >= 0x2190 && c < 0x2C00) || (c >= 0x1F000 && c < 0x20000);
  }

  /** Arabic to the Indic scripts: there, joiners choose between letter forms. */
  private static boolean shaping(int c) {
    return (c >= 0x600 && c < 0x1100) || (c >= 0xFB50 && c < 0xFF00);
  }

  private static String tidyLines(String text) {
    var tidy = new StringBuilder(text.length());
    int empty = 0;
    for (int at = 0; at <= text.length(); ) {
      int eol = text.indexOf('\n', at);
      int end = eol < 0 ? text.length() : eol;
      while (end > at && text.charAt(end - 1) == ' ') {
        end--;
      }
      if (end == at) {
        empty++;
      } else {
        if (tidy.length() > 0) {
          tidy.append(empty > 0 ? "\n\n" : "\n");
        }
        tidy.append(text, at, end);
        empty = 0;
      }
      if (eol < 0) {
        break;
      }
      at = eol + 1;
    }
    return tidy.toString().strip();
  }
}
