package org.recado.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.recado.archive.cold.ClosedMonths;

/** How far sealing is behind: for how long the oldest month that is not sealed has been over. */
public final class UnsealedMonths implements Duty.Work {

  private final ClosedMonths months;
  private final Clock clock;
  private volatile Optional<Instant> oldest = Optional.empty();

  public UnsealedMonths(ClosedMonths months, Clock clock) {
    this.months = months;
    this.clock = clock;
  }

  @Override
  public boolean perform(Instant now) {
    oldest = months.oldestOverSince(now);
    return true;
  }

  /** 0 if there is none. */
  public long seconds() {
    return oldest.map(since -> Duration.between(since, clock.instant()).toSeconds()).orElse(0L);
  }
}
