package org.recado.archive.disposition;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.recado.archive.hold.Hold;
import org.recado.archive.hold.Holds;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.RetentionClass.Trigger;

/**
 * How long a message is kept as things stand now.
 *
 * @param retention the class in its leaf
 * @param until when its content may be destroyed at the earliest; empty while the relation with the
 *     client goes on that its years are counted from
 * @param lengthened whether that is later than its class says
 * @param holds in force over it; while there is one nothing is destroyed, whenever it is
 */
public record Keeping(
    RetentionClass retention, Optional<Instant> until, boolean lengthened, List<Hold> holds) {

  public Keeping {
    holds = List.copyOf(holds);
  }

  /**
   * @param records of one message and of the mail it was made of
   * @return empty if none of them made a message
   */
  public static Optional<Keeping> of(
      List<ArchivedRecord> records, Retentions retentions, Holds holds) {
    var standing = retentions.standing();
    return records.stream()
        .filter(record -> record.kind() == RecordKind.ACCEPTED || record.kind() == RecordKind.REPLY)
        .reduce((earlier, later) -> later)
        .map(
            record -> {
              var retention = record.leaf().retention();
              var begin =
                  retention.trigger() == Trigger.RECORDED
                      ? Optional.of(record.at())
                      : standing.end(records);
              var promised = begin.map(at -> plusYears(at, retention.years()));
              var longer =
                  standing.lengthened().stream()
                      .filter(one -> holds.covers(one.scope(), records))
                      .map(Retentions.Lengthened::until)
                      .max(Instant::compareTo)
                      .filter(later -> promised.filter(later::isAfter).isPresent());
              return new Keeping(
                  retention,
                  longer.isPresent() ? longer : promised,
                  longer.isPresent(),
                  holds.covering(records));
            });
  }

  private static Instant plusYears(Instant at, int years) {
    return at.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
  }
}
