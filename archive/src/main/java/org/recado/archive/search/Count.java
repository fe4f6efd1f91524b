package org.recado.archive.search;

/**
 * How many messages a query finds, as far as it is known without looking at each.
 *
 * @param messages to be shown with what {@code kind} says
 */
public record Count(long messages, Kind kind) {

  /** How sure it is. */
  public enum Kind {
    /** They were counted. */
    EXACT,
    /** Reckoned from a part of them; off by a tenth or a fifth at times. */
    ABOUT,
    /** None was met in a sample, so that hardly more than this are there. */
    AT_MOST
  }

  /** With two digits that mean something, unless it is exact: about 12,000. */
  static Count about(Kind kind, double messages) {
    double unit = 1;
    while (messages / unit >= 100) {
      unit *= 10;
    }
    return new Count(Math.round(messages / unit) * Math.round(unit), kind);
  }
}
