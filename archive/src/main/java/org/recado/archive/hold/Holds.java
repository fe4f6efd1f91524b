package org.recado.archive.hold;

import java.time.Clock;
import java.time.Instant;
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
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Places, lifts and knows holds. Holds stack: what several cover is free only when all are lifted.
 */
public final class Holds {

  private static final String LIFTS = "lifts";
  private static final String MESSAGE = "hold-message";
  private static final String FROM = "hold-from";
  private static final String BEFORE = "hold-before";

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
    var draft =
        RecordDraft.general(RecordKind.HELD, clock.instant())
            .fact(Facts.ACTOR, required(who, "who places a hold"))
            .fact(Facts.REASON, required(reason, "why a hold is placed"))
            .fact(MESSAGE, scope.message())
            .fact(Facts.CLIENT, scope.client())
            .fact(Facts.PERSON, scope.person())
            .fact(Facts.MAILBOX, scope.mailbox())
            .fact(Facts.CONVERSATION, scope.conversation())
            .fact(FROM, scope.from())
            .fact(BEFORE, scope.before());
    return archive.append(List.of(draft)).get(0);
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

  /** Whether any hold in force covers the message. */
  public boolean isHeld(MessageId message) {
    var inForce = list().stream().filter(Hold::inForce).toList();
    if (inForce.isEmpty()) {
      return false;
    }
    var records = archive.ofMessage(message);
    return inForce.stream().anyMatch(hold -> hold.scope().covers(records));
  }

  private static Hold placed(ArchivedRecord record) {
    var scope =
        new HoldScope(
            record.fact(MESSAGE).map(MessageId::of),
            record.fact(Facts.CLIENT),
            record.fact(Facts.PERSON),
            record.fact(Facts.MAILBOX),
            record.fact(Facts.CONVERSATION),
            record.fact(FROM).map(Instant::parse),
            record.fact(BEFORE).map(Instant::parse));
    return new Hold(
        record.id(),
        scope,
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
