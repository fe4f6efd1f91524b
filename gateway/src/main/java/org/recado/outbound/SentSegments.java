package org.recado.outbound;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.recado.smpp.MessageIdForms;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is with an SMSC, segment by segment. Runs in the caller's transaction. */
final class SentSegments {

  /**
   * A segment the SMSC took under its own id, or may have taken.
   *
   * @param doubtful whether no answer came; the id is empty then
   */
  record SentSegment(
      MessageId sms, int part, int ofParts, String connection, String smscId, boolean doubtful) {}

  private static final Unnest<SentSegment> SEGMENTS =
      new Unnest<SentSegment>()
          .column("uuid", segment -> segment.sms().value())
          .column("smallint", segment -> (short) segment.part())
          .column("text", SentSegment::connection)
          .column("smallint", segment -> (short) segment.ofParts())
          .column("text", SentSegment::smscId)
          .column("text", segment -> MessageIdForms.canonical(segment.smscId()))
          .column("boolean", SentSegment::doubtful);

  private static final String ADD_SEGMENTS =
      """
      INSERT INTO gateway.segment AS s (sms, part, connection, of_parts, smsc_id, smsc_key, doubtful,
             state, changed_at)
      SELECT n.*, 'ENROUTE', ? FROM unnest(%s) AS n
          ON CONFLICT (sms, part) DO UPDATE
             SET connection = excluded.connection, smsc_id = excluded.smsc_id,
                 smsc_key = excluded.smsc_key, doubtful = excluded.doubtful
           WHERE s.doubtful AND NOT excluded.doubtful
      """
          .formatted(SEGMENTS.arguments());

  private final JdbcTemplate jdbc;

  SentSegments(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes the segments an SMSC took; one that was sent twice keeps the id it had first. */
  void add(List<SentSegment> segments, Instant at) {
    if (segments.isEmpty()) {
      return;
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(ADD_SEGMENTS);
          statement.setTimestamp(1, Timestamp.from(at));
          SEGMENTS.set(statement, 2, segments);
          return statement;
        });
  }
}
