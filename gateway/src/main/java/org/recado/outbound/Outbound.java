package org.recado.outbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.message.Category;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.policy.PolicyProperties;
import org.recado.smpp.SmppConnections;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the queue: one dispatcher for each connection, and the sweeper that looks after what got
 * stuck.
 */
public final class Outbound implements AutoCloseable {

  private static final int SWEEP = 500;

  /** How often the queue is looked through for what is too old to be sent. */
  private static final Duration EXPIRY_PAUSE = Duration.ofSeconds(30);

  private final SmsQueue queue;
  private final SmsStates states;
  private final Archive archive;
  private final WaitingTexts waiting;
  private final OutboundProperties properties;
  private final PolicyProperties policy;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Outcomes outcomes;
  private final GroupCommit<Outcome, SmsState> commit;
  private final Map<String, Dispatcher> dispatchers = new LinkedHashMap<>();
  private final Loop sweeper;
  private Instant nextExpiry = Instant.EPOCH;

  /**
   * @param node this process, for the claims it makes; another process never has the same
   * @param connections names of the SMPP connections
   */
  public Outbound(
      String node,
      List<String> connections,
      SmppConnections smpp,
      SmsQueue queue,
      SmsStates states,
      WaitingTexts waiting,
      Archive archive,
      TransactionTemplate transaction,
      OutboundProperties properties,
      PolicyProperties policy,
      SharedPace pace,
      Routes routes,
      Clock clock) {
    this.queue = queue;
    this.states = states;
    this.archive = archive;
    this.waiting = waiting;
    this.properties = properties;
    this.policy = policy;
    this.transaction = transaction;
    this.clock = clock;
    this.outcomes = new Outcomes(queue, states, archive, properties, policy, routes, clock);
    this.commit = new GroupCommit<>("outcomes", transaction, 200, outcomes::write);
    var attempts =
        new Attempts(node, smpp, queue, states, archive, properties, policy, pace, clock);
    for (String connection : connections) {
      dispatchers.put(
          connection,
          new Dispatcher(connection, smpp, attempts, transaction, commit, properties, pace, clock));
    }
    var pause = Duration.ofMillis(Math.min(1_000, properties.claimLease().toMillis() / 4));
    this.sweeper = new Loop("outbound-sweeper", pause, this::sweep);
  }

  public void start() {
    dispatchers.values().forEach(Dispatcher::start);
    sweeper.start();
  }

  /** Something was queued: the dispatchers look at once. */
  public void wake() {
    dispatchers.values().forEach(Dispatcher::wake);
  }

  private boolean sweep() {
    boolean lapsed = transaction.execute(status -> settleLapsed());
    boolean overdue = transaction.execute(status -> expireOverdue());
    boolean released = transaction.execute(status -> giveNumbers());
    if (released) {
      wake();
    }
    return lapsed || overdue;
  }

  /**
   * A node died between attempt and outcome: nobody can say whether those texts left (barrier 2).
   */
  private boolean settleLapsed() {
    var lapsed = queue.lapsed(SWEEP);
    var now = clock.instant();
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
    archive.append(records);
    states.apply(changes);
    return lapsed.size() == SWEEP;
  }

  /**
   * What could not be sent for too long, with the SMSC away or its connection taken out of the
   * configuration, is not sent late: the sender is told.
   */
  private boolean expireOverdue() {
    var now = clock.instant();
    if (now.isBefore(nextExpiry)) {
      return false;
    }
    var overdue = queue.overdue(now.minus(properties.expiry()), SWEEP);
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
    var now = clock.instant();
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
    archive.append(texts);
    states.apply(changes);
  }

  /**
   * Takes back what has not left yet for a client who opted out, in the caller's transaction. What
   * a category sends in spite of an opt-out goes on.
   */
  public void cancelFor(Msisdn client, MessageId asked) {
    var now = clock.instant();
    var exempt =
        policy.categories().entrySet().stream()
            .filter(category -> category.getValue().despiteOptOut())
            .map(category -> new Category(category.getKey()))
            .toList();
    var records = new ArrayList<RecordDraft>();
    var changes = new ArrayList<StateChange>();
    for (var id : queue.pendingTo(client, exempt)) {
      changes.add(
          StateChange.to(
              SmsState.CANCELLED, id, now, "5.7.1", "the client opted out before it left"));
      records.add(
          RecordDraft.about(RecordKind.DECIDED, id, now)
              .fact(Facts.STATUS, SmsState.CANCELLED)
              .fact(Facts.RULE, "opt-out")
              .fact(Facts.ACTOR, "policy")
              .fact(Facts.REASON, "the client opted out with message " + asked));
    }
    archive.append(records);
    states.apply(changes);
  }

  /**
   * Waits until the outcomes known so far are committed, at most that long: a receipt may be
   * quicker than the commit of the answer it is about.
   */
  public void awaitOutcomes(Duration most) {
    var unused = commit.awaitWritten(most);
  }

  /** Claims no more, waits for what is under way, and writes it down. */
  @Override
  public void close() {
    sweeper.close();
    dispatchers.values().forEach(Dispatcher::close);
    commit.close();
  }
}
