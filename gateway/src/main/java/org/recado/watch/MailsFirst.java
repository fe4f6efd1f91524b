package org.recado.watch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.recado.archive.cold.Pace;

/**
 * Waits while mails are pouring in, for as long as they do: what seals a month has weeks. Ends a
 * run when the gateway stops.
 */
public final class MailsFirst implements Pace, AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final BooleanSupplier crowded;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param crowded whether mails are pouring in
   * @param pause after each segment
   */
  public MailsFirst(BooleanSupplier crowded, Duration pause) {
    this.crowded = crowded;
    this.pause = pause;
  }

  @Override
  public boolean goOn() {
    boolean stopped = isStoppedWithin(Duration.ZERO);
    while (!stopped && crowded.getAsBoolean()) {
      stopped = isStoppedWithin(LOOK_AGAIN);
    }
    return !stopped;
  }

  @Override
  public boolean rest() {
    return !isStoppedWithin(pause) && goOn();
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private boolean isStoppedWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
