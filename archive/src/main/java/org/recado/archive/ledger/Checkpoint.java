package org.recado.archive.ledger;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A signed tree head, as C2SP tlog-checkpoint has it, with one extension line that names the
 * checkpoint before and the time: so a removed checkpoint is missed, and the time is signed.
 *
 * @param size number of leaves
 * @param previousSize size of the checkpoint before, 0 for the first
 * @param signedAt by our clock, to the microsecond
 */
public record Checkpoint(String origin, long size, Hash root, long previousSize, Instant signedAt) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern TEXT =
      Pattern.compile(
          "([^\\n]+)\\n(0|[1-9][0-9]{0,17})\\n([A-Za-z0-9+/]{43}=)\\n"
              + "recado/1 previous=(0|[1-9][0-9]{0,17}) signed=([0-9T:.Z-]+)\\n");

  public Checkpoint {
    signedAt = signedAt.truncatedTo(ChronoUnit.MICROS);
  }

  String text() {
    return origin
        + "\n"
        + size
        + "\n"
        + root.base64()
        + "\nrecado/1 previous="
        + previousSize
        + " signed="
        + TIME.format(signedAt)
        + "\n";
  }

  public String signed(SigningKey key) {
    return key.note(text());
  }

  /**
   * Reads a signed note and checks that {@code key} signed it. Signatures of other keys are
   * ignored, as C2SP signed-note asks, so that witnesses may add theirs.
   *
   * @throws IllegalArgumentException with what is wrong, to follow "the checkpoint"
   */
  public static Checkpoint open(String note, VerifierKey key) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || !note.endsWith("\n")) {
      throw new IllegalArgumentException("is not a signed note");
    }
    String text = note.substring(0, end + 1);
    if (note.substring(end + 2).lines().noneMatch(line -> signs(line, text, key))) {
      throw new IllegalArgumentException(
          "is not signed by " + key.name() + " with key " + key.idHex());
    }
    var fields = TEXT.matcher(text);
    if (!fields.matches()) {
      throw new IllegalArgumentException("has a text that is not a checkpoint's");
    }
    if (!fields.group(1).equals(key.name())) {
      throw new IllegalArgumentException("is of another origin");
    }
    try {
      return new Checkpoint(
          fields.group(1),
          Long.parseLong(fields.group(2)),
          Hash.ofBase64(fields.group(3)),
          Long.parseLong(fields.group(4)),
          Instant.from(TIME.parse(fields.group(5))));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("has no time", e);
    }
  }

  /** Whether one of a note's signatures is the key's. */
  public static boolean isSigned(String note, VerifierKey key) {
    int end = note.lastIndexOf("\n\n");
    return end >= 0
        && note.substring(end + 2)
            .lines()
            .anyMatch(line -> signs(line, note.substring(0, end + 1), key));
  }

  /** The size a note speaks of, whoever signed it; 0 if it speaks of none. */
  public static long sizeOf(String note) {
    var lines = note.lines().skip(1).findFirst().orElse("");
    return lines.matches("[1-9][0-9]{0,17}") ? Long.parseLong(lines) : 0;
  }

  private static boolean signs(String line, String text, VerifierKey key) {
    String front = "— " + key.name() + " ";
    if (!line.startsWith(front)) {
      return false;
    }
    byte[] signed;
    try {
      signed = Base64.getDecoder().decode(line.substring(front.length()));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return signed.length > 4
        && Arrays.equals(signed, 0, 4, key.id(), 0, 4)
        && key.verifies(
            text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(signed, 4, signed.length));
  }
}
