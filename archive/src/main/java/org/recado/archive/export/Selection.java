package org.recado.archive.export;

import java.time.Instant;
import java.util.Optional;
import org.recado.archive.search.Query;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * What to export; everything given must hold of a message. Nothing given is everything that has
 * been indexed.
 *
 * @param query as typed, see {@link org.recado.archive.search.QueryLanguage}; its days are UTC
 * @param parsed the same, understood
 * @param from the first instant that counts
 * @param before the first instant that does not count any more
 */
public record Selection(
    Optional<MessageId> message,
    Optional<Msisdn> client,
    Optional<Instant> from,
    Optional<Instant> before,
    String query,
    Query parsed) {

  /** Everything that has been indexed. */
  public static Selection all() {
    return new Selection(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", Query.ALL);
  }

  /** As it is recorded: the record is sealed, so the number may be whole. */
  public String described() {
    return "message="
        + message.map(MessageId::toString).orElse("any")
        + " client="
        + client.map(Msisdn::e164).orElse("any")
        + " from="
        + from.map(Instant::toString).orElse("any")
        + " before="
        + before.map(Instant::toString).orElse("any")
        + (query.isBlank() ? "" : " query=" + query);
  }

  Query asQuery() {
    var whole = parsed;
    if (message.isPresent()) {
      whole = whole.withMessage(message.get());
    }
    if (client.isPresent()) {
      whole = whole.withNumber(client.get());
    }
    if (from.isPresent()) {
      whole = whole.withFrom(from.get());
    }
    if (before.isPresent()) {
      whole = whole.withBefore(before.get());
    }
    return whole;
  }

  /** Whether it asks for one message by its id and for nothing else. */
  boolean isOneMessage() {
    return message.isPresent()
        && client.isEmpty()
        && from.isEmpty()
        && before.isEmpty()
        && query.isBlank();
  }
}
