package org.recado.archive.search;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.Direction;
import org.recado.message.MessageId;

/**
 * A message that was found.
 *
 * @param client E.164 with plus, as is {@code number}, the long number used
 * @param submission id of the mail that asked for this text
 */
public record Hit(
    MessageId message,
    Instant at,
    Direction direction,
    Optional<String> client,
    Optional<String> number,
    Optional<String> person,
    Optional<String> mailbox,
    Optional<String> team,
    Optional<String> category,
    Optional<String> status,
    Optional<String> reference,
    Optional<String> conversation,
    Optional<String> submission,
    String text) {

  /** Only the id: a hit holds what was written. */
  @Override
  public String toString() {
    return "Hit[" + message + "]";
  }
}
