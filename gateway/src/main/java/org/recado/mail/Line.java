package org.recado.mail;

/**
 * A line of a mail's text, and whose it is.
 *
 * @param text without quote marks
 * @param shown with them, as a person would type it in plain text
 * @param depth how many times it is quoted
 */
record Line(String text, String shown, int depth, Origin origin) {

  enum Origin {
    /** Plain text, quoted if {@code >} says so. */
    TYPED,
    /** Inside what the mail client marked as a quotation. */
    CITED,
    /** Inside what the mail client marked as the signature. */
    SIGNATURE,
    /** After the point where the mail client put the history. */
    HISTORY
  }

  static Line own(String text) {
    return new Line(text, text, 0, Origin.TYPED);
  }

  static Line of(String text, int depth, Origin origin) {
    String marks = ">".repeat(depth);
    return new Line(
        text, depth == 0 || text.isEmpty() ? marks + text : marks + " " + text, depth, origin);
  }

  /** A line of plain text, whose marks may have blanks between them. */
  static Line typed(String raw) {
    int depth = depth(raw);
    return depth == 0 ? own(raw) : new Line(unquoted(raw, depth), raw, depth, Origin.TYPED);
  }

  boolean empty() {
    return text.isBlank();
  }

  boolean quoted() {
    return depth > 0;
  }

  private static int depth(String line) {
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '>') {
        depth++;
      } else if (c != ' ' || depth == 0) {
        break;
      }
    }
    boolean escaped = depth == 1 && line.startsWith(">From "); // mailbox files do this
    return escaped ? 0 : depth;
  }

  private static String unquoted(String line, int depth) {
    int at = 0;
    for (int seen = 0; seen < depth; at++) {
      if (line.charAt(at) == '>') {
        seen++;
      }
    }
    return line.substring(at < line.length() && line.charAt(at) == ' ' ? at + 1 : at);
  }

  @Override
  public String toString() {
    return origin + "/" + depth;
  }
}
