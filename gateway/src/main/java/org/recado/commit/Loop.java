package org.recado.commit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does a piece of work again and again: at once while there is more, else when woken,
 * and at the latest after a pause, because other nodes put work into the same tables and cannot
 * wake this one.
 */
public final class Loop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final Semaphore bell = new Semaphore(0);
  private final Duration pause;
  private final BooleanSupplier work;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param work returns true if there may be more to do at once; what it throws is logged without
   *     its words, and the loop goes on after the pause
   */
  public Loop(String name, Duration pause, BooleanSupplier work) {
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** There is work: do not wait for the pause to end. */
  public void wake() {
    if (bell.availablePermits() == 0) {
      bell.release();
    }
  }

  private void run() {
    boolean more = false;
    boolean failing = false;
    while (!closing) {
      try {
        if (!more) {
          boolean rung = bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
          if (rung) {
            bell.drainPermits();
          }
        }
        more = !closing && work.getAsBoolean();
        failing = false;
      } catch (InterruptedException e) {
        more = false; // close() interrupts: the condition above decides
      } catch (RuntimeException | Error e) {
        more = false;
        if (!failing && !closing) {
          log.error("{} fails and will be tried again: {}", thread.getName(), Failures.describe(e));
        }
        failing = true;
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    wake();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
