package org.recado.lab.changes;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A place where things change and others wait for it. Whoever changes something calls {@link
 * #happened}; whoever waits looks again after each change.
 */
public final class Changes {

  private long count;

  /** Tells everyone who waits to look again. */
  public synchronized void happened() {
    count++;
    notifyAll();
  }

  /** How many changes there were so far. */
  public synchronized long count() {
    return count;
  }

  /**
   * Waits until there were more than {@code seen} changes, or the time is over; gives the count.
   */
  public synchronized long awaitAfter(long seen, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (count <= seen) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return count;
  }

  /**
   * Waits until the condition holds; it is asked now and after each change.
   *
   * @param what what is waited for, for the message when it does not come
   * @throws IllegalStateException if it did not hold in time
   */
  public void await(String what, Duration timeout, BooleanSupplier condition) {
    if (!await(timeout, condition)) {
      throw new IllegalStateException("waited " + timeout.toMillis() + " ms in vain for " + what);
    }
  }

  /** The same, answering whether it held in time. */
  public boolean await(Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      long seen = count();
      // asked without holding the lock, so that it may take others
      if (condition.getAsBoolean()) {
        return true;
      }
      long left = end - System.nanoTime();
      if (left < 1_000_000 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      awaitAfter(seen, Duration.ofNanos(left));
    }
  }
}
