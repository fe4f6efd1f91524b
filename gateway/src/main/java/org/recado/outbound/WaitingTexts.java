package org.recado.outbound;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.ObjectStoreException;
import org.recado.message.MessageId;
import org.recado.numbering.Claimants;
import org.recado.numbering.Lease;
import org.recado.numbering.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Texts that wait for a long number, and get one when it comes free. */
public final class WaitingTexts {

  private static final Logger log = LoggerFactory.getLogger(WaitingTexts.class);
  private static final int SWEEP = 500;

  private final SmsQueue queue;
  private final Leases leases;
  private final Claimants claimants;
  private final Archive archive;
  private final Clock clock;
  private Optional<MessageId> lookedAt = Optional.empty();

  public WaitingTexts(
      SmsQueue queue, Leases leases, Claimants claimants, Archive archive, Clock clock) {
    this.queue = queue;
    this.leases = leases;
    this.claimants = claimants;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param released how many got a number
   * @param overdue records of those that have waited too long, to be ended
   */
  record Given(int released, List<RecordDraft> overdue) {}

  /**
   * Asks for numbers for those who wait, so many at a time, and begins anew after the last: texts
   * nothing is free for hold up no others. In the caller's transaction.
   */
  Given giveNumbers(Duration expiry) {
    var waiting = queue.waiting(lookedAt, SWEEP);
    lookedAt =
        waiting.size() == SWEEP ? Optional.of(waiting.get(SWEEP - 1).id()) : Optional.empty();
    if (waiting.isEmpty()) {
      return new Given(0, List.of());
    }
    var now = clock.instant();
    var requests =
        waiting.stream().map(text -> claimants.now(text.request(), text.category())).toList();
    var given = leases.lease(requests);
    var records = new ArrayList<RecordDraft>();
    var overdue = new ArrayList<RecordDraft>();
    for (int i = 0; i < waiting.size(); i++) {
      var lease = given.get(i);
      var text = waiting.get(i);
      var draft =
          RecordDraft.about(RecordKind.DECIDED, text.id(), now)
              .category(text.category())
              .fact(Facts.MAILBOX, requests.get(i).mailbox())
              .fact(Facts.RULE, "numbering");
      if (lease.isPresent()) {
        queue.release(text.id(), text.category(), lease.get());
        thread(text, lease.get());
        records.add(
            draft
                .fact(Facts.STATUS, SmsState.QUEUED)
                .fact(Facts.CLIENT, text.request().client().e164())
                .fact(Facts.NUMBER, lease.get().number().e164())
                .fact(Facts.CONVERSATION, lease.get().conversation())
                .fact(Facts.ACTOR, "outbound")
                .fact(Facts.REASON, "a long number came free"));
      } else if (text.id().instant().plus(expiry).isBefore(now)) {
        overdue.add(draft);
      }
    }
    archive.append(records);
    return new Given(records.size(), overdue);
  }

  /** The client's answer is to thread with the mail that had to wait, which the archive knows. */
  private void thread(SmsQueue.Waiting text, Lease lease) {
    if (lease.mailId().isPresent() || text.submission().isEmpty()) {
      return;
    }
    try {
      archive.ofMessage(text.submission().get()).stream()
          .filter(record -> record.kind() == RecordKind.RECEIVED)
          .findFirst()
          .ifPresent(
              received ->
                  leases.remember(
                      lease, received.fact(Facts.MAIL_ID), received.fact(Facts.SUBJECT)));
    } catch (DamagedRecordException e) {
      log.error("the archive's record of {} is damaged", text.submission().get());
    } catch (ObjectStoreException e) {
      log.error("{} goes on without its mail: {}", text.submission().get(), e.getMessage());
    }
  }
}
