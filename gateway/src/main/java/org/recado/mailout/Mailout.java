package org.recado.mailout;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The durable queue of outgoing mail. What is put in with a transaction is sent sooner or later, or
 * raised.
 */
public final class Mailout {

  /** How long one node may take to send what it claimed. */
  static final Duration CLAIM = Duration.ofMinutes(5);

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final MessageIds ids;
  private final Clock clock;

  public Mailout(JdbcTemplate jdbc, Archive archive, MessageIds ids, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.ids = ids;
    this.clock = clock;
  }

  /** Queues mails in the caller's transaction. */
  public void enqueue(List<OutgoingMail> mails) {
    var now = Timestamp.from(clock.instant());
    jdbc.batchUpdate(
        """
        INSERT INTO gateway.mail (id, about, kind, mail_from, rcpt_to, message, state, not_before, created_at)
        VALUES (?, ?, ?, ?, ?, ?, 'QUEUED', ?, ?)
        """,
        mails,
        200,
        (statement, mail) -> {
          statement.setObject(1, ids.next().value());
          statement.setObject(2, mail.about().map(MessageId::value).orElse(null));
          statement.setString(3, mail.kind().name());
          statement.setString(4, mail.from().map(Object::toString).orElse(""));
          statement.setString(5, mail.to().toString());
          statement.setBytes(6, mail.message());
          statement.setTimestamp(7, now);
          statement.setTimestamp(8, now);
        });
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
    final Instant createdAt;

    private Claimed(
        UUID id,
        @Nullable UUID about,
        String kind,
        String from,
        String to,
        byte[] message,
        int attempt,
        Instant createdAt) {
      this.id = id;
      this.about = about;
      this.kind = kind;
      this.from = from;
      this.to = to;
      this.message = message;
      this.attempt = attempt;
      this.createdAt = createdAt;
    }
  }

  /**
   * Takes up to {@code most} mails that are due; what a dead node had taken is due again once its
   * claim ran out.
   */
  List<Claimed> claim(int most) {
    var now = clock.instant();
    return jdbc.query(
        """
        WITH due AS (SELECT id FROM gateway.mail
                      WHERE state = 'QUEUED' AND not_before <= ?
                        AND (claimed_until IS NULL OR claimed_until < ?)
                      ORDER BY not_before, id LIMIT ? FOR UPDATE SKIP LOCKED)
        , claimed AS (
          UPDATE gateway.mail m SET claimed_until = ?, attempts = attempts + 1
            FROM due WHERE m.id = due.id
          RETURNING m.id, m.about, m.kind, m.mail_from, m.rcpt_to, m.message, m.attempts, m.created_at)
        SELECT * FROM claimed ORDER BY created_at, id
        """,
        (row, i) ->
            new Claimed(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBytes(6),
                row.getInt(7),
                row.getTimestamp(8).toInstant()),
        Timestamp.from(now),
        Timestamp.from(now),
        most,
        Timestamp.from(now.plus(CLAIM)));
  }

  /** The MTA took it: recorded with the mail itself, which then leaves the queue. */
  void sent(Claimed mail, String reply) {
    archive.append(
        List.of(recordOf(mail, "sent", reply).part("mail", "message/rfc822", mail.message)));
    jdbc.update(
        "UPDATE gateway.mail SET state = 'SENT', message = NULL, claimed_until = NULL, last_reply ="
            + " ? WHERE id = ?",
        reply,
        mail.id);
  }

  /** It was claimed and not tried: due at once, for whichever node comes first. */
  void release(List<Claimed> mails) {
    jdbc.batchUpdate(
        "UPDATE gateway.mail SET claimed_until = NULL, attempts = attempts - 1 WHERE id = ?",
        mails,
        200,
        (statement, mail) -> statement.setObject(1, mail.id));
  }

  /** The MTA did not take it now: tried again after {@code wait}. */
  void putOff(Claimed mail, String reply, Duration wait) {
    jdbc.update(
        "UPDATE gateway.mail SET not_before = ?, claimed_until = NULL, last_reply = ? WHERE id = ?",
        Timestamp.from(clock.instant().plus(wait)),
        reply,
        mail.id);
  }

  /**
   * The MTA will not take it, or did not for too long: set aside, with its bytes, for a person to
   * look at.
   */
  void setAside(Claimed mail, String reply) {
    archive.append(
        List.of(recordOf(mail, "set-aside", reply).part("mail", "message/rfc822", mail.message)));
    jdbc.update(
        "UPDATE gateway.mail SET state = 'SET_ASIDE', claimed_until = NULL, last_reply = ? WHERE id"
            + " = ?",
        reply,
        mail.id);
  }

  private RecordDraft recordOf(Claimed mail, String outcome, String reply) {
    var now = clock.instant();
    var draft =
        Optional.ofNullable(mail.about)
            .map(about -> RecordDraft.about(RecordKind.MAILED, new MessageId(about), now))
            .orElseGet(() -> RecordDraft.general(RecordKind.MAILED, now));
    return draft
        .fact(Facts.MAILBOX, mail.to)
        .fact(Facts.ACTOR, "mailout")
        .fact("mail-kind", mail.kind)
        .fact("mail-from", "<" + mail.from + ">")
        .fact("outcome", outcome)
        .fact("smtp-reply", reply);
  }

  /** Mails not yet taken by the MTA, those set aside included. */
  public long backlog() {
    return Optional.ofNullable(
            jdbc.queryForObject(
                "SELECT count(*) FROM gateway.mail WHERE state <> 'SENT'", Long.class))
        .orElse(0L);
  }
}
