package org.recado.numbering;

import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.Msisdn;

/**
 * A request as the statements read it.
 *
 * @param pool the one of its pools a number may be taken from now
 * @param conversation the id its conversation gets if it opens one
 */
record LeaseWant(LeaseRequest request, String pool, UUID conversation) {

  /** No pool has it in its name: configuration keys are single lines. */
  private static final String BETWEEN = "\n";

  static final Unnest<LeaseWant> ROWS =
      new Unnest<LeaseWant>()
          .column("text", want -> want.request().client().digits())
          .column("text", want -> want.request().owner())
          .column("text", want -> want.request().mailbox().toString())
          .column("text", want -> String.join(BETWEEN, want.request().pools()))
          .column("text", LeaseWant::pool)
          .column("text", want -> want.request().mailId().orElse(null))
          .column("text", want -> want.request().subject().orElse(null))
          .column("text", want -> want.request().answers().map(Msisdn::digits).orElse(null))
          .column("uuid", LeaseWant::conversation);

  /** What a statement reads them from, in the order they were given. */
  static final String FROM =
      """
      unnest(%s) WITH ORDINALITY
        AS u (client, owner, mailbox, kept, pool, mail_id, subject, answers, conversation, place)"""
          .formatted(ROWS.arguments());

  LeaseWant from(String other) {
    return new LeaseWant(request, other, conversation);
  }
}
