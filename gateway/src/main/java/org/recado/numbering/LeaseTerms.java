package org.recado.numbering;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * How long a long number stays with a conversation.
 *
 * @param life how long it may be silent before it counts as ended
 * @param quarantine how long after that the number is still nobody else's, so that a late answer
 *     reaches who it is for
 * @param frozen whether a conversation keeps its number whatever its age, because of a legal hold
 */
public record LeaseTerms(Duration life, Duration quarantine, Predicate<UUID> frozen) {

  /** Without quarantine and holds. */
  public static LeaseTerms of(Duration life) {
    return new LeaseTerms(life, Duration.ZERO, conversation -> false);
  }
}
