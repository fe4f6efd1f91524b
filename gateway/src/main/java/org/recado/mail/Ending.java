package org.recado.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The last lines of a mail, as they are compared with those of others: without empty lines, case
 * and width of blanks, and as digests, so that what was written cannot be read from what was
 * learned.
 *
 * @param first index of the ending's first line in the text
 * @param digest of the ending
 * @param above digest of the text before it, or empty where only the ending is asked for
 */
record Ending(int first, String digest, String above) {

  /** A signature with address, numbers and slogan has no more lines. */
  private static final int MOST_LINES = 14;

  /** One short line says nothing of who wrote it. */
  private static final int FEWEST_LINES = 2;

  private static final int LONG_LINE = 60;

  private static final int MOST_OCTETS = 4_000;

  /**
   * Every ending of two lines, or of a long one, that leaves something above it, the shortest
   * first.
   */
  static List<Ending> of(List<String> lines) {
    return of(lines, false);
  }

  /** The same with what stood above each: what is learned. */
  static List<Ending> withTextAbove(List<String> lines) {
    return of(lines, true);
  }

  private static List<Ending> of(List<String> lines, boolean withTextAbove) {
    var endings = new ArrayList<Ending>();
    int firstWritten = 0;
    while (firstWritten < lines.size() && lines.get(firstWritten).isBlank()) {
      firstWritten++;
    }
    var ending = new StringBuilder();
    int taken = 0;
    for (int i = lines.size() - 1; i > firstWritten && taken < MOST_LINES; i--) {
      String line = folded(lines.get(i));
      if (line.isEmpty()) {
        continue;
      }
      ending.insert(0, line + "\n");
      taken++;
      if (ending.length() > MOST_OCTETS) {
        break;
      }
      if (taken >= FEWEST_LINES || line.length() >= LONG_LINE) {
        String above = withTextAbove ? digest(above(lines, i)) : "";
        endings.add(new Ending(i, digest(ending.toString()), above));
      }
    }
    return endings;
  }

  private static String above(List<String> lines, int end) {
    var above = new StringBuilder();
    for (String line : lines.subList(0, end)) {
      above.append(folded(line)).append(line.isBlank() ? "" : "\n");
    }
    return above.toString();
  }

  private static String folded(String line) {
    String text = line.strip();
    var folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == ' ' || (c >= '\t' && c <= '\r');
      if (!blank) {
        folded.append(c);
      } else if (folded.length() > 0 && folded.charAt(folded.length() - 1) != ' ') {
        folded.append(' ');
      }
    }
    return folded.toString().toLowerCase(Locale.ROOT);
  }

  /** 16 octets of SHA-256 in hex: enough to tell endings apart. */
  static String digest(String text) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(whole, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
