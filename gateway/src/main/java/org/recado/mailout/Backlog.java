package org.recado.mailout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Mail that has not left.
 *
 * @param kinds one for each kind of mail of which there is any
 */
public record Backlog(List<OfKind> kinds) {

  /**
   * @param kind {@link OutgoingMail.Kind}
   * @param waiting to be sent, or sent again
   * @param oldest since when the oldest of those waits
   * @param setAside refused, or not taken for too long: they wait for a person
   */
  public record OfKind(String kind, long waiting, Optional<Instant> oldest, long setAside) {}

  public Backlog {
    kinds = List.copyOf(kinds);
  }

  public long waiting() {
    return kinds.stream().mapToLong(OfKind::waiting).sum();
  }

  public long setAside() {
    return kinds.stream().mapToLong(OfKind::setAside).sum();
  }

  public Optional<Instant> oldest() {
    return kinds.stream().flatMap(kind -> kind.oldest().stream()).min(Instant::compareTo);
  }
}
