package org.recado.lab.smsc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client's SMS on its way to the ESME. */
public final class Outgoing {

  private final List<Delivery> parts;
  private final CompletableFuture<Void> all;

  Outgoing(List<Delivery> parts) {
    this.parts = List.copyOf(parts);
    this.all =
        CompletableFuture.allOf(
            parts.stream().map(part -> part.acknowledged).toArray(CompletableFuture[]::new));
  }

  /** Whether every segment was answered with {@code ESME_ROK}. */
  public boolean acknowledged() {
    return all.isDone();
  }

  /** How many {@code deliver_sm} went out for it so far, repetitions included. */
  public int transmissions() {
    return parts.stream().mapToInt(part -> part.transmissions.get()).sum();
  }

  /**
   * @throws IllegalStateException if the ESME has not taken all of it in time
   */
  public void awaitAcknowledged(Duration timeout) {
    try {
      all.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "waited " + timeout.toMillis() + " ms in vain for deliver_sm_resp", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
