package org.recado.lab.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.recado.lab.smsc.SmscSimulator;

/** Notes when the next submit_sm arrives. */
final class Arrival {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CompletableFuture<Long> time;

  /**
   * @param before how many there were so far
   */
  Arrival(SmscSimulator smsc, long before) {
    time =
        CompletableFuture.supplyAsync(
            () -> {
              smsc.changes().await("a submit_sm", PATIENCE, () -> smsc.submissionCount() > before);
              return System.nanoTime();
            });
  }

  /** When it arrived, by {@link System#nanoTime}. */
  long nanos() {
    return time.join();
  }
}
