package org.recado.archive.search;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;

/**
 * Which part of a long result, newest first.
 *
 * @param limit 1 to 1000 hits
 * @param after the last hit of the page before
 */
public record Page(int limit, Optional<Place> after) {

  /** Hits. */
  public static final int LARGEST = 1_000;

  public Page {
    if (limit < 1 || limit > LARGEST) {
      throw new IllegalArgumentException("a page has 1 to 1000 hits");
    }
  }

  public static Page first(int limit) {
    return new Page(limit, Optional.empty());
  }

  public Page after(Hit last) {
    return new Page(limit, Optional.of(new Place(last.at(), last.message())));
  }

  /** Where a hit stands in the order. */
  public record Place(Instant at, MessageId message) {}
}
