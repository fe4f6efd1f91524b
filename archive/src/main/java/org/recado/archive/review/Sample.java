package org.recado.archive.review;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import org.recado.message.MessageId;

/**
 * A random sample of messages that whoever knows the seed draws again, message by message, without
 * a list: a message is in it if the first 64 bits of SHA-256 over the seed, a line feed and the
 * message's id are below the share's part of 2^64.
 *
 * @param seed 1 to 200 characters, chosen before the messages are known, such as the month's name
 * @param perMille how many of a thousand messages, 1 to 1000
 * @param from the first moment; a message counts by when its id was made
 * @param before the first moment after
 */
public record Sample(String seed, int perMille, Instant from, Instant before) {

  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(64);

  public Sample {
    if (seed.isBlank() || seed.length() > 200) {
      throw new IllegalArgumentException("A seed has 1 to 200 characters.");
    }
    if (perMille < 1 || perMille > 1000) {
      throw new IllegalArgumentException("A sample takes 1 to 1000 of a thousand messages.");
    }
    if (!from.isBefore(before)) {
      throw new IllegalArgumentException("A sample ends after it begins.");
    }
  }

  /** Whether a message of that time is in the sample. */
  public boolean takes(MessageId message) {
    var at = message.instant();
    return !at.isBefore(from) && at.isBefore(before) && drawn(message).compareTo(limit()) < 0;
  }

  private BigInteger limit() {
    return ALL.multiply(BigInteger.valueOf(perMille)).divide(BigInteger.valueOf(1000));
  }

  private BigInteger drawn(MessageId message) {
    byte[] digest = sha256().digest((seed + "\n" + message).getBytes(StandardCharsets.UTF_8));
    return new BigInteger(1, Arrays.copyOf(digest, 8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
