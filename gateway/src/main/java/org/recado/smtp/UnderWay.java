package org.recado.smtp;

import java.time.Duration;

/**
 * Counts the mails between DATA and its answer, so that the end of the listener cuts none off:
 * whose mail was kept is told so, and does not send it again.
 */
final class UnderWay {

  private int count;
  private boolean ending;

  /** False if no mail may begin any more. */
  synchronized boolean begin() {
    if (!ending) {
      count++;
    }
    return !ending;
  }

  synchronized void end() {
    count--;
    notifyAll();
  }

  synchronized boolean isEnding() {
    return ending;
  }

  /** Lets no more begin, and waits for those under way, at most that long. */
  synchronized void awaitEnd(Duration most) {
    ending = true;
    long until = System.nanoTime() + most.toNanos();
    try {
      while (count > 0 && System.nanoTime() < until) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
