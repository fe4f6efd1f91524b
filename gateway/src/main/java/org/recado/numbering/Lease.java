package org.recado.numbering;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * A long number held towards one client by one owner, for as long as their conversation lives.
 *
 * @param client the client
 * @param number the long number both ends use
 * @param owner who holds it: a person's directory id, an application, or, after somebody left whom
 *     nobody follows, a {@link #ofMailbox mailbox}
 * @param mailbox where answers go
 * @param pool the pool the number belongs to
 * @param connection the SMPP connection that serves the number
 * @param conversation stable id of the conversation
 * @param mailId the Message-ID of the owner's last mail in it, for the thread
 * @param subject the subject of that mail
 * @param lastUsed when either side wrote last, or is going to
 */
public record Lease(
    Msisdn client,
    Msisdn number,
    String owner,
    MailAddress mailbox,
    String pool,
    String connection,
    UUID conversation,
    Optional<String> mailId,
    Optional<String> subject,
    Instant lastUsed) {

  /** What the owner begins with where a mailbox holds it, and nobody in particular. */
  private static final String MAILBOX = "mailbox:";

  /** The owner where a mailbox holds it: whoever answers a mail that came there becomes it. */
  static String ofMailbox(MailAddress mailbox) {
    return MAILBOX + mailbox.key();
  }

  /** Whether a mailbox holds it, and nobody in particular. */
  public boolean isMailboxes() {
    return owner.startsWith(MAILBOX);
  }

  /** The same lease for a text that goes over another connection. */
  public Lease over(String other) {
    return new Lease(
        client, number, owner, mailbox, pool, other, conversation, mailId, subject, lastUsed);
  }

  /** The same conversation with somebody else of the firm. */
  Lease of(String other, MailAddress elsewhere) {
    return new Lease(
        client,
        number,
        other,
        elsewhere,
        pool,
        connection,
        conversation,
        mailId,
        subject,
        lastUsed);
  }
}
