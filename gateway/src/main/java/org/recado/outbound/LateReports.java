package org.recado.outbound;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.commit.Loop;
import org.recado.mailout.ReportRequest;
import org.recado.mailout.Reports;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.numbering.Heirs;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reports that the time brings and no news: delays (RFC 3461 section 4.1), and lists that wait for
 * their last texts.
 */
public final class LateReports implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of texts looked through at once: after a long stand-still, piece by piece. */
  private static final Duration STEP = Duration.ofMinutes(10);

  /**
   * Texts made between two times that are still under way though they might have left by now; one
   * that was told to wait is not late.
   */
  private static final String LATE =
      """
      SELECT s.id, s.submission, s.mailbox, s.client, s.orcpt, b.texts, s.owner
        FROM gateway.sms s JOIN gateway.submission b ON b.id = s.submission
       WHERE s.id >= ? AND s.id < ? AND s.state IN ('QUEUED', 'WAITING', 'CLAIMED', 'SUBMITTED')
         AND s.not_before <= ?
         AND 'DELAY' = ANY (string_to_array(upper(s.report_on), ','))
      """;

  private final JdbcTemplate jdbc;
  private final Reports reports;
  private final Heirs heirs;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration reportWait;
  private final Duration delayAfter;
  private final Loop loop;

  /**
   * @param reportWait how long a list's report waits for its last texts
   * @param delayAfter how long a text may be under way without a word to its sender
   */
  public LateReports(
      JdbcTemplate jdbc,
      Reports reports,
      Heirs heirs,
      TransactionTemplate transaction,
      Clock clock,
      Duration reportWait,
      Duration delayAfter) {
    this.jdbc = jdbc;
    this.reports = reports;
    this.heirs = heirs;
    this.transaction = transaction;
    this.clock = clock;
    this.reportWait = reportWait;
    this.delayAfter = delayAfter;
    this.loop = new Loop("late-reports", PAUSE, this::tell);
  }

  public void start() {
    loop.start();
  }

  /** Whether there may be more to tell at once. */
  boolean tell() {
    boolean lists =
        Boolean.TRUE.equals(
            transaction.execute(status -> reports.tellOverdue(clock.instant().minus(reportWait))));
    boolean delays = Boolean.TRUE.equals(transaction.execute(status -> tellDelays()));
    return lists || delays;
  }

  /** Each text is looked at once, by one node. */
  private boolean tellDelays() {
    var from = lookedUntil();
    if (from.isEmpty()) {
      return false;
    }
    var now = clock.instant();
    var due = now.minus(delayAfter);
    var end = from.get().plus(STEP);
    var until = end.isBefore(due) ? end : due;
    if (!until.isAfter(from.get())) {
      return false;
    }
    reports.delayed(late(from.get(), until, now));
    jdbc.update("UPDATE gateway.delay_watermark SET looked_until = ?", Timestamp.from(until));
    return until.isBefore(due);
  }

  /** Empty while another node is at it. */
  private Optional<Instant> lookedUntil() {
    return jdbc
        .query(
            "SELECT looked_until FROM gateway.delay_watermark FOR UPDATE SKIP LOCKED",
            (row, i) -> row.getTimestamp(1).toInstant())
        .stream()
        .findFirst();
  }

  private List<ReportRequest> late(Instant from, Instant until, Instant now) {
    return jdbc.query(
        LATE,
        (row, i) ->
            new ReportRequest(
                new MessageId(row.getObject(1, UUID.class)),
                new MessageId(row.getObject(2, UUID.class)),
                heirs.readerOf(row.getString(7), MailAddress.of(row.getString(3))),
                new Msisdn(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                ReportRequest.Action.DELAYED,
                "4.4.7",
                "",
                now,
                true,
                row.getInt(6)),
        MessageId.firstAt(from).value(),
        MessageId.firstAt(until).value(),
        Timestamp.from(now));
  }

  @Override
  public void close() {
    loop.close();
  }
}
