package org.recado.mailout;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

  private final JdbcTemplate jdbc;
  private final MailQueue queue;
  private final Archive archive;
  private final MessageIds ids;
  private final Clock clock;

  public Mailout(JdbcTemplate jdbc, Archive archive, MessageIds ids, Clock clock) {
    this.jdbc = jdbc;
    this.queue = new MailQueue(jdbc, clock);
    this.archive = archive;
    this.ids = ids;
    this.clock = clock;
  }

  MailQueue queue() {
    return queue;
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

  /** The MTA took it: recorded with the mail itself, which then leaves the queue. */
  void sent(MailQueue.Claimed mail, String reply) {
    archive.append(List.of(recordOf(mail, "sent", reply)));
    queue.sent(mail.id, reply);
  }

  /**
   * The MTA will not take it, or did not for too long: set aside, with its bytes, for a person to
   * look at.
   */
  void setAside(MailQueue.Claimed mail, String reply) {
    archive.append(List.of(recordOf(mail, "set-aside", reply)));
    queue.setAside(mail.id, reply);
  }

  private RecordDraft recordOf(MailQueue.Claimed mail, String outcome, String reply) {
    var now = clock.instant();
    var draft =
        Optional.ofNullable(mail.about)
            .map(about -> RecordDraft.about(RecordKind.MAILED, new MessageId(about), now))
            .orElseGet(() -> RecordDraft.general(RecordKind.MAILED, now));
    if (mail.kind.equals(OutgoingMail.Kind.JOURNAL.name())) {
      // what it copies is on the record already
      draft.fact("mail-sha256", sha256(mail.message));
    } else {
      draft.part("mail", "message/rfc822", mail.message);
    }
    return draft
        .fact(Facts.MAILBOX, mail.to)
        .fact(Facts.ACTOR, "mailout")
        .fact("mail-kind", mail.kind)
        .fact("mail-from", "<" + mail.from + ">")
        .fact("outcome", outcome)
        .fact("smtp-reply", reply);
  }

  private static String sha256(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Sets aside what has waited since before that time, when there is no host to try.
   *
   * @return how many, {@code most} at the most
   */
  int setAsideExpired(Instant before, int most) {
    var expired = queue.expired(before, most);
    expired.forEach(mail -> setAside(mail, "no host could be reached"));
    return expired.size();
  }

  /** What has not left. */
  public Backlog backlog() {
    return queue.backlog();
  }
}
