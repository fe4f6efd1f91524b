package org.recado.archive.cold;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How a run of {@link Sealing} leaves database and network to others, and when it ends early. */
public interface Pace {

  /**
   * Asked before a piece of a month is planned and before some hundred contents are read; may wait.
   *
   * @return false to end the run; what it has sealed stays so
   */
  boolean goOn();

  /** Asked after each segment, and may wait; false as for {@link #goOn}. */
  boolean rest();

  /** As fast as it goes, with a pause after each segment. */
  static Pace resting(Duration pause) {
    return new Pace() {
      @Override
      public boolean goOn() {
        return true;
      }

      @Override
      public boolean rest() {
        LockSupport.parkNanos(pause.toNanos());
        return true;
      }
    };
  }
}
