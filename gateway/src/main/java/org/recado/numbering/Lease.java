package org.recado.numbering;

import java.util.Optional;
import java.util.UUID;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * A long number held towards one client by one owner, for as long as their conversation lives.
 *
 * @param client the client
 * @param number the long number both ends use
 * @param owner who holds it: a person's directory id, or an application
 * @param mailbox where answers go
 * @param pool the pool the number belongs to
 * @param connection the SMPP connection that serves the number
 * @param conversation stable id of the conversation
 * @param mailId the Message-ID of the owner's last mail in it, for the thread
 * @param subject the subject of that mail
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
    Optional<String> subject) {

  /** The same lease for a text that goes over another connection. */
  public Lease over(String other) {
    return new Lease(client, number, owner, mailbox, pool, other, conversation, mailId, subject);
  }
}
