package org.recado.archive.disposition;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.hold.HoldScope;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What changed the time things are kept since they were recorded. Nothing shortens it: there is no
 * such method. Like holds, it is nothing but records.
 */
public final class Retentions {

  private static final String UNTIL = "keep-until";
  private static final String ENDED = "relation-ended";

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Clock clock;

  public Retentions(JdbcTemplate jdbc, Archive archive, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Keeps what is within the scope at least until then, in the caller's transaction.
   *
   * @param reason the law or the decision
   */
  public RecordId lengthen(HoldScope scope, Instant until, String by, String reason) {
    return append(scope.addTo(draft(by, reason)).fact(UNTIL, until));
  }

  /**
   * The relation with a client has ended, or, if it is said again, ended then; in the caller's
   * transaction. An end that is earlier than the one on record changes nothing.
   *
   * @param client E.164 with plus
   */
  public RecordId relationEnded(String client, Instant when, String by, String reason) {
    return append(draft(by, reason).fact(Facts.CLIENT, client).fact(ENDED, when));
  }

  /** What is kept for longer than its class says. */
  public List<Lengthened> lengthened() {
    return standing().lengthened();
  }

  /** All of them as they are now. */
  Standing standing() {
    var lengthened = new ArrayList<Lengthened>();
    var ends = new HashMap<String, Instant>();
    for (UUID id :
        jdbc.queryForList(
            "select id from archive.record where kind = 'retained' order by id", UUID.class)) {
      var record = archive.get(new RecordId(id));
      record
          .fact(UNTIL)
          .ifPresent(
              until -> lengthened.add(new Lengthened(HoldScope.of(record), Instant.parse(until))));
      record
          .fact(ENDED)
          .ifPresent(
              end ->
                  record
                      .fact(Facts.CLIENT)
                      .ifPresent(
                          client ->
                              ends.merge(
                                  client, Instant.parse(end), (a, b) -> a.isAfter(b) ? a : b)));
    }
    return new Standing(lengthened, ends);
  }

  private RecordDraft draft(String by, String reason) {
    if (by.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("--by and --reason say who and why.");
    }
    return RecordDraft.general(RecordKind.RETAINED, clock.instant())
        .fact(Facts.ACTOR, by)
        .fact(Facts.REASON, reason);
  }

  private RecordId append(RecordDraft draft) {
    return archive.append(List.of(draft)).get(0);
  }

  /** A scope and how long it is kept at least. */
  public record Lengthened(HoldScope scope, Instant until) {}

  /** What was lengthened, and whose relation ended when. */
  record Standing(List<Lengthened> lengthened, Map<String, Instant> ends) {

    Optional<Instant> end(List<ArchivedRecord> records) {
      return records.stream()
          .flatMap(record -> record.fact(Facts.CLIENT).stream())
          .flatMap(client -> Optional.ofNullable(ends.get(client)).stream())
          .findFirst();
    }
  }
}
