package org.recado.archive.disposition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.RecordId;

/**
 * A proposal as it stands.
 *
 * @param id the record that made it
 * @param messages how many it is about
 * @param done how many of them were dealt with
 * @param approvers in the order in which they approved
 * @param authority who gets what is released
 * @param closed {@code rejected} or {@code done}
 */
public record Proposal(
    RecordId id,
    Purpose purpose,
    String proposedBy,
    Instant proposedAt,
    String reason,
    long messages,
    long done,
    List<String> approvers,
    Optional<String> authority,
    Optional<String> closed) {

  /** What is asked for. */
  public enum Purpose {
    /** To destroy what has been kept long enough. */
    DESTROY,
    /** To give what is blocked to an authority. */
    RELEASE
  }

  public Proposal {
    approvers = List.copyOf(approvers);
  }

  /** Approved by two, and not closed. */
  public boolean mayRun() {
    return approvers.size() >= 2 && closed.isEmpty();
  }
}
