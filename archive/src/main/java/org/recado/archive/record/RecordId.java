package org.recado.archive.record;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/** Names one record for ever: a UUID of version 7, so that ids sort by the time they were made. */
public record RecordId(UUID value) implements Comparable<RecordId> {

  public RecordId {
    Objects.requireNonNull(value);
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not the 36-character text form of a UUID in
   *     lower case
   */
  public static RecordId of(String text) {
    var id = new RecordId(UUID.fromString(text));
    if (!id.toString().equals(text)) {
      throw new IllegalArgumentException(
          "a record id has 36 characters, like 01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    }
    return id;
  }

  /** The sixteen octets of the UUID, as both ciphers take them for associated data. */
  byte[] octets() {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  /** By octets, as PostgreSQL sorts them; {@link UUID#compareTo} takes the halves as signed. */
  @Override
  public int compareTo(RecordId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
