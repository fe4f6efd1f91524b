package org.recado.archive.review;

import java.util.Locale;

/** What a reviewer concluded. */
public enum Outcome {
  /** Nothing to object to. */
  NO_ISSUE,
  /** The employee was told how to do it better. */
  COACHED,
  /** Somebody else has to decide. */
  ESCALATED,
  /** A rule was broken. */
  VIOLATION;

  /** As records and commands write it, like {@code no-issue}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException if there is no such outcome
   */
  public static Outcome of(String wireName) {
    for (Outcome outcome : values()) {
      if (outcome.wireName().equals(wireName)) {
        return outcome;
      }
    }
    throw new IllegalArgumentException(
        "An outcome is no-issue, coached, escalated or violation, not " + wireName + ".");
  }
}
