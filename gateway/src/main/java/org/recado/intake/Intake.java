package org.recado.intake;

import java.time.Clock;
import org.recado.commit.GroupCommit;
import org.recado.mail.Habits;
import org.recado.mail.MailReader;
import org.recado.message.MessageIds;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens mail transactions, and writes what they accept: all mails that arrive together share one
 * commit.
 */
public final class Intake implements AutoCloseable {

  /**
   * Mails in one transaction at most; more than the sessions a busy hour has, so that none waits
   * for a second round.
   */
  private static final int MOST = 256;

  final IntakeRules rules;
  final Decisions decisions;
  final MailReader reader;
  final Habits habits;
  final MessageIds ids;
  final Clock clock;
  private final Runnable queued;
  private final GroupCommit<Submission, Accepted> commit;

  /**
   * @param queued told after each commit that there is something to send
   */
  public Intake(
      IntakeRules rules,
      MailReader reader,
      Habits habits,
      SubmissionWriter writer,
      Decisions decisions,
      TransactionTemplate transaction,
      MessageIds ids,
      Clock clock,
      Runnable queued) {
    this.rules = rules;
    this.reader = reader;
    this.habits = habits;
    this.decisions = decisions;
    this.ids = ids;
    this.clock = clock;
    this.queued = queued;
    this.commit = new GroupCommit<>("intake", transaction, MOST, writer::write);
  }

  /** A mail transaction (RFC 5321 section 3.3) with this peer. */
  public Transaction begin(Peer peer) {
    return new Transaction(this, peer);
  }

  /** Barrier 1: returns once the submission is on disk. */
  Accepted write(Submission submission) {
    var accepted = commit.write(submission);
    queued.run();
    return accepted;
  }

  /** Whether mails are pouring in; what can wait a few seconds then should. */
  public boolean isCrowded() {
    return commit.isCrowded();
  }

  @Override
  public void close() {
    commit.close();
  }
}
