package org.recado.archive.hold;

import java.time.Instant;
import java.util.Optional;
import org.recado.archive.record.RecordId;

/**
 * A hold as it stands.
 *
 * @param id the record that placed it
 * @param placedBy who, as is {@code liftedBy}
 * @param reason why it was placed
 */
public record Hold(
    RecordId id,
    HoldScope scope,
    String placedBy,
    String reason,
    Instant placedAt,
    Optional<String> liftedBy,
    Optional<Instant> liftedAt) {

  public boolean inForce() {
    return liftedAt.isEmpty();
  }
}
