package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import org.recado.smpp.PaceSettings;

/**
 * How a connection gives way to ESME_RTHROTTLED and ESME_RMSGQFUL: it waits, twice as long each
 * time they come again, and goes on with half as many texts at once, one more for each that is
 * taken. Several threads may ask and tell.
 */
final class SlowDown {

  private static final double UNLIMITED = 1_000_000;

  private final PaceSettings settings;
  private Duration pause = Duration.ZERO;
  private Instant until = Instant.EPOCH;
  private double most = UNLIMITED;
  private int takenSince;

  SlowDown(PaceSettings settings) {
    this.settings = settings;
  }

  /** Whether something may be sent now. */
  synchronized boolean isOpen(Instant now) {
    return !now.isBefore(until);
  }

  /** How many texts may be under way at once. */
  synchronized int most() {
    return (int) most;
  }

  /**
   * The SMSC cannot follow.
   *
   * @param underWay how many texts there are
   */
  synchronized void throttled(Instant now, int underWay) {
    if (now.isBefore(until)) {
      return; // one of the same burst
    }
    var longer = takenSince > 0 ? settings.throttleFirst() : pause.multipliedBy(2);
    pause = longer.compareTo(settings.throttleFirst()) < 0 ? settings.throttleFirst() : longer;
    if (pause.compareTo(settings.throttleMost()) > 0) {
      pause = settings.throttleMost();
    }
    until = now.plus(pause);
    most = Math.max(1, Math.min(most, underWay) / 2);
    takenSince = 0;
  }

  synchronized void taken() {
    if (most >= UNLIMITED) {
      return;
    }
    most = Math.min(UNLIMITED, most + 1 / Math.max(1, most));
    takenSince++;
    if (most > 1000) {
      most = UNLIMITED;
    }
  }
}
