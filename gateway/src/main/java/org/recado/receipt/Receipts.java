package org.recado.receipt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.outbound.SmsState;
import org.recado.outbound.SmsStates;
import org.recado.outbound.StateChange;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.EsmClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns receipts into states. A receipt that fits no message yet is kept: it may have come before
 * the answer to its {@code submit_sm} was committed, or be the only word about a text that is
 * UNKNOWN.
 */
public final class Receipts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Receipts.class);

  /** How long a receipt waits for its message before it may settle an UNKNOWN one. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long receipts are looked at again and again; the older ones only now and then. */
  private static final Duration YOUNG = Duration.ofMinutes(2);

  private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);

  /** After this a receipt is no longer looked at; it stays in the archive. */
  public static final Duration PATIENCE = Duration.ofDays(7);

  /** Receipts that wait so long are told to whoever reads the log. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final int PAGE = 500;

  private final SegmentStates segments;
  private final IdForms forms;
  private final OrphanReceipts orphans;
  private final SmsStates states;
  private final Archive archive;
  private final TransactionTemplate transaction;
  private final MessageIds ids;
  private final Clock clock;
  private final GroupCommit<Arrived, Boolean> commit;
  private final Loop orphanage;
  private final Runnable awaitAnswers;
  private Instant nextLookAtAll = Instant.EPOCH;
  private long raised;

  /** A receipt and the PDU it came in. */
  private record Arrived(String connection, DeliverSm pdu, Receipt receipt) {}

  /**
   * @param awaitAnswers returns, soon in any case, once the answers to {@code submit_sm} that came
   *     so far are committed: a receipt may overtake that commit
   */
  public Receipts(
      SegmentStates segments,
      IdForms forms,
      OrphanReceipts orphans,
      SmsStates states,
      Archive archive,
      TransactionTemplate transaction,
      MessageIds ids,
      Clock clock,
      Runnable awaitAnswers) {
    this.awaitAnswers = awaitAnswers;
    this.segments = segments;
    this.forms = forms;
    this.orphans = orphans;
    this.states = states;
    this.archive = archive;
    this.transaction = transaction;
    this.ids = ids;
    this.clock = clock;
    this.commit = new GroupCommit<>("receipts", transaction, 200, this::write);
    this.orphanage = new Loop("receipt-orphans", Duration.ofMillis(500), this::settleOrphans);
  }

  public void start() {
    orphanage.start();
  }

  /** Barrier 3: returns once the receipt is committed. */
  public void take(String connection, DeliverSm pdu, Receipt receipt) {
    var unused = commit.write(new Arrived(connection, pdu, receipt));
  }

  /**
   * Whether a text to this client went out under one of the ids: so that what only reads like a
   * receipt is one.
   */
  public boolean knows(String connection, DeliverSm pdu, Receipt receipt) {
    var notice = noticeOf(connection, pdu, receipt, 0);
    return !segments.match(List.of(notice)).isEmpty();
  }

  private static SegmentStates.Notice noticeOf(
      String connection, DeliverSm pdu, Receipt receipt, int index) {
    return new SegmentStates.Notice(
        index,
        connection,
        receipt.ids(),
        pdu.source(),
        stateOf(pdu, receipt),
        receipt.err() == null ? "" : receipt.err());
  }

  /** A notice on the way (SMPP 3.4 section 5.2.12) that tells of a failed try is not the end. */
  private static ReceiptState stateOf(DeliverSm pdu, Receipt receipt) {
    boolean underWay = receipt.intermediate() && !EsmClass.receipt(pdu.esmClass());
    if (underWay && receipt.state() != ReceiptState.DELIVRD) {
      return ReceiptState.ENROUTE;
    }
    return receipt.state() == null ? ReceiptState.UNKNOWN : receipt.state();
  }

  private List<Boolean> write(List<Arrived> batch) {
    var notices = new ArrayList<SegmentStates.Notice>();
    for (var arrived : batch) {
      notices.add(noticeOf(arrived.connection(), arrived.pdu(), arrived.receipt(), notices.size()));
    }
    var matches = segments.match(notices);
    if (matches.size() < notices.size()) {
      awaitAnswers.run();
      matches = segments.match(notices);
    }
    var applied = segments.settle(matches);
    var changed = applied.standings();
    var now = clock.instant();
    var matchOf =
        applied.matches().stream()
            .collect(Collectors.toMap(m -> m.notice().index(), m -> m, (a, b) -> a));
    var records = new ArrayList<RecordDraft>();
    for (int i = 0; i < batch.size(); i++) {
      var match = Optional.ofNullable(matchOf.get(i));
      records.add(recordOf(batch.get(i), match, changed, now));
      if (match.isEmpty() && batch.get(i).receipt().ids().isEmpty()) {
        log.error(
            "{}: a receipt that names no message is in the archive", batch.get(i).connection());
      }
      if (match.isEmpty()) {
        orphans.keep(ids.next(), notices.get(i), batch.get(i).pdu().destination(), now);
      }
    }
    archive.append(records);
    states.apply(changesOf(changed, now));
    return batch.stream().map(arrived -> true).toList();
  }

  private static RecordDraft recordOf(
      Arrived arrived,
      Optional<SegmentStates.Match> match,
      Map<MessageId, SegmentStates.Standing> changed,
      Instant now) {
    var draft =
        match
            .map(found -> RecordDraft.about(RecordKind.RECEIPT, found.sms(), now))
            .orElseGet(() -> RecordDraft.general(RecordKind.RECEIPT, now));
    var receipt = arrived.receipt();
    match.ifPresent(
        found -> {
          draft.fact("segment", found.part());
          var standing = changed.get(found.sms());
          if (standing != null) {
            draft.fact(Facts.STATUS, standing.state());
          }
        });
    return draft
        .fact(Facts.CLIENT, "+" + arrived.pdu().source())
        .fact(Facts.NUMBER, "+" + arrived.pdu().destination())
        .fact(Facts.ACTOR, "receipt")
        .fact("connection", arrived.connection())
        .fact("smsc-ids", String.join(" ", receipt.ids()))
        .fact("stat", Optional.ofNullable(receipt.state()))
        .fact("err", Optional.ofNullable(receipt.err()))
        .fact("matched", match.isPresent())
        .part("pdu", "application/octet-stream", arrived.pdu().pdu().toArray());
  }

  private static List<StateChange> changesOf(
      Map<MessageId, SegmentStates.Standing> changed, Instant now) {
    return changed.entrySet().stream()
        .filter(entry -> entry.getValue().state() != SmsState.SUBMITTED)
        .map(
            entry ->
                StateChange.to(
                    entry.getValue().state(),
                    entry.getKey(),
                    now,
                    statusOf(entry.getValue().state()),
                    entry.getValue().diagnostic()))
        .toList();
  }

  /** RFC 3463: what a report says of the state. */
  private static String statusOf(SmsState state) {
    return switch (state) {
      case DELIVERED -> "2.1.5";
      case EXPIRED -> "4.4.7";
      case UNKNOWN -> "4.4.2";
      default -> "5.0.0";
    };
  }

  /** Page by page, so that receipts nobody knows never hide those that came after them. */
  private boolean settleOrphans() {
    var now = clock.instant();
    boolean all = !now.isBefore(nextLookAtAll);
    var since = now.minus(all ? PATIENCE : YOUNG);
    Optional<OrphanReceipts.Orphan> last = Optional.empty();
    do {
      var from = last;
      last = Objects.requireNonNull(transaction.execute(status -> settlePage(since, from)));
    } while (last.isPresent());
    transaction.executeWithoutResult(status -> forms.exchange());
    if (all) {
      nextLookAtAll = now.plus(NOW_AND_THEN);
      raise(now);
    }
    return false;
  }

  /** Says how many receipts nobody knows, when there are more than before. */
  private void raise(Instant now) {
    var waiting = orphans.waiting(now.minus(PATIENCE));
    boolean old = waiting.oldest().filter(oldest -> oldest.plus(LONG).isBefore(now)).isPresent();
    if (old && waiting.count() > raised) {
      log.warn(
          "{} receipts fit no message, the oldest since {}",
          waiting.count(),
          waiting.oldest().orElseThrow());
    }
    raised = old ? waiting.count() : 0;
  }

  /**
   * Receipts that waited: their message may be known by now, or they settle one that is UNKNOWN.
   *
   * @return the last, if there may be more after it
   */
  private Optional<OrphanReceipts.Orphan> settlePage(
      Instant since, Optional<OrphanReceipts.Orphan> from) {
    var now = clock.instant();
    var waiting = orphans.open(since, from, PAGE);
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    var applied =
        segments.settle(
            segments.match(waiting.stream().map(OrphanReceipts.Orphan::notice).toList()));
    var settled = new HashMap<UUID, MessageId>();
    for (var match : applied.matches()) {
      settled.put(waiting.get(match.notice().index()).id(), match.sms());
    }
    var changes = new ArrayList<>(changesOf(applied.standings(), now));
    var telling = new LinkedHashMap<String, List<OrphanReceipts.Orphan>>();
    for (var orphan : waiting) {
      if (!settled.containsKey(orphan.id()) && mayTellOfUnknown(orphan, now)) {
        telling
            .computeIfAbsent(
                orphan.notice().client() + ">" + orphan.number(), to -> new ArrayList<>())
            .add(orphan);
      }
    }
    telling.values().forEach(group -> changes.addAll(settleDoubts(group, settled, now)));
    archive.append(
        settled.entrySet().stream()
            .map(
                entry ->
                    RecordDraft.about(RecordKind.RECEIPT, entry.getValue(), now)
                        .fact(Facts.ACTOR, "receipt")
                        .fact(Facts.STATUS, stateAfter(entry.getValue(), changes))
                        .fact(Facts.REASON, "a receipt that had come before its message was known"))
            .toList());
    states.apply(changes);
    orphans.settle(settled.keySet());
    return waiting.size() == PAGE ? Optional.of(waiting.get(PAGE - 1)) : Optional.empty();
  }

  /**
   * Receipts nobody knows, all from one client to one number, may be the word on texts that are
   * UNKNOWN. They are where there are just as many as there are doubts and it makes no difference
   * which is whose: one text, or the same news for all. Otherwise nobody can say, and nothing is
   * settled.
   */
  private List<StateChange> settleDoubts(
      List<OrphanReceipts.Orphan> group, Map<UUID, MessageId> settled, Instant now) {
    var one = new LinkedHashMap<List<String>, OrphanReceipts.Orphan>();
    group.forEach(orphan -> one.putIfAbsent(orphan.notice().ids(), orphan));
    var word = List.copyOf(one.values());
    var doubts =
        segments.doubts(
            word.get(0).notice().client(), word.get(0).number(), word.get(0).receivedAt());
    boolean sameNews = word.stream().map(each -> each.notice().state()).distinct().count() == 1;
    boolean oneText = doubts.stream().map(SegmentStates.Doubt::sms).distinct().count() == 1;
    if (doubts.isEmpty()
        || word.size() < doubts.size()
        || !(sameNews || (oneText && word.size() == doubts.size()))
        || !(oneText || word.size() == doubts.size())) {
      return List.of();
    }
    var standings = new LinkedHashMap<MessageId, SegmentStates.Standing>();
    for (int i = 0; i < doubts.size(); i++) {
      var orphan = word.get(i);
      standings.put(doubts.get(i).sms(), segments.settle(doubts.get(i), orphan.notice()));
      settled.put(orphan.id(), doubts.get(i).sms());
    }
    var changes = new ArrayList<>(changesOf(standings, now));
    standings.forEach(
        (sms, standing) -> {
          if (standing.state() == SmsState.SUBMITTED) {
            changes.add(
                segments.lacksSegments(sms)
                    ? StateChange.retry(sms, now, now, "4.0.0", "a receipt ended the doubt")
                    : StateChange.to(SmsState.SUBMITTED, sms, now, "2.0.0", ""));
          }
        });
    return changes;
  }

  /** Only what is final settles a doubt, and only once the answer had its time to be committed. */
  private static boolean mayTellOfUnknown(OrphanReceipts.Orphan orphan, Instant now) {
    var state = orphan.notice().state();
    return state.isFinal()
        && state != ReceiptState.UNKNOWN
        && orphan.receivedAt().plus(GRACE).isBefore(now);
  }

  private static Optional<SmsState> stateAfter(MessageId sms, List<StateChange> changes) {
    return changes.stream()
        .filter(change -> change.sms().equals(sms))
        .map(StateChange::state)
        .findFirst();
  }

  @Override
  public void close() {
    orphanage.close();
    commit.close();
  }
}
