package org.recado.message;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Names one message (one text to one client, or one mail that asked for it) for as long as the
 * archive lasts. A UUID of version 7 (RFC 9562 section 5.7), so that ids sort by the time they were
 * made; shown in its standard text form.
 */
public record MessageId(UUID value) implements Comparable<MessageId> {

  public MessageId {
    Objects.requireNonNull(value);
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not the 36-character text form of a UUID
   */
  public static MessageId of(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException(
          "a message id has 36 characters, like 01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    }
    return new MessageId(UUID.fromString(text));
  }

  /** When the id was made, to the millisecond: the first 48 bits of a UUID of version 7. */
  public Instant instant() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  /** No id made at that time or later sorts before it. */
  public static MessageId firstAt(Instant time) {
    return new MessageId(new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L));
  }

  @Override
  public int compareTo(MessageId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
