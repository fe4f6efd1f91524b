package org.recado.mail;

import java.util.Locale;

/**
 * {@code text/enriched}, RFC 1896, and its forerunner {@code text/richtext}, RFC 1341 section
 * 7.1.3: the text without its commands.
 */
final class EnrichedText {

  private static final int LONGEST_COMMAND = 60;

  private EnrichedText() {}

  static String read(String source, boolean richtext) {
    var text = new StringBuilder(source.length());
    int unseen = 0;
    int exact = 0;
    int breaks = 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\n' && exact == 0) {
        breaks++;
        continue;
      }
      if (c == '\r') {
        continue;
      }
      if (breaks > 0) {
        // one line break is a blank; of several one is for the writer's margin
        text.append(richtext || breaks == 1 ? " " : "\n".repeat(breaks - 1));
        breaks = 0;
      }
      int end = c == '<' ? close(source, i) : -1;
      if (c == '<' && !richtext && i + 1 < source.length() && source.charAt(i + 1) == '<') {
        text.append('<');
        i++;
      } else if (end > i) {
        String command = source.substring(i + 1, end).toLowerCase(Locale.ROOT).strip();
        switch (command) {
          case "param", "comment" -> unseen++;
          case "/param", "/comment" -> unseen = Math.max(0, unseen - 1);
          case "nofill" -> exact++;
          case "/nofill" -> exact = Math.max(0, exact - 1);
          case "nl", "np", "/paragraph" -> text.append('\n');
          case "lt" -> text.append('<');
          default -> {}
        }
        i = end;
      } else if (unseen == 0) {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static int close(String source, int open) {
    int most = Math.min(source.length(), open + LONGEST_COMMAND);
    for (int i = open; i < most; i++) {
      if (source.charAt(i) == '>') {
        return i;
      }
    }
    return -1;
  }
}
