package org.recado.directory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The runs there were, on all nodes: {@code directory.sync_run}. */
final class RunRows {

  private final JdbcTemplate jdbc;
  private final JsonMapper json = JsonMapper.shared();

  RunRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** When the last run of the source began. */
  Optional<Instant> lastOf(String source) {
    return Optional.ofNullable(
            jdbc.queryForObject(
                "SELECT max(started_at) FROM directory.sync_run WHERE source = ?",
                OffsetDateTime.class,
                source))
        .map(OffsetDateTime::toInstant);
  }

  /** Who was changed is kept by id; the names are in the tables, and in the archive's copies. */
  void add(SyncReport report, SyncMode mode) {
    var changes =
        report.differences().stream()
            .map(d -> Map.of("kind", d.kind(), "change", d.change(), "id", d.id()))
            .toList();
    jdbc.update(
        """
        INSERT INTO directory.sync_run (source, started_at, finished_at, outcome, accepted, people,
          groups, contacts, differences, problems, message, changes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)\
        """,
        report.source(),
        report.startedAt().atOffset(ZoneOffset.UTC),
        report.finishedAt().atOffset(ZoneOffset.UTC),
        report.outcome().name(),
        mode == SyncMode.ACCEPT,
        report.people(),
        report.groups(),
        report.contacts(),
        report.differences().size(),
        report.problems().size(),
        report.message(),
        json.writeValueAsString(changes));
  }
}
