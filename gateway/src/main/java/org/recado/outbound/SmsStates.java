package org.recado.outbound;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.mailout.ReportRequest;
import org.recado.mailout.Reports;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.numbering.Heirs;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The one place where a text changes its state once it was claimed. Whoever learned something – the
 * dispatcher, a receipt, the sweeper – says it here, in its own transaction; the report the sender
 * asked for is queued in that same transaction.
 */
public final class SmsStates {

  private static final Unnest<StateChange> CHANGES =
      new Unnest<StateChange>()
          .column("uuid", change -> change.sms().value())
          .column("text", change -> change.state().name())
          .column("timestamptz", change -> Timestamp.from(change.at()))
          .column("timestamptz", change -> change.retryAt().map(Timestamp::from).orElse(null))
          .column("boolean", change -> change.state().isFinal())
          .column("integer", change -> change.attempt().orElse(null))
          .column("text", StateChange::status)
          .column("text", StateChange::diagnostic);

  /**
   * A final state stands. UNKNOWN, SUBMITTED and CLAIMED give way to any news, but not to the late
   * outcome of an attempt that is no longer the last, nor to what they are already.
   */
  private static final String APPLY =
      """
      UPDATE gateway.sms s
         SET state = c.state, changed_at = c.at, claimed_by = NULL, claimed_until = NULL,
             not_before = coalesce(c.retry_at, s.not_before),
             text = CASE WHEN c.final THEN NULL ELSE s.text END,
             status_code = c.status, diagnostic = nullif(c.diagnostic, '')
        FROM unnest(%s) AS c (id, state, at, retry_at, final, attempt, status, diagnostic)
       WHERE s.id = c.id AND s.state IN ('QUEUED', 'WAITING', 'CLAIMED', 'SUBMITTED', 'UNKNOWN')
         AND NOT (s.state = 'SUBMITTED' AND c.state = 'UNKNOWN')
         AND s.state <> c.state AND (c.attempt IS NULL OR c.attempt = s.attempts)
      RETURNING s.id, s.submission, s.client, s.owner, s.mailbox, s.report_on, s.orcpt,
                CASE WHEN c.final OR c.state = 'UNKNOWN'
                     THEN (SELECT b.texts FROM gateway.submission b WHERE b.id = s.submission) END AS texts
      """
          .formatted(CHANGES.arguments());

  private final JdbcTemplate jdbc;
  private final Reports reports;
  private final Heirs heirs;

  /**
   * @param heirs who hears of the texts of those who have left
   */
  public SmsStates(JdbcTemplate jdbc, Reports reports, Heirs heirs) {
    this.heirs = heirs;
    this.jdbc = jdbc;
    this.reports = reports;
  }

  /** Applies the changes, in the caller's transaction; at most one for each text. */
  public void apply(List<StateChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var byId = new HashMap<UUID, StateChange>();
    changes.forEach(change -> byId.put(change.sms().value(), change));
    var asked = new ArrayList<ReportRequest>();
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(APPLY);
          CHANGES.set(statement, 1, changes);
          return statement;
        },
        row -> {
          var change = byId.get(row.getObject("id", UUID.class));
          UUID submission = row.getObject("submission", UUID.class);
          var action = change == null ? Optional.<ReportRequest.Action>empty() : actionOf(change);
          if (change == null || submission == null || action.isEmpty()) {
            return;
          }
          asked.add(
              new ReportRequest(
                  change.sms(),
                  new MessageId(submission),
                  heirs.readerOf(row.getString("owner"), MailAddress.of(row.getString("mailbox"))),
                  new Msisdn(row.getString("client")),
                  Optional.ofNullable(row.getString("orcpt")),
                  action.get(),
                  change.status(),
                  change.diagnostic(),
                  change.at(),
                  wanted(row.getString("report_on"), action.get()),
                  Math.max(1, row.getInt("texts"))));
        });
    reports.request(asked);
  }

  private static Optional<ReportRequest.Action> actionOf(StateChange change) {
    return Optional.ofNullable(
        switch (change.state()) {
          case DELIVERED -> ReportRequest.Action.DELIVERED;
          case UNDELIVERABLE, EXPIRED, REJECTED, CANCELLED -> ReportRequest.Action.FAILED;
          case UNKNOWN -> ReportRequest.Action.UNKNOWN;
          case WAITING, QUEUED, CLAIMED, SUBMITTED -> null;
        });
  }

  /**
   * RFC 3461 section 4.1. That it is not known what became of a text is told to whoever wants to
   * hear of failures.
   */
  private static boolean wanted(String reportOn, ReportRequest.Action action) {
    String keyword = action == ReportRequest.Action.DELIVERED ? "SUCCESS" : "FAILURE";
    return List.of(reportOn.toUpperCase(Locale.ROOT).split(",")).contains(keyword);
  }
}
