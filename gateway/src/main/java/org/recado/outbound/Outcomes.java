package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.message.Category;
import org.recado.message.MessageId;
import org.recado.policy.CategorySettings.OnUnknown;
import org.recado.policy.PolicyProperties;
import org.recado.smpp.ErrorRule;
import org.recado.smpp.SubmitResult;

/**
 * Writes down how attempts ended: segments, state, record, and the report if the sender must hear
 * of it.
 */
final class Outcomes {

  private final Books books;
  private final Routes routes;
  private final OutboundProperties properties;
  private final PolicyProperties policy;

  Outcomes(Books books, Routes routes, OutboundProperties properties, PolicyProperties policy) {
    this.books = books;
    this.routes = routes;
    this.properties = properties;
    this.policy = policy;
  }

  /** Writes a batch, in the transaction that is open. */
  List<SmsState> write(List<Outcome> outcomes) {
    var now = books.clock().instant();
    var segments = new ArrayList<SentSegments.SentSegment>();
    var changes = new ArrayList<StateChange>();
    var records = new ArrayList<RecordDraft>();
    for (var outcome : outcomes) {
      segments.addAll(outcome.accepted());
      if (outcome.last() instanceof SubmitResult.NoAnswer) {
        segments.add(
            new SentSegments.SentSegment(
                outcome.sms().id(),
                outcome.part(),
                outcome.parts(),
                outcome.connection(),
                "",
                true));
      }
      var change = changeBy(outcome, now).by(outcome.sms().attempt());
      changes.add(change);
      records.add(recordOf(outcome, change, now));
    }
    books.queue().segments().add(segments, now);
    books.archive().append(records);
    books.states().apply(changes);
    for (var outcome : outcomes) {
      otherRoute(outcome).ifPresent(next -> books.queue().route(outcome.sms().id(), next));
    }
    return changes.stream().map(StateChange::state).toList();
  }

  private StateChange changeBy(Outcome outcome, Instant now) {
    var sms = outcome.sms();
    var last = outcome.last();
    if (last instanceof SubmitResult.Accepted && !outcome.isWhole()) {
      // the answer came late: the segments after it had not been sent, and now may be
      return StateChange.retry(sms.id(), now, now, "4.0.0", "the answer came late");
    }
    if (last instanceof SubmitResult.Accepted) {
      return StateChange.to(SmsState.SUBMITTED, sms.id(), now, "2.0.0", "");
    }
    if (last instanceof SubmitResult.NoAnswer none) {
      return unknown(sms.id(), sms.category(), now, "no answer: " + none.reason());
    }
    if (last instanceof SubmitResult.Rejected rejected && !rejected.temporary()) {
      return StateChange.to(SmsState.REJECTED, sms.id(), now, "5.0.0", diagnosticOf(last));
    }
    var created = sms.id().instant();
    if (last instanceof SubmitResult.Rejected no && no.rule() == ErrorRule.OTHER_ROUTE) {
      // over the next route at once, or nowhere
      return otherRoute(outcome).isPresent()
          ? StateChange.retry(sms.id(), now, now, "4.0.0", diagnosticOf(last))
          : StateChange.to(SmsState.REJECTED, sms.id(), now, "5.0.0", diagnosticOf(last));
    }
    boolean tooFast =
        last instanceof SubmitResult.Rejected rejected && rejected.rule() == ErrorRule.SLOW;
    // the connection itself waits then: the text goes as soon as that goes on
    var retryAt = now.plus(tooFast ? Duration.ZERO : properties.waitAfter(sms.attempt()));
    if (retryAt.isAfter(created.plus(properties.expiry()))) {
      return StateChange.to(SmsState.EXPIRED, sms.id(), now, "4.4.7", diagnosticOf(last));
    }
    return StateChange.retry(sms.id(), now, retryAt, "4.0.0", diagnosticOf(last));
  }

  /**
   * Barrier 2: it may have left. The category says whether the sender is asked or the client may
   * read it twice.
   */
  StateChange unknown(MessageId id, Category category, Instant now, String reason) {
    boolean inTime = id.instant().plus(properties.expiry()).isAfter(now);
    if (policy.of(category).onUnknown() == OnUnknown.RESEND && inTime) {
      return StateChange.retry(id, now, now, "4.4.2", "resent after " + reason);
    }
    return StateChange.to(SmsState.UNKNOWN, id, now, "4.4.2", reason);
  }

  /** The next route of a text this SMSC does not take and of which no segment is anywhere. */
  private Optional<String> otherRoute(Outcome outcome) {
    boolean wanted =
        outcome.last() instanceof SubmitResult.Rejected no && no.rule() == ErrorRule.OTHER_ROUTE;
    return wanted && outcome.accepted().isEmpty() && outcome.sms().sentParts().isEmpty()
        ? routes.after(
            outcome.connection(),
            outcome.sms().client(),
            outcome.sms().category(),
            outcome.connection())
        : Optional.empty();
  }

  private RecordDraft recordOf(Outcome outcome, StateChange change, Instant now) {
    var sms = outcome.sms();
    return RecordDraft.about(RecordKind.ANSWERED, sms.id(), now)
        .category(sms.category())
        .fact(Facts.STATUS, change.state())
        .fact(Facts.SUBMISSION, sms.submission())
        .fact(Facts.CLIENT, sms.client().e164())
        .fact(Facts.NUMBER, sms.number().e164())
        .fact(Facts.MAILBOX, sms.mailbox())
        .fact(Facts.ACTOR, "outbound")
        .fact("connection", outcome.connection())
        .fact("attempt", sms.attempt())
        .fact("segments", outcome.parts())
        .fact(
            "smsc-ids",
            outcome.accepted().stream()
                .map(segment -> segment.part() + "=" + segment.smscId())
                .collect(Collectors.joining(" ")))
        .fact("late", outcome.late() ? Optional.of(true) : Optional.empty())
        .fact(Facts.REASON, change.diagnostic());
  }

  private static String diagnosticOf(SubmitResult result) {
    if (result instanceof SubmitResult.Rejected rejected) {
      return String.format(Locale.ROOT, "command_status 0x%08x", rejected.commandStatus());
    }
    if (result instanceof SubmitResult.NotSent notSent) {
      return "not sent: " + notSent.reason();
    }
    return "";
  }
}
