package org.recado.status;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.outbound.SmsState;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looks an application's texts up, by the names it knows them by. */
final class Texts {

  /** By which name texts can be asked for. */
  enum Name {
    ID("id", "sms"),
    SUBMISSION("submission", "submission"),
    REFERENCE("reference", "reference"),
    ENVELOPE_ID("envelopeId", "envelope_id"),
    MESSAGE_ID("messageId", "mail_id");

    /** As the query of the request has it. */
    final String parameter;

    private final String column;

    Name(String parameter, String column) {
      this.parameter = parameter;
      this.column = column;
    }

    boolean isUuid() {
      return this == ID || this == SUBMISSION;
    }
  }

  private static final String FIND =
      """
      SELECT s.id, t.submission, t.reference, t.envelope_id, t.mail_id, t.recipient, s.state,
             t.segments, b.arrived_at, s.not_before, s.changed_at, s.status_code, s.diagnostic
        FROM (SELECT * FROM gateway.application_text
               WHERE application = ? AND %s = ? AND sms > ? ORDER BY sms LIMIT ?) t
        JOIN gateway.sms s ON s.id = t.sms
        JOIN gateway.submission b ON b.id = t.submission
       ORDER BY s.id
      """;

  private static final String PARTS =
      """
      SELECT sms, part, smsc_id, state, error, changed_at FROM gateway.segment WHERE sms = ANY (?)
       ORDER BY sms, part
      """;

  /** With those that have no place yet. */
  private static final String HISTORY =
      """
      SELECT sms, state, at, code, reason FROM (
        SELECT 1 AS late, position AS place, sms, state, at, code, reason
          FROM gateway.state_change WHERE sms = ANY (?)
        UNION ALL
        SELECT 2, id, sms, state, at, code, reason
          FROM gateway.state_news WHERE sms = ANY (?)) h
       ORDER BY sms, late, place
      """;

  private final JdbcTemplate jdbc;
  private final Clock clock;

  Texts(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param value a {@link UUID} or a string, as the name has it
   * @param after the last text of the page before; all zeros for the first page
   */
  Text.Page find(String application, Name name, Object value, UUID after, int limit) {
    var rows =
        jdbc.query(
            FIND.formatted(name.column),
            (row, i) -> row(row, clock.instant()),
            application,
            value,
            after,
            limit + 1);
    var page = rows.subList(0, Math.min(limit, rows.size()));
    var ids = page.stream().map(row -> UUID.fromString(row.id())).toArray(UUID[]::new);
    var parts = partsOf(ids);
    var history = historyOf(ids);
    var texts =
        page.stream()
            .map(
                text ->
                    text.with(
                        parts.getOrDefault(text.id(), List.of()),
                        history.getOrDefault(text.id(), List.of())))
            .toList();
    return new Text.Page(
        texts,
        rows.size() > limit
            ? Optional.of(new Cursor(0, ids[ids.length - 1]).text())
            : Optional.empty());
  }

  private static Text row(ResultSet row, Instant now) throws SQLException {
    String state = row.getString("state");
    boolean waits = state.equals("QUEUED") || state.equals("WAITING");
    return new Text(
        row.getString("id"),
        row.getString("submission"),
        Optional.ofNullable(row.getString("reference")),
        Optional.ofNullable(row.getString("envelope_id")),
        Optional.ofNullable(row.getString("mail_id")),
        row.getString("recipient"),
        state,
        SmsState.valueOf(state).isFinal(),
        row.getInt("segments"),
        row.getTimestamp("arrived_at").toInstant(),
        Optional.of(row.getTimestamp("not_before").toInstant())
            .filter(at -> waits && at.isAfter(now)),
        row.getTimestamp("changed_at").toInstant(),
        Optional.ofNullable(row.getString("status_code")),
        Optional.ofNullable(row.getString("diagnostic")),
        List.of(),
        List.of());
  }

  private Map<String, List<Text.Part>> partsOf(UUID[] ids) {
    var parts = new HashMap<String, List<Text.Part>>();
    jdbc.query(
        PARTS,
        statement -> statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids)),
        row -> {
          parts
              .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
              .add(
                  new Text.Part(
                      row.getInt(2),
                      Optional.of(row.getString(3)).filter(id -> !id.isEmpty()),
                      row.getString(4),
                      Optional.ofNullable(row.getString(5)).filter(error -> !error.isEmpty()),
                      row.getTimestamp(6).toInstant()));
        });
    return parts;
  }

  private Map<String, List<Text.Step>> historyOf(UUID[] ids) {
    var history = new HashMap<String, List<Text.Step>>();
    jdbc.query(
        HISTORY,
        statement -> {
          for (int i = 1; i <= 2; i++) {
            statement.setArray(i, statement.getConnection().createArrayOf("uuid", ids));
          }
        },
        row -> {
          history
              .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
              .add(
                  new Text.Step(
                      row.getString(2),
                      row.getTimestamp(3).toInstant(),
                      Optional.ofNullable(row.getString(4)),
                      Optional.ofNullable(row.getString(5))));
        });
    return history;
  }
}
