package org.recado.mailout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The {@code Thread-Index} field, by which Outlook and Exchange put a mail below the one it answers
 * ([MS-OXOMSG] section 2.2.1.3): 22 octets of a conversation, and five for each answer in it.
 */
public final class ThreadIndex {

  private static final int HEADER = 22;
  private static final int CHILD = 5;

  /** So that the field stays below the 998 characters of a line. */
  private static final int MAX_ANSWERS = 100;

  /** 1601 to 1970 in the FILETIME's hundred nanoseconds. */
  private static final long EPOCH = Duration.ofDays(134_774).toSeconds() * 10_000_000;

  /** Differences below it, about 1.7 years, lose their lowest 18 bits; longer ones 23. */
  private static final long SHORT = 1L << 49;

  private final byte[] octets;

  private ThreadIndex(byte[] octets) {
    this.octets = octets;
  }

  /** Reads a field's value; empty if it is none. */
  public static Optional<ThreadIndex> parse(String value) {
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(value.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int answers = octets.length - HEADER;
    boolean whole = answers >= 0 && answers % CHILD == 0 && octets[0] == 1;
    int kept = Math.min(octets.length, HEADER + CHILD * MAX_ANSWERS);
    return whole ? Optional.of(new ThreadIndex(Arrays.copyOf(octets, kept))) : Optional.empty();
  }

  /**
   * The index of an answer.
   *
   * @param low of which the lowest eight bits keep answers of one moment apart
   */
  ThreadIndex answeredAt(Instant at, long low) {
    if (octets.length == HEADER + CHILD * MAX_ANSWERS) {
      return this;
    }
    long since = Math.max(0, fileTime(at) - begun());
    boolean isShort = since < SHORT;
    int time = (int) (since >>> (isShort ? 18 : 23)) & 0x7fff_ffff;
    byte[] longer = Arrays.copyOf(octets, octets.length + CHILD);
    ByteBuffer.wrap(longer, octets.length, CHILD)
        .putInt(isShort ? time : time | 1 << 31)
        .put((byte) low);
    return new ThreadIndex(longer);
  }

  private static long fileTime(Instant at) {
    return EPOCH + at.getEpochSecond() * 10_000_000 + at.getNano() / 100;
  }

  /** The first six octets are the highest of the FILETIME: the one called reserved is its 1. */
  private long begun() {
    return ByteBuffer.wrap(octets).getLong() & 0xffff_ffff_ffff_0000L;
  }

  /** As the field has it. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThreadIndex index && Arrays.equals(octets, index.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }
}
