package org.recado.watch;

import java.time.Instant;

/** What this node knows of the archive's tree. */
public sealed interface Standing {

  /** Nothing yet: it has not been looked at since the start. */
  record Unchecked() implements Standing {}

  /**
   * It is what was signed and published.
   *
   * @param at when it was looked at
   */
  record AsSigned(Instant at, long leaves) implements Standing {}

  /**
   * It is not. Keep it as it is and run {@code archive verify}.
   *
   * @param at when it was looked at
   * @param what the first finding, for an operator
   */
  record Damaged(Instant at, String what) implements Standing {}
}
