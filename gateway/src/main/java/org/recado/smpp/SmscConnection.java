package org.recado.smpp;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one account bound: a link after the other, with a growing, jittered wait in between. */
final class SmscConnection {

  private static final Logger log = LoggerFactory.getLogger(SmscConnection.class);

  private final SmppProperties.Connection settings;
  private final ScheduledExecutorService timers;
  private final Executor completions;
  private final RandomGenerator random;
  private final IncomingMessages incoming;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread keeper;

  /** The link that is bound, or on its way to be. */
  private volatile @Nullable SmscLink current;

  private volatile boolean bound;

  SmscConnection(
      SmppProperties.Connection settings,
      SmscListener listener,
      ScheduledExecutorService timers,
      Executor completions,
      RandomGenerator random,
      MeterRegistry meters) {
    this.settings = settings;
    this.timers = timers;
    this.completions = completions;
    this.random = random;
    this.incoming = new IncomingMessages(settings, listener, meters);
    this.keeper = Threads.named("smpp-" + settings.name()).newThread(this::keepBound);
  }

  void start() {
    keeper.start();
  }

  boolean bound() {
    return bound;
  }

  int room() {
    SmscLink link = current;
    return !bound || link == null || isStopping() ? 0 : link.room();
  }

  int inFlight() {
    SmscLink link = current;
    return link == null ? 0 : link.inFlight();
  }

  CompletableFuture<SubmitResult> submit(SubmitSm pdu) {
    SmscLink link = current;
    if (!bound || link == null || isStopping()) {
      return CompletableFuture.completedFuture(
          new SubmitResult.NotSent(settings.name() + " is not bound"));
    }
    return link.submit(pdu);
  }

  /** Lets what is under way end, then unbinds. */
  void stop() {
    stopping.countDown();
    SmscLink link = current;
    try {
      incoming.stop(settings.responseTimeout().toMillis());
      if (link != null && bound) {
        link.unbind();
      } else if (link != null) {
        link.close();
        // jsmpp would wait for the bind's answer though the socket is closed
        keeper.interrupt();
      }
      keeper.join(settings.bindTimeout().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void keepBound() {
    int failures = 0;
    try {
      do {
        failures = oneLink() ? 0 : failures + 1;
      } while (!stopping.await(wait(failures).toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the link has ended; whether it had been bound. */
  private boolean oneLink() throws InterruptedException {
    var link = new SmscLink(settings, timers, completions, incoming::accept);
    current = link;
    try {
      if (isStopping()) {
        // stop() counts down and then looks at current: one of the two sees the other
        return false;
      }
      link.bind();
      bound = true;
      log.info("{}: bound", settings.name());
      link.awaitClosed();
      if (!isStopping()) {
        log.warn("{}: the link broke", settings.name());
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      if (!isStopping()) {
        log.warn("{}: cannot bind: {}", settings.name(), e.getMessage());
      }
      return false;
    } finally {
      bound = false;
      current = null;
      link.close();
    }
  }

  /**
   * Doubles with each failure; between half and the whole of it, so that nodes do not come in step.
   */
  private Duration wait(int failures) {
    int doublings = Math.min(20, Math.max(0, failures - 1));
    long longest =
        Math.min(
            settings.reconnectMax().toMillis(), settings.reconnectMin().toMillis() << doublings);
    return Duration.ofMillis(longest / 2 + (long) (random.nextDouble() * (longest - longest / 2)));
  }
}
