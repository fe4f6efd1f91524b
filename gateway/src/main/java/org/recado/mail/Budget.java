package org.recado.mail;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What one mail may cost; counts down while it is read. */
final class Budget {

  /** Deeper than any client nests, far less than a stack holds. */
  static final int MAX_DEPTH = 24;

  static final int MAX_PARTS = 500;

  /** One text body, encoded: an Outlook thread of a hundred answers has less. */
  static final int MAX_TEXT_OCTETS = 2 * 1024 * 1024;

  /** Lines of all text bodies together. */
  static final int MAX_LINES = 20_000;

  /**
   * How long one mail may be read, by the clock on the wall. What it may hold is bounded so that no
   * machine takes this long; if one does all the same, its other mails do not wait for this one.
   */
  static final Duration MAX_TIME = Duration.ofSeconds(5);

  /** The mail took longer than {@link #MAX_TIME}. */
  static final class Overtime extends RuntimeException {
    private static final long serialVersionUID = 1;

    Overtime() {
      super("reading took too long", null, false, false);
    }
  }

  private final LongSupplier nanoTime;
  private final long begun;
  private int parts = MAX_PARTS;
  private boolean exceeded;

  /**
   * @param nanoTime like {@link System#nanoTime}
   */
  Budget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /**
   * Asked between the parts of a mail, and between the things that are looked for in its text.
   *
   * @throws Overtime if the time is up
   */
  void checkTime() {
    if (nanoTime.getAsLong() - begun > MAX_TIME.toNanos()) {
      throw new Overtime();
    }
  }

  int maxDepth() {
    return MAX_DEPTH;
  }

  boolean takePart() {
    if (parts-- > 0) {
      return true;
    }
    exceeded = true;
    return false;
  }

  void exceed() {
    exceeded = true;
  }

  boolean exceeded() {
    return exceeded;
  }
}
