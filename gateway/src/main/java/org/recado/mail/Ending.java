package org.recado.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The last lines of a mail, as they are compared with those of others: without empty lines, case
 * and width of blanks, and as digests, so that what was written cannot be read from what was
 * learned.
 *
 * @param first index of the ending's first line in the text
 * @param digest of the ending
 * @param above digest of the text before it
 */
record Ending(int first, String digest, String above) {

  /** A signature with address, numbers and slogan has no more lines. */
  private static final int MOST_LINES = 14;

  /** One short line says nothing of who wrote it. */
  private static final int FEWEST_LINES = 2;

  private static final int LONG_LINE = 60;

  private static final int MOST_OCTETS = 4_000;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /**
   * Every ending of two lines, or of a long one, that leaves something above it, the shortest
   * first.
   */
  static List<Ending> of(List<String> lines) {
    var endings = new ArrayList<Ending>();
    var ending = new StringBuilder();
    int taken = 0;
    for (int i = lines.size() - 1; i > 0 && taken < MOST_LINES; i--) {
      String line = folded(lines.get(i));
      if (line.isEmpty()) {
        continue;
      }
      ending.insert(0, line + "\n");
      taken++;
      if (ending.length() > MOST_OCTETS) {
        break;
      }
      String above = above(lines, i);
      boolean tells = taken >= FEWEST_LINES || line.length() >= LONG_LINE;
      if (tells && !above.isEmpty()) {
        endings.add(new Ending(i, digest(ending.toString()), digest(above)));
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
    return BLANKS.matcher(line.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
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
