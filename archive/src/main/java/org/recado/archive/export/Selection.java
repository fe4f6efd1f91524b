package org.recado.archive.export;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * What to export; everything given must hold of a message. Nothing given is everything that has
 * been indexed.
 *
 * @param from the first instant that counts
 * @param before the first instant that does not count any more
 */
public record Selection(
    Optional<MessageId> message,
    Optional<Msisdn> client,
    Optional<Instant> from,
    Optional<Instant> before) {

  /** As it is recorded: the record is sealed, so the number may be whole. */
  public String described() {
    return "message="
        + message.map(MessageId::toString).orElse("any")
        + " client="
        + client.map(Msisdn::e164).orElse("any")
        + " from="
        + from.map(Instant::toString).orElse("any")
        + " before="
        + before.map(Instant::toString).orElse("any");
  }
}
