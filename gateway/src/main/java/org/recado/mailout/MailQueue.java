package org.recado.mailout;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of mails that have not left. All runs in the caller's transaction, if there is one. */
public final class MailQueue {

  /** How long a node that says nothing more keeps what it claimed. */
  static final Duration CLAIM = Duration.ofMinutes(5);

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public MailQueue(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A mail as claimed for sending. */
  static final class Claimed {
    final UUID id;
    final @Nullable UUID about;
    final String kind;
    final String from;
    final String to;
    final byte[] message;
    final int attempt;
    final Instant queuedAt;

    private Claimed(ResultSet row) throws SQLException {
      this.id = row.getObject("id", UUID.class);
      this.about = row.getObject("about", UUID.class);
      this.kind = row.getString("kind");
      this.from = row.getString("mail_from");
      this.to = row.getString("rcpt_to");
      this.message = row.getBytes("message");
      this.attempt = row.getInt("attempts");
      this.queuedAt = row.getTimestamp("queued_at").toInstant();
    }
  }

  private static final String ROW =
      "id, about, kind, mail_from, rcpt_to, message, attempts,"
          + " coalesce(queued_at, created_at) AS queued_at";

  private static final String CLAIM_NEXT =
      """
      UPDATE gateway.mail SET claimed_until = ?, attempts = attempts + 1
       WHERE id = (SELECT id FROM gateway.mail
                    WHERE state = 'QUEUED' AND not_before <= ?
                      AND (claimed_until IS NULL OR claimed_until < ?)
                    ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING %s
      """
          .formatted(ROW);

  /**
   * Takes the mail that has been due for longest; what a dead node had taken is due again once its
   * claim ran out.
   */
  Optional<Claimed> claim() {
    var now = clock.instant();
    return jdbc
        .query(
            CLAIM_NEXT,
            (row, i) -> new Claimed(row),
            Timestamp.from(now.plus(CLAIM)),
            Timestamp.from(now),
            Timestamp.from(now))
        .stream()
        .findFirst();
  }

  /** They are still being sent: no other node may take them for a dead one's. */
  void keep(Collection<UUID> mails) {
    jdbc.update(
        "UPDATE gateway.mail SET claimed_until = ? WHERE id = ANY (?) AND state = 'QUEUED'",
        statement -> {
          statement.setTimestamp(1, Timestamp.from(clock.instant().plus(CLAIM)));
          statement.setArray(2, statement.getConnection().createArrayOf("uuid", mails.toArray()));
        });
  }

  /** It was claimed and could not be tried: due at once, for whichever node comes first. */
  void release(Claimed mail) {
    jdbc.update(
        "UPDATE gateway.mail SET claimed_until = NULL, attempts = attempts - 1 WHERE id = ?",
        mail.id);
  }

  /** The MTA did not take it now: tried again after {@code wait}. */
  void putOff(Claimed mail, String reply, Duration wait) {
    jdbc.update(
        "UPDATE gateway.mail SET not_before = ?, claimed_until = NULL, last_reply = ? WHERE id = ?",
        Timestamp.from(clock.instant().plus(wait)),
        reply,
        mail.id);
  }

  /** A mail that waits for a person. The reply is the host's last. */
  public record SetAside(UUID id, String kind, String to, Instant createdAt, String reply) {}

  /** The oldest first. */
  public List<SetAside> setAside(int most) {
    return jdbc.query(
        """
        SELECT id, kind, rcpt_to, created_at, last_reply FROM gateway.mail
         WHERE state = 'SET_ASIDE' ORDER BY created_at, id LIMIT ?
        """,
        (row, i) ->
            new SetAside(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getTimestamp(4).toInstant(),
                Objects.requireNonNullElse(row.getString(5), "")),
        most);
  }

  /**
   * Queues mails that were set aside again, as if they were new: each is tried at once, and for as
   * long as any other.
   *
   * @param mails empty for all
   * @return how many
   */
  public int requeue(Collection<UUID> mails) {
    var now = Timestamp.from(clock.instant());
    return jdbc.update(
        """
        UPDATE gateway.mail SET state = 'QUEUED', not_before = ?, queued_at = ?, attempts = 0
         WHERE state = 'SET_ASIDE' AND (cardinality(?) = 0 OR id = ANY (?))
        """,
        statement -> {
          var ids = statement.getConnection().createArrayOf("uuid", mails.toArray());
          statement.setTimestamp(1, now);
          statement.setTimestamp(2, now);
          statement.setArray(3, ids);
          statement.setArray(4, ids);
        });
  }

  /** Each state by an index of its own, so that it costs what waits and not what ever was. */
  private static final String BACKLOG =
      """
      SELECT kind, sum(waiting), min(oldest), sum(aside) FROM (
        SELECT kind, count(*) AS waiting, min(coalesce(queued_at, created_at)) AS oldest, 0 AS aside
          FROM gateway.mail WHERE state = 'QUEUED' GROUP BY kind
        UNION ALL
        SELECT kind, 0, NULL, count(*) FROM gateway.mail WHERE state = 'SET_ASIDE' GROUP BY kind) AS k
       GROUP BY kind ORDER BY kind
      """;

  /** What has not left. */
  public Backlog backlog() {
    return new Backlog(
        jdbc.query(
            BACKLOG,
            (row, i) ->
                new Backlog.OfKind(
                    row.getString(1),
                    row.getLong(2),
                    Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::toInstant),
                    row.getLong(4))));
  }

  /** Those that have waited since before that time and are not being sent, locked. */
  List<Claimed> expired(Instant before, int most) {
    return jdbc.query(
        """
        SELECT %s FROM gateway.mail
         WHERE state = 'QUEUED' AND coalesce(queued_at, created_at) < ?
           AND (claimed_until IS NULL OR claimed_until < ?)
         ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED
        """
            .formatted(ROW),
        (row, i) -> new Claimed(row),
        Timestamp.from(before),
        Timestamp.from(clock.instant()),
        most);
  }

  void sent(UUID mail, String reply) {
    end(mail, "UPDATE gateway.mail SET state = 'SENT', message = NULL,", reply);
  }

  void setAside(UUID mail, String reply) {
    end(mail, "UPDATE gateway.mail SET state = 'SET_ASIDE',", reply);
  }

  private void end(UUID mail, String update, String reply) {
    jdbc.update(update + " claimed_until = NULL, last_reply = ? WHERE id = ?", reply, mail);
  }
}
