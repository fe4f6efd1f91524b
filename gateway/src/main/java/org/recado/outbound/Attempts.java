package org.recado.outbound;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.policy.PolicyProperties;
import org.recado.smpp.Octets;
import org.recado.smpp.SmppConnections;
import org.recado.smpp.SmsEncoder;
import org.recado.smpp.SubmitSm;

/**
 * Begins attempts: claims texts and writes down, PDUs and all, what is about to leave. Runs in the
 * caller's transaction; nothing may leave before its commit (barrier 2).
 */
final class Attempts {

  private final String node;
  private final SmppConnections smpp;
  private final SmsQueue queue;
  private final SmsStates states;
  private final Archive archive;
  private final OutboundProperties properties;
  private final PolicyProperties policy;
  private final Clock clock;

  Attempts(
      String node,
      SmppConnections smpp,
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      OutboundProperties properties,
      PolicyProperties policy,
      Clock clock) {
    this.node = node;
    this.smpp = smpp;
    this.queue = queue;
    this.states = states;
    this.archive = archive;
    this.properties = properties;
    this.policy = policy;
    this.clock = clock;
  }

  /** What is due on the connection, at most that many, in the order of leaving. */
  List<Attempt> begin(String connection, int most) {
    var now = clock.instant();
    var startBefore = now.plus(properties.claimLease().dividedBy(2));
    var attempts = new ArrayList<Attempt>();
    var records = new ArrayList<RecordDraft>();
    var withdrawn = new ArrayList<StateChange>();
    for (var sms : queue.claim(connection, most, node, properties.claimLease())) {
      var obstacle = obstacleTo(sms);
      if (obstacle.isPresent()) {
        withdrawn.add(obstacle.get());
        records.add(
            RecordDraft.about(RecordKind.DECIDED, sms.id(), now)
                .category(sms.category())
                .fact(Facts.STATUS, obstacle.get().state())
                .fact(Facts.MAILBOX, sms.mailbox())
                .fact(Facts.ACTOR, "outbound")
                .fact(Facts.REASON, obstacle.get().diagnostic()));
        continue;
      }
      var segments = segmentsOf(sms);
      attempts.add(new Attempt(sms, segments, startBefore));
      records.add(
          RecordDraft.about(RecordKind.SUBMITTED, sms.id(), now)
              .category(sms.category())
              .fact(Facts.STATUS, SmsState.CLAIMED)
              .fact(Facts.SUBMISSION, sms.submission())
              .fact(Facts.CLIENT, sms.client().e164())
              .fact(Facts.NUMBER, sms.number().e164())
              .fact(Facts.MAILBOX, sms.mailbox())
              .fact(Facts.CONVERSATION, sms.conversation())
              .fact(Facts.ACTOR, "outbound")
              .fact("connection", connection)
              .fact("node", node)
              .fact("attempt", sms.attempt())
              .part("pdus", "application/octet-stream", pdus(segments, sms)));
    }
    archive.append(records);
    states.apply(withdrawn);
    return attempts;
  }

  private static List<SubmitSm> segmentsOf(QueuedSms sms) {
    return SmsEncoder.encode(sms.text()).submits(sms.number(), sms.client(), sms.concatRef());
  }

  /** One that can never leave is taken out of the others' way. */
  private Optional<StateChange> obstacleTo(QueuedSms sms) {
    // the wish came while the text was out for an attempt, or between judgement and queue
    boolean ownConfirmation = sms.submission().isEmpty();
    if (sms.optedOut() && !ownConfirmation && !policy.of(sms.category()).despiteOptOut()) {
      return Optional.of(
          end(sms, SmsState.CANCELLED, "5.7.1", "the client opted out before it left"));
    }
    try {
      return segmentsOf(sms).isEmpty()
          ? Optional.of(end(sms, SmsState.REJECTED, "5.6.0", "there is nothing to send"))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          end(sms, SmsState.REJECTED, "5.6.0", "the text cannot be encoded as a short message"));
    }
  }

  private StateChange end(QueuedSms sms, SmsState state, String status, String diagnostic) {
    return StateChange.to(state, sms.id(), clock.instant(), status, diagnostic);
  }

  /** Those that will leave, one after another: each PDU begins with its own command_length. */
  private byte[] pdus(List<SubmitSm> segments, QueuedSms sms) {
    var all = Octets.NONE;
    for (int i = 0; i < segments.size(); i++) {
      if (!sms.sentParts().contains(i + 1)) {
        all = all.plus(smpp.encode(segments.get(i)));
      }
    }
    return all.toArray();
  }
}
