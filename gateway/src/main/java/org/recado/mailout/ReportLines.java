package org.recado.mailout;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.recado.commit.Unnest;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is known of the texts of mails to several clients. All runs in the caller's transaction. */
final class ReportLines {

  private static final Unnest<ReportRequest> LINES =
      new Unnest<ReportRequest>()
          .column("uuid", line -> line.submission().value())
          .column("uuid", line -> line.sms().value())
          .column("text", line -> line.to().toString())
          .column("text", line -> line.client().digits())
          .column("text", line -> line.originalRecipient().orElse(null))
          .column("text", line -> line.action().name())
          .column("text", ReportRequest::status)
          .column("text", ReportRequest::diagnostic)
          .column("timestamptz", line -> Timestamp.from(line.at()))
          .column("boolean", ReportRequest::wanted);

  /** News about a text that was told of as uncertain are told again. */
  private static final String ADD =
      """
      INSERT INTO gateway.report_line
             (submission, sms, mailbox, client, orcpt, action, status, diagnostic, at, wanted)
      SELECT * FROM unnest(%s)
          ON CONFLICT (submission, sms) DO UPDATE
         SET action = excluded.action, status = excluded.status, diagnostic = excluded.diagnostic,
             at = excluded.at, wanted = excluded.wanted, told = false
      """
          .formatted(LINES.arguments());

  private final JdbcTemplate jdbc;

  ReportLines(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds lines; no two transactions add to one mail at once, so that the last of them sees all. */
  void add(List<ReportRequest> lines) {
    var mails = lines.stream().map(ReportRequest::submission).collect(Collectors.toSet());
    jdbc.query(
        "SELECT id FROM gateway.submission WHERE id = ANY (?) ORDER BY id FOR UPDATE",
        statement ->
            statement.setArray(1, statement.getConnection().createArrayOf("uuid", uuids(mails))),
        row -> {});
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(ADD);
          LINES.set(statement, 1, lines);
          return statement;
        });
  }

  /** Those of the mails of which every text has its line. */
  List<MessageId> complete(Set<MessageId> mails) {
    return jdbc.query(
        """
        SELECT s.id FROM gateway.submission s
         WHERE s.id = ANY (?)
           AND s.texts <= (SELECT count(*) FROM gateway.report_line l WHERE l.submission = s.id)
        """,
        statement ->
            statement.setArray(1, statement.getConnection().createArrayOf("uuid", uuids(mails))),
        (row, i) -> new MessageId(row.getObject(1, UUID.class)));
  }

  /** Mails with a line that has waited for the others since before that time, locked. */
  List<MessageId> overdue(Instant before, int most) {
    return jdbc.query(
        """
        SELECT s.id FROM gateway.submission s
         WHERE s.id IN (SELECT l.submission FROM gateway.report_line l
                         WHERE l.wanted AND NOT l.told AND l.at < ? ORDER BY l.at LIMIT ?)
           FOR UPDATE SKIP LOCKED
        """,
        (row, i) -> new MessageId(row.getObject(1, UUID.class)),
        Timestamp.from(before),
        most);
  }

  /** A line, and whether it is in a report already. */
  record Line(ReportRequest request, boolean told) {}

  /** All lines of a mail. */
  List<Line> of(MessageId mail) {
    return jdbc.query(
        """
        SELECT l.sms, l.mailbox, l.client, l.orcpt, l.action, l.status, l.diagnostic, l.at, l.wanted,
               l.told, s.texts
          FROM gateway.report_line l JOIN gateway.submission s ON s.id = l.submission
         WHERE l.submission = ? ORDER BY l.sms
        """,
        (row, i) ->
            new Line(
                new ReportRequest(
                    new MessageId(row.getObject(1, UUID.class)),
                    mail,
                    MailAddress.of(row.getString(2)),
                    new Msisdn(row.getString(3)),
                    Optional.ofNullable(row.getString(4)),
                    ReportRequest.Action.valueOf(row.getString(5)),
                    row.getString(6),
                    row.getString(7),
                    row.getTimestamp(8).toInstant(),
                    row.getBoolean(9),
                    row.getInt(11)),
                row.getBoolean(10)),
        mail.value());
  }

  void told(MessageId mail) {
    jdbc.update("UPDATE gateway.report_line SET told = true WHERE submission = ?", mail.value());
  }

  /** Nothing more is expected. */
  void forget(MessageId mail) {
    jdbc.update("DELETE FROM gateway.report_line WHERE submission = ?", mail.value());
  }

  private static Object[] uuids(Collection<MessageId> ids) {
    return ids.stream().map(MessageId::value).toArray();
  }
}
