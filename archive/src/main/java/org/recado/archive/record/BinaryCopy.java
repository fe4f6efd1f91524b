package org.recado.archive.record;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Rows in the binary form of PostgreSQL's {@code COPY} (its manual, SQL COMMAND COPY, "Binary
 * Format").
 */
final class BinaryCopy {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final int TRAILER = -1;

  private final int columns;
  private byte[] octets = new byte[1 << 16];
  private int length;

  BinaryCopy(int columns) {
    this.columns = columns;
    put(SIGNATURE);
    number(0, Integer.BYTES); // no flags
    number(0, Integer.BYTES); // no extension of the header
  }

  /** Begins a row; as many values follow as there are columns. */
  BinaryCopy row() {
    number(columns, Short.BYTES);
    return this;
  }

  BinaryCopy uuid(UUID value) {
    number(2 * Long.BYTES, Integer.BYTES);
    number(value.getMostSignificantBits(), Long.BYTES);
    number(value.getLeastSignificantBits(), Long.BYTES);
    return this;
  }

  BinaryCopy uuid(Optional<UUID> value) {
    if (value.isPresent()) {
      return uuid(value.get());
    }
    number(-1, Integer.BYTES); // null
    return this;
  }

  /** A {@code timestamptz}, to the microsecond. */
  BinaryCopy time(Instant value) {
    var since = Duration.between(EPOCH, value);
    number(Long.BYTES, Integer.BYTES);
    number(since.getSeconds() * 1_000_000 + since.getNano() / 1_000, Long.BYTES);
    return this;
  }

  BinaryCopy text(String value) {
    return bytea(value.getBytes(StandardCharsets.UTF_8));
  }

  BinaryCopy bytea(byte[] value) {
    number(value.length, Integer.BYTES);
    put(value);
    return this;
  }

  /**
   * Sends the rows; nothing may be added after.
   *
   * @param table with its columns, in the order of the values: {@code archive.content (record_id,
   *     …)}
   */
  void into(Connection connection, String table) throws SQLException {
    number(TRAILER, Short.BYTES);
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "copy " + table + " from stdin (format binary)",
              new ByteArrayInputStream(octets, 0, length),
              1 << 16);
    } catch (IOException e) {
      throw new SQLException("reading from memory does not fail", e);
    }
  }

  private void put(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, octets, length, more.length);
    length += more.length;
  }

  /** In network byte order. */
  private void number(long value, int size) {
    room(size);
    for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octets[length++] = (byte) (value >>> shift);
    }
  }

  private void room(int more) {
    if (octets.length - length < more) {
      octets =
          Arrays.copyOf(
              octets, Math.max(Math.multiplyExact(octets.length, 2), Math.addExact(length, more)));
    }
  }
}
