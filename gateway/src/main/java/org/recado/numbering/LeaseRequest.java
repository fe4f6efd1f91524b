package org.recado.numbering;

import java.util.List;
import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * Asks for a number to text a client by.
 *
 * @param pools names of the pools to choose from: the first, then those it overflows into
 * @param mailId the Message-ID of the mail that asks, if it came by mail
 * @param subject that mail's subject
 * @param answers the long number the client wrote to, if the mail answers a message of theirs: the
 *     client is to see one conversation
 */
public record LeaseRequest(
    Msisdn client,
    String owner,
    MailAddress mailbox,
    List<String> pools,
    Optional<String> mailId,
    Optional<String> subject,
    Optional<Msisdn> answers) {

  public LeaseRequest {
    pools = List.copyOf(pools);
    if (pools.isEmpty()) {
      throw new IllegalArgumentException("a number is chosen from at least one pool");
    }
  }

  /** For a mail that answers nothing, from one pool. */
  public LeaseRequest(
      Msisdn client,
      String owner,
      MailAddress mailbox,
      String pool,
      Optional<String> mailId,
      Optional<String> subject) {
    this(client, owner, mailbox, List.of(pool), mailId, subject, Optional.empty());
  }

  /** The same for somebody else, or from other pools. */
  public LeaseRequest by(String other, MailAddress elsewhere, List<String> from) {
    return new LeaseRequest(client, other, elsewhere, from, mailId, subject, answers);
  }

  /** Whether this lease is what is asked for. */
  boolean fits(Lease lease) {
    return lease.client().equals(client)
        && lease.owner().equals(owner)
        && (pools.contains(lease.pool()) || answers.equals(Optional.of(lease.number())));
  }
}
