package org.recado.archive.cold;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.store.ObjectVersion;

/**
 * A row of {@code cold.segment}.
 *
 * @param version of the object; empty until it was sealed
 * @param held whether the store holds it
 */
record Segment(
    UUID id,
    String key,
    Optional<String> version,
    boolean indexed,
    Instant lockedUntil,
    boolean held) {

  static final String COLUMNS =
      "select s.id, s.object_key, s.version, s.indexed, s.locked_until, s.held from cold.segment s ";

  static Segment of(ResultSet row) throws SQLException {
    return new Segment(
        row.getObject(1, UUID.class),
        row.getString(2),
        Optional.ofNullable(row.getString(3)),
        row.getBoolean(4),
        row.getTimestamp(5).toInstant(),
        row.getBoolean(6));
  }

  /** Of one that is sealed. */
  ObjectVersion object() {
    return new ObjectVersion(key, version.orElseThrow());
  }
}
