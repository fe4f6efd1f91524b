package org.recado.outbound;

import java.time.Duration;
import java.util.ArrayList;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.message.Category;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.policy.PolicyProperties;

/**
 * Runs the queue: one dispatcher for each connection, and the sweeper that looks after what got
 * stuck.
 */
public final class Outbound implements AutoCloseable {

  private final Books books;
  private final PolicyProperties policy;
  private final GroupCommit<Outcome, SmsState> commit;
  private final Dispatchers dispatchers;
  private final Loop sweeper;

  /**
   * @param node this process, for the claims it makes; another process never has the same
   */
  public Outbound(
      String node,
      Ways ways,
      Books books,
      WaitingTexts waiting,
      OutboundProperties properties,
      PolicyProperties policy) {
    this.books = books;
    this.policy = policy;
    var outcomes = new Outcomes(books, ways.routes(), properties, policy);
    this.commit = new GroupCommit<>("outcomes", books.transaction(), 200, outcomes::write);
    var attempts = new Attempts(node, ways, books, properties, policy);
    this.dispatchers =
        new Dispatchers(
            connection -> new Dispatcher(connection, ways, books, attempts, commit, properties));
    ways.smpp().names().forEach(dispatchers::take);
    var sweep = new Sweeper(books, outcomes, waiting, properties, dispatchers::wake);
    var pause = Duration.ofMillis(Math.min(1_000, properties.claimLease().toMillis() / 4));
    this.sweeper = new Loop("outbound-sweeper", pause, sweep::sweep);
  }

  public void start() {
    dispatchers.start();
    sweeper.start();
  }

  /** Something was queued: the dispatchers look at once. */
  public void wake() {
    dispatchers.wake();
  }

  /** There is another connection now, by this name. */
  public void take(String connection) {
    dispatchers.take(connection);
  }

  /**
   * The connection is about to be taken away. Returns once what was under way over it is written
   * down; what is queued for it takes another route, or expires.
   */
  public void leave(String connection) {
    dispatchers.leave(connection);
  }

  /**
   * Takes back what has not left yet for a client who opted out, in the caller's transaction. What
   * a category sends in spite of an opt-out goes on.
   */
  public void cancelFor(Msisdn client, MessageId asked) {
    var now = books.clock().instant();
    var exempt =
        policy.categories().entrySet().stream()
            .filter(category -> category.getValue().despiteOptOut())
            .map(category -> new Category(category.getKey()))
            .toList();
    var records = new ArrayList<RecordDraft>();
    var changes = new ArrayList<StateChange>();
    for (var id : books.queue().pendingTo(client, exempt)) {
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
    books.archive().append(records);
    books.states().apply(changes);
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
    dispatchers.close();
    commit.close();
  }
}
