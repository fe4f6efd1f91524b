package org.recado.directory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How far a source was read, and by which settings. */
final class SyncState {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final SourceRows rows;

  SyncState(SourceRows rows) {
    this.rows = rows;
  }

  /** How far the source was read; empty if it never was, or by other settings. */
  Optional<State> find(String fingerprint) {
    return rows
        .jdbc()
        .query(
            "SELECT position, full_at FROM directory.sync_state WHERE source = ? AND fingerprint ="
                + " ?",
            (row, i) ->
                new State(
                    positions(row.getString("position")),
                    row.getObject("full_at", OffsetDateTime.class).toInstant()),
            rows.source(),
            fingerprint)
        .stream()
        .findFirst();
  }

  /**
   * @param position empty if changes cannot be asked for
   * @param fullAt when everything was read last
   */
  record State(Map<String, String> position, Instant fullAt) {}

  private static Map<String, String> positions(@Nullable String json) {
    return json == null
        ? Map.of()
        : JSON.readValue(
            json, JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
  }

  void note(String fingerprint, Map<String, String> position, Instant fullAt, Instant now) {
    rows.jdbc()
        .update(
            """
            INSERT INTO directory.sync_state (source, fingerprint, position, full_at, read_at)
            VALUES (?, ?, ?::jsonb, ?, ?)
            ON CONFLICT (source) DO UPDATE SET fingerprint = excluded.fingerprint,
              position = excluded.position, full_at = excluded.full_at, read_at = excluded.read_at\
            """,
            rows.source(),
            fingerprint,
            position.isEmpty() ? null : JSON.writeValueAsString(position),
            fullAt.atOffset(ZoneOffset.UTC),
            now.atOffset(ZoneOffset.UTC));
  }
}
