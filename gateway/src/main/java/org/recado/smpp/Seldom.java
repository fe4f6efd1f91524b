package org.recado.smpp;

import java.util.concurrent.atomic.AtomicLong;

/** Lets something be said once in ten seconds, however often it happens; metrics count them all. */
final class Seldom {

  private static final long AGAIN = 10_000_000_000L;

  private final AtomicLong last = new AtomicLong(System.nanoTime() - AGAIN);

  void say(Runnable what) {
    long now = System.nanoTime();
    long before = last.get();
    if (now - before >= AGAIN && last.compareAndSet(before, now)) {
      what.run();
    }
  }
}
