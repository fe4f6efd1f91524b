package org.recado.outbound;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.smpp.SubmitOptions;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Texts taken out of the queue by a node for a while (barrier 2), and those whose node did not come
 * back to them. Runs in the caller's transaction.
 */
final class Claims {

  private final JdbcTemplate jdbc;
  private final Clock clock;

  Claims(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * In the order in which they are to leave. A text whose elder towards the same client waits for
   * its next attempt waits with it: nobody reads an answer before the question.
   */
  private static final String CLAIM =
      """
      WITH due AS (
        SELECT q.id FROM gateway.sms q
         WHERE q.state = 'QUEUED' AND q.connection = ? AND q.not_before <= ?
           AND NOT EXISTS (SELECT FROM gateway.sms e
                            WHERE e.client = q.client AND e.state = 'QUEUED' AND e.attempts > 0
                              AND e.number = q.number AND e.lane = q.lane AND e.id < q.id)
         ORDER BY q.lane, q.not_before, q.id LIMIT ? FOR UPDATE SKIP LOCKED),
      claimed AS (
        UPDATE gateway.sms s
           SET state = 'CLAIMED', attempts = attempts + 1, claimed_by = ?, claimed_until = ?, changed_at = ?
          FROM due WHERE s.id = due.id
        RETURNING s.*)
      SELECT id, submission, client, number, mailbox, category, text, concat_ref, attempts, conversation, options,
             EXISTS (SELECT FROM gateway.opt_out o WHERE o.client = c.client) AS opted_out
        FROM claimed c ORDER BY lane, not_before, id
      """;

  /** Takes up to {@code most} texts of a connection for this node, in the order of leaving. */
  List<QueuedSms> claim(String connection, int most, String node, Duration lease) {
    var now = clock.instant();
    var claimed =
        jdbc.query(
            CLAIM,
            (row, i) ->
                new QueuedSms(
                    new MessageId(row.getObject("id", UUID.class)),
                    Optional.ofNullable(row.getObject("submission", UUID.class))
                        .map(MessageId::new),
                    new Msisdn(row.getString("client")),
                    new Msisdn(row.getString("number")),
                    MailAddress.of(row.getString("mailbox")),
                    new Category(row.getString("category")),
                    row.getObject("conversation", UUID.class),
                    new SmsText(row.getString("text")),
                    row.getInt("concat_ref"),
                    row.getInt("attempts"),
                    row.getBoolean("opted_out"),
                    SubmitOptions.ofLine(Objects.requireNonNullElse(row.getString("options"), "")),
                    Set.of()),
            connection,
            Timestamp.from(now),
            most,
            node,
            Timestamp.from(now.plus(lease)),
            Timestamp.from(now));
    return withSentParts(claimed);
  }

  private List<QueuedSms> withSentParts(List<QueuedSms> claimed) {
    var again = claimed.stream().filter(sms -> sms.attempt() > 1).toList();
    if (again.isEmpty()) {
      return claimed;
    }
    Map<UUID, Set<Integer>> parts = new HashMap<>();
    jdbc.query(
        "SELECT sms, part FROM gateway.segment WHERE sms = ANY (?) AND NOT doubtful",
        statement -> statement.setArray(1, uuids(statement.getConnection(), again)),
        row -> {
          parts
              .computeIfAbsent(row.getObject(1, UUID.class), id -> new HashSet<>())
              .add(row.getInt(2));
        });
    return claimed.stream()
        .map(sms -> sms.withSentParts(parts.getOrDefault(sms.id().value(), Set.of())))
        .toList();
  }

  private static java.sql.Array uuids(Connection connection, List<QueuedSms> texts)
      throws SQLException {
    return connection.createArrayOf("uuid", texts.stream().map(sms -> sms.id().value()).toArray());
  }

  /** A claim that ran out with its node: nobody can say whether the text left. */
  record Lapsed(MessageId id, Category category, MailAddress mailbox) {}

  /** Claims that ran out, locked for this transaction. */
  List<Lapsed> lapsed(int most) {
    return jdbc.query(
        """
        SELECT id, category, mailbox FROM gateway.sms
         WHERE state = 'CLAIMED' AND claimed_until < ?
         ORDER BY claimed_until LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        (row, i) ->
            new Lapsed(
                new MessageId(row.getObject(1, UUID.class)),
                new Category(row.getString(2)),
                MailAddress.of(row.getString(3))),
        Timestamp.from(clock.instant()),
        most);
  }
}
