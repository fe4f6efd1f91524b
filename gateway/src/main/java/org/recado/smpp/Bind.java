package org.recado.smpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jsmpp.bean.BindType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session of an account bound: a link after the other, with a growing, jittered wait in
 * between, at one host after the other.
 */
final class Bind {

  private static final Logger log = LoggerFactory.getLogger(Bind.class);
  private static final long LOOK_MILLIS = 1000;

  private final String name;
  private final BindType type;
  private final SmppProperties.Connection settings;
  private final List<SmscAddress> hosts;
  private final SmppThreads threads;
  private final RandomGenerator random;
  private final BiConsumer<SmscLink, Octets> incoming;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread keeper;

  /** The link that is bound, or on its way to be. */
  private volatile @Nullable SmscLink current;

  private volatile boolean bound;
  private volatile boolean wanted = true;
  private volatile int host;
  private final AtomicLong links = new AtomicLong();
  private volatile String failure = "";

  /**
   * @param name how logs and metrics call it, such as {@code operator-1}
   */
  Bind(
      String name,
      BindType type,
      SmppProperties.Connection settings,
      SmppThreads threads,
      RandomGenerator random,
      BiConsumer<SmscLink, Octets> incoming) {
    this.name = name;
    this.type = type;
    this.settings = settings;
    this.hosts = settings.smscs();
    this.threads = threads;
    this.random = random;
    this.incoming = incoming;
    this.keeper = Threads.named("smpp-" + name).newThread(this::keepBound);
  }

  void start() {
    keeper.start();
  }

  boolean bound() {
    return bound;
  }

  boolean transmits() {
    return type != BindType.BIND_RX;
  }

  int room() {
    SmscLink link = current;
    return !bound || link == null || !wanted || isStopping() ? 0 : link.room();
  }

  int inFlight() {
    SmscLink link = current;
    return link == null ? 0 : link.inFlight();
  }

  BindStatus status() {
    var role =
        switch (type) {
          case BIND_TRX -> BindStatus.Role.TRANSCEIVER;
          case BIND_TX -> BindStatus.Role.TRANSMITTER;
          case BIND_RX -> BindStatus.Role.RECEIVER;
        };
    return new BindStatus(
        settings.name(),
        name,
        role,
        hosts.get(host).toString(),
        bound,
        inFlight(),
        links.get(),
        bound ? "" : failure);
  }

  CompletableFuture<SubmitResult> submit(SubmitSm pdu) {
    SmscLink link = current;
    if (!bound || link == null || !wanted || isStopping()) {
      return CompletableFuture.completedFuture(
          new SubmitResult.NotSent(settings.name() + " is not bound"));
    }
    return link.submit(pdu);
  }

  /**
   * Unbinds once what is under way has ended, and stays unbound; or binds again.
   *
   * @param value whether it is to be bound
   */
  void want(boolean value) throws InterruptedException {
    synchronized (this) {
      wanted = value;
      notifyAll();
    }
    SmscLink link = current;
    if (!value && link != null && bound) {
      link.unbind();
    }
  }

  /** From here on nothing is sent; {@link #stop} follows. */
  void beginStop() {
    stopping.countDown();
    synchronized (this) {
      notifyAll();
    }
  }

  /** Lets what is under way end, then unbinds. */
  void stop() {
    SmscLink link = current;
    try {
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
        awaitWanted();
        failures = oneLink() ? 0 : failures + 1;
        host = failures % hosts.size();
      } while (!stopping.await(wait(failures).toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // it is: the condition has two parts
  private synchronized void awaitWanted() throws InterruptedException {
    while (!wanted && !isStopping()) {
      wait();
    }
  }

  /** Returns when the link has ended; whether it had been bound. */
  private boolean oneLink() throws InterruptedException {
    SmscAddress at = hosts.get(host);
    var link = new SmscLink(settings, type, at, threads, incoming);
    current = link;
    try {
      if (isStopping()) {
        // stop() counts down and then looks at current: one of the two sees the other
        return false;
      }
      link.bind();
      bound = true;
      links.incrementAndGet();
      log.info("{}: bound to {}", name, at);
      awaitEnd(link);
      if (!isStopping() && wanted) {
        failure = "the link broke";
        log.warn("{}: the link broke", name);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      if (!isStopping()) {
        failure = String.valueOf(e.getMessage());
        log.warn("{}: cannot bind to {}: {}", name, at, e.getMessage());
      }
      return false;
    } finally {
      bound = false;
      current = null;
      link.close();
    }
  }

  private void awaitEnd(SmscLink link) throws InterruptedException {
    long most = settings.inactivityTimeout().toMillis();
    while (!link.awaitClosed(LOOK_MILLIS)) {
      if (!wanted || (most > 0 && link.silence().toMillis() > most)) {
        link.unbind();
      }
    }
  }

  /**
   * Doubles with each failure; between half and the whole of it, so that nodes do not come in step.
   * A round of the hosts goes at the pace of the first failure.
   */
  private Duration wait(int failures) {
    int doublings = Math.min(20, Math.max(0, failures - 1) / hosts.size());
    long longest =
        Math.min(
            settings.reconnectMax().toMillis(), settings.reconnectMin().toMillis() << doublings);
    return Duration.ofMillis(longest / 2 + (long) (random.nextDouble() * (longest - longest / 2)));
  }
}
