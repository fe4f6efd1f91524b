package org.recado.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Work on what is derived from committed records, which steps back while mails are pouring in: they
 * need the processors more, and in larger batches it costs less. Never for longer than its
 * patience; then it catches up whole.
 */
final class StepsBack implements BooleanSupplier {

  private final BooleanSupplier work;
  private final BooleanSupplier crowded;
  private final Duration patience;
  private final Clock clock;
  private Instant caughtUp = Instant.EPOCH;

  /**
   * @param work returns true if there is more to do at once
   * @param crowded whether now is a bad moment
   */
  StepsBack(BooleanSupplier work, BooleanSupplier crowded, Duration patience, Clock clock) {
    this.work = work;
    this.crowded = crowded;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public boolean getAsBoolean() {
    if (crowded.getAsBoolean() && clock.instant().isBefore(caughtUp.plus(patience))) {
      return false;
    }
    boolean more = work.getAsBoolean();
    if (!more) {
      caughtUp = clock.instant();
    }
    return more;
  }
}
