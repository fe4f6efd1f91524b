package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/** Looks after texts that got stuck: with a dead node, without a number, or for too long. */
final class Sweeper {

  private static final int SWEEP = 500;

  /** How often the queue is looked through for what is too old to be sent. */
  private static final Duration EXPIRY_PAUSE = Duration.ofSeconds(30);

  private final Books books;
  private final Outcomes outcomes;
  private final WaitingTexts waiting;
  private final OutboundProperties properties;
  private final Runnable released;
  private Instant nextExpiry = Instant.EPOCH;

  /**
   * @param released told when texts that waited for a number can be sent
   */
  Sweeper(
      Books books,
      Outcomes outcomes,
      WaitingTexts waiting,
      OutboundProperties properties,
      Runnable released) {
    this.books = books;
    this.outcomes = outcomes;
    this.waiting = waiting;
    this.properties = properties;
    this.released = released;
  }

  /** Whether there may be more. */
  boolean sweep() {
    var transaction = books.transaction();
    boolean lapsed = transaction.execute(status -> settleLapsed());
    boolean overdue = transaction.execute(status -> expireOverdue());
    boolean given = transaction.execute(status -> giveNumbers());
    if (given) {
      released.run();
    }
    return lapsed || overdue;
  }

  /**
   * A node died between attempt and outcome: nobody can say whether those texts left (barrier 2).
   */
  private boolean settleLapsed() {
    var lapsed = books.queue().claims().lapsed(SWEEP);
    var now = books.clock().instant();
    var records = new ArrayList<RecordDraft>();
    var changes = new ArrayList<StateChange>();
    for (var sms : lapsed) {
      var change =
          outcomes.unknown(
              sms.id(), sms.category(), now, "the node that sent it ended before the answer came");
      changes.add(change);
      records.add(
          RecordDraft.about(RecordKind.ANSWERED, sms.id(), now)
              .category(sms.category())
              .fact(Facts.STATUS, change.state())
              .fact(Facts.MAILBOX, sms.mailbox())
              .fact(Facts.ACTOR, "outbound")
              .fact(Facts.REASON, change.diagnostic()));
    }
    books.archive().append(records);
    books.states().apply(changes);
    return lapsed.size() == SWEEP;
  }

  /**
   * What could not be sent for too long, with the SMSC away or its connection taken out of the
   * configuration, is not sent late: the sender is told.
   */
  private boolean expireOverdue() {
    var now = books.clock().instant();
    if (now.isBefore(nextExpiry)) {
      return false;
    }
    var overdue = books.queue().overdue(now.minus(properties.expiry()), SWEEP);
    var reason = "it could not be sent in time";
    expire(
        overdue.stream()
            .map(
                sms ->
                    RecordDraft.about(RecordKind.DECIDED, sms.id(), now)
                        .category(sms.category())
                        .fact(Facts.MAILBOX, sms.mailbox())
                        .fact(Facts.RULE, "expiry"))
            .toList(),
        reason);
    boolean more = overdue.size() == SWEEP;
    if (!more) {
      nextExpiry = now.plus(EXPIRY_PAUSE);
    }
    return more;
  }

  private boolean giveNumbers() {
    var given = waiting.giveNumbers(properties.expiry());
    expire(given.overdue(), "every long number of the pool was in use towards this client");
    return given.released() > 0;
  }

  private void expire(List<RecordDraft> texts, String reason) {
    var now = books.clock().instant();
    var changes = new ArrayList<StateChange>();
    for (var draft : texts) {
      draft
          .fact(Facts.STATUS, SmsState.EXPIRED)
          .fact(Facts.ACTOR, "outbound")
          .fact(Facts.REASON, reason);
      draft
          .message()
          .ifPresent(
              sms -> changes.add(StateChange.to(SmsState.EXPIRED, sms, now, "4.4.7", reason)));
    }
    books.archive().append(texts);
    books.states().apply(changes);
  }
}
