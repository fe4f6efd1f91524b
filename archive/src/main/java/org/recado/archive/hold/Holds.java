package org.recado.archive.hold;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.SearchTable;
import org.recado.archive.search.Words;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Places, lifts and knows holds. Holds stack: what several cover is free only when all are lifted.
 */
public final class Holds {

  private static final String LIFTS = "lifts";

  /** Advisory locks are numbers; this one spells "rcdholds". */
  private static final long LOCK = 0x726364686f6c6473L;

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Clock clock;

  public Holds(JdbcTemplate jdbc, Archive archive, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Places a hold, in the caller's transaction.
   *
   * @param who the officer, as the ledger shall name them
   * @param reason a sentence: the case, the authority that asked
   * @return the hold's id
   */
  public RecordId place(HoldScope scope, String who, String reason) {
    // a run that destroys either sees this hold or is over before it is placed
    jdbc.query("select pg_advisory_xact_lock_shared(?)", row -> {}, LOCK);
    var draft =
        RecordDraft.general(RecordKind.HELD, clock.instant())
            .fact(Facts.ACTOR, required(who, "who places a hold"))
            .fact(Facts.REASON, required(reason, "why a hold is placed"));
    return archive.append(List.of(scope.addTo(draft))).get(0);
  }

  /**
   * Lifts a hold, in the caller's transaction.
   *
   * @throws NoSuchElementException if there is no such hold in force
   */
  public void lift(RecordId hold, String who, String reason) {
    if (list().stream().noneMatch(held -> held.id().equals(hold) && held.inForce())) {
      throw new NoSuchElementException("there is no hold " + hold + " in force");
    }
    archive.append(
        List.of(
            RecordDraft.general(RecordKind.HELD, clock.instant())
                .fact(Facts.ACTOR, required(who, "who lifts a hold"))
                .fact(Facts.REASON, required(reason, "why a hold is lifted"))
                .fact(LIFTS, hold)));
  }

  /** All holds there ever were, oldest first. */
  public List<Hold> list() {
    var holds = new LinkedHashMap<RecordId, Hold>();
    for (UUID id :
        jdbc.queryForList(
            "select id from archive.record where kind = 'held' order by id", UUID.class)) {
      var record = archive.get(new RecordId(id));
      var lifted = record.fact(LIFTS).map(RecordId::of);
      if (lifted.isPresent()) {
        holds.computeIfPresent(lifted.get(), (key, hold) -> lifted(hold, record));
      } else {
        holds.put(record.id(), placed(record));
      }
    }
    return new ArrayList<>(holds.values());
  }

  /** No hold is placed from now on until the caller's transaction ends. */
  public void keepStill() {
    jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, LOCK);
  }

  /** Whether any hold in force covers the message. */
  public boolean isHeld(MessageId message) {
    return !covering(archive.ofMessage(message)).isEmpty();
  }

  /** Whether any hold in force covers a message of this conversation. */
  public boolean isHeld(UUID conversation) {
    return list().stream()
        .filter(Hold::inForce)
        .anyMatch(
            hold ->
                count(hold.scope(), " and conversation = ?", List.of(conversation.toString())) > 0);
  }

  /** The holds in force over a message with these records. */
  public List<Hold> covering(List<ArchivedRecord> records) {
    return list().stream().filter(hold -> hold.inForce() && covers(hold.scope(), records)).toList();
  }

  /** Whether a message with these records is within the scope. */
  public boolean covers(HoldScope scope, List<ArchivedRecord> records) {
    return scope.covers(records) && scope.words().map(words -> says(words, records)).orElse(true);
  }

  private boolean says(String words, List<ArchivedRecord> records) {
    return records.stream()
        .flatMap(record -> record.part("text").stream())
        .anyMatch(text -> Words.of(words).in(text.text(), jdbc));
  }

  /** How many messages of the index are within the scope now. */
  public long count(HoldScope scope) {
    return count(scope, "", List.of());
  }

  private long count(HoldScope scope, String condition, List<Object> more) {
    var where = scope.inIndex("e");
    Long count =
        jdbc.queryForObject(
            "select count(*) from "
                + SearchTable.current(jdbc)
                + " e where "
                + where.sql()
                + condition,
            Long.class,
            where.with(more.toArray()));
    return count == null ? 0 : count;
  }

  private static Hold placed(ArchivedRecord record) {
    return new Hold(
        record.id(),
        HoldScope.of(record),
        record.fact(Facts.ACTOR).orElse(""),
        record.fact(Facts.REASON).orElse(""),
        record.at(),
        Optional.empty(),
        Optional.empty());
  }

  private static Hold lifted(Hold hold, ArchivedRecord by) {
    return new Hold(
        hold.id(),
        hold.scope(),
        hold.placedBy(),
        hold.reason(),
        hold.placedAt(),
        by.fact(Facts.ACTOR),
        Optional.of(by.at()));
  }

  private static String required(String value, String what) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a record says " + what);
    }
    return value;
  }
}
