package org.recado.intake;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The duplicate guard: a relay that never read our {@code 250} sends the mail again (RFC 5321
 * section 4.5.4.1), and the client must not read it twice.
 */
public final class AcceptedBefore {

  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

  private static final Unnest<Map.Entry<UUID, Submission>> CLAIMS =
      new Unnest<Map.Entry<UUID, Submission>>()
          .column("uuid", Map.Entry::getKey)
          .column("uuid", claim -> claim.getValue().id().value())
          .column("timestamptz", claim -> Timestamp.from(claim.getValue().arrivedAt()));

  /** Another node's claim on the same mail is waited for; one that is out of date gives way. */
  private static final String CLAIM =
      """
      INSERT INTO gateway.accepted_before AS b (identity, submission, accepted_at)
      SELECT * FROM unnest(%s)
          ON CONFLICT (identity) DO UPDATE
         SET submission = excluded.submission, accepted_at = excluded.accepted_at
       WHERE b.accepted_at < ?
      RETURNING identity
      """
          .formatted(CLAIMS.arguments());

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Duration window;
  private Instant nextSweep = Instant.EPOCH;

  /**
   * @param window how long a mail is remembered; zero turns the guard off
   */
  public AcceptedBefore(JdbcTemplate jdbc, Clock clock, Duration window) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.window = window;
  }

  /**
   * Remembers these mails, in the caller's transaction. Called by one thread at a time.
   *
   * @return those that were accepted before, each with the id it was accepted under
   */
  Map<Submission, MessageId> remember(List<Submission> submissions) {
    var before = new HashMap<Submission, MessageId>();
    var first = new TreeMap<UUID, Submission>(); // in one order on every node: no deadlocks
    for (var submission : submissions) {
      if (submission.identity().isPresent()) {
        var elder = first.putIfAbsent(submission.identity().get(), submission);
        if (elder != null) {
          before.put(submission, elder.id());
        }
      }
    }
    if (window.isZero() || first.isEmpty()) {
      return new HashMap<>();
    }
    var known = new HashMap<>(first);
    claim(List.copyOf(first.entrySet())).forEach(known::remove);
    if (!known.isEmpty()) {
      idsOf(known.keySet().toArray(UUID[]::new))
          .forEach(
              (identity, id) ->
                  submissions.stream()
                      .filter(mail -> mail.identity().filter(identity::equals).isPresent())
                      .forEach(mail -> before.put(mail, id)));
    }
    sweep();
    return before;
  }

  private Set<UUID> claim(List<Map.Entry<UUID, Submission>> mails) {
    return new HashSet<>(
        jdbc.query(
            connection -> {
              var statement = connection.prepareStatement(CLAIM);
              int next = CLAIMS.set(statement, 1, mails);
              statement.setTimestamp(next, Timestamp.from(clock.instant().minus(window)));
              return statement;
            },
            (row, i) -> row.getObject(1, UUID.class)));
  }

  private Map<UUID, MessageId> idsOf(UUID[] identities) {
    var found = new HashMap<UUID, MessageId>();
    jdbc.query(
        "SELECT identity, submission FROM gateway.accepted_before WHERE identity = ANY (?)",
        statement ->
            statement.setArray(1, statement.getConnection().createArrayOf("uuid", identities)),
        row -> {
          found.put(row.getObject(1, UUID.class), new MessageId(row.getObject(2, UUID.class)));
        });
    return found;
  }

  /** Those were not accepted after all. In the caller's transaction. */
  void forget(Collection<Submission> refused) {
    if (!refused.isEmpty()) {
      jdbc.update(
          "DELETE FROM gateway.accepted_before WHERE submission = ANY (?)",
          statement ->
              statement.setArray(
                  1,
                  statement
                      .getConnection()
                      .createArrayOf(
                          "uuid", refused.stream().map(mail -> mail.id().value()).toArray())));
    }
  }

  private void sweep() {
    var now = clock.instant();
    if (now.isAfter(nextSweep)) {
      jdbc.update(
          "DELETE FROM gateway.accepted_before WHERE accepted_at < ?",
          Timestamp.from(now.minus(window)));
      nextSweep = now.plus(BETWEEN_SWEEPS);
    }
  }
}
