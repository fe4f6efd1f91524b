package org.recado.mail;

/** What one mail may cost; counts down while it is read. */
final class Budget {

  /** Deeper than any client nests, far less than a stack holds. */
  static final int MAX_DEPTH = 24;

  static final int MAX_PARTS = 500;

  /** One text body, encoded: an Outlook thread of a hundred answers has less. */
  static final int MAX_TEXT_OCTETS = 2 * 1024 * 1024;

  /** Lines of all text bodies together. */
  static final int MAX_LINES = 20_000;

  private int parts = MAX_PARTS;
  private boolean exceeded;

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
