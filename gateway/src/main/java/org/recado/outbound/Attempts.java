package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.policy.PolicyProperties;
import org.recado.smpp.EncodedSms;
import org.recado.smpp.Octets;
import org.recado.smpp.SubmitSm;

/**
 * Begins attempts: claims texts and writes down, PDUs and all, what is about to leave. Runs in the
 * caller's transaction; nothing may leave before its commit (barrier 2).
 */
final class Attempts {

  private final String node;
  private final Ways ways;
  private final Books books;
  private final OutboundProperties properties;
  private final PolicyProperties policy;

  Attempts(
      String node, Ways ways, Books books, OutboundProperties properties, PolicyProperties policy) {
    this.node = node;
    this.ways = ways;
    this.books = books;
    this.properties = properties;
    this.policy = policy;
  }

  /** What is due on the connection, at most that many, in the order of leaving. */
  List<Attempt> begin(String connection, int most) {
    var now = books.clock().instant();
    var startBefore = now.plus(properties.claimLease().dividedBy(2));
    var records = new ArrayList<RecordDraft>();
    var withdrawn = new ArrayList<StateChange>();
    var ready = new ArrayList<Encoded>();
    for (var sms : books.queue().claims().claim(connection, most, node, properties.claimLease())) {
      var encoded = encode(connection, sms);
      var obstacle = obstacleTo(sms, encoded, now);
      if (obstacle.isPresent()) {
        withdrawn.add(obstacle.get());
        records.add(recordOf(sms, obstacle.get(), now));
      } else {
        encoded.ifPresent(text -> ready.add(new Encoded(sms, text)));
      }
    }
    var attempts = attempts(connection, numbered(ready), startBefore);
    attempts.forEach(attempt -> records.add(recordOf(connection, attempt, now)));
    books.archive().append(records);
    books.states().apply(withdrawn);
    return attempts;
  }

  private record Encoded(QueuedSms sms, EncodedSms text) {}

  private Optional<EncodedSms> encode(String connection, QueuedSms sms) {
    try {
      return Optional.of(ways.smpp().encode(connection, sms.text()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Long texts get their reference number at their first attempt and keep it. */
  private List<Encoded> numbered(List<Encoded> texts) {
    var references =
        books
            .queue()
            .references()
            .number(
                texts.stream()
                    .filter(each -> each.text().submits() > 1 && each.sms().attempt() == 1)
                    .map(each -> new References.LongSms(each.sms(), each.text().submits()))
                    .toList());
    return texts.stream()
        .map(
            each -> {
              var sms = each.sms();
              int reference = references.getOrDefault(sms.id(), sms.concatRef());
              return new Encoded(sms.withConcatRef(reference), each.text());
            })
        .toList();
  }

  private List<Attempt> attempts(String connection, List<Encoded> texts, Instant startBefore) {
    var submits =
        texts.stream()
            .map(
                each ->
                    each.text()
                        .submits(
                            each.sms().number(),
                            each.sms().client(),
                            each.sms().concatRef(),
                            each.sms().options()))
            .toList();
    int perSecond = ways.smpp().pace(connection).segmentsPerSecond();
    var interval = perSecond == 0 ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(perSecond);
    int total = 0;
    for (int i = 0; i < texts.size(); i++) {
      total += submits.get(i).size() - texts.get(i).sms().sentParts().size();
    }
    long next =
        perSecond == 0 || total == 0
            ? 0
            : System.nanoTime() + ways.pace().promise(connection, total, interval).toNanos();
    var attempts = new ArrayList<Attempt>();
    for (int i = 0; i < texts.size(); i++) {
      var sms = texts.get(i).sms();
      attempts.add(
          new Attempt(sms, submits.get(i), startBefore, new Attempt.Slots(next, interval)));
      next += interval.toNanos() * (submits.get(i).size() - sms.sentParts().size());
    }
    return attempts;
  }

  private RecordDraft recordOf(QueuedSms sms, StateChange obstacle, Instant now) {
    return RecordDraft.about(RecordKind.DECIDED, sms.id(), now)
        .category(sms.category())
        .fact(Facts.STATUS, obstacle.state())
        .fact(Facts.MAILBOX, sms.mailbox())
        .fact(Facts.ACTOR, "outbound")
        .fact(Facts.REASON, obstacle.diagnostic());
  }

  private RecordDraft recordOf(String connection, Attempt attempt, Instant now) {
    var sms = attempt.sms();
    return RecordDraft.about(RecordKind.SUBMITTED, sms.id(), now)
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
        .part("pdus", "application/octet-stream", pdus(connection, attempt.segments(), sms));
  }

  /** One that can never leave is taken out of the others' way. */
  private Optional<StateChange> obstacleTo(
      QueuedSms sms, Optional<EncodedSms> encoded, Instant now) {
    // the wish came while the text was out for an attempt, or between judgement and queue
    boolean ownConfirmation = sms.submission().isEmpty();
    if (sms.optedOut() && !ownConfirmation && !policy.of(sms.category()).despiteOptOut()) {
      return Optional.of(
          end(sms, SmsState.CANCELLED, "5.7.1", "the client opted out before it left"));
    }
    if (sms.options().validUntil().filter(until -> !until.isAfter(now)).isPresent()) {
      return Optional.of(
          end(sms, SmsState.EXPIRED, "4.4.7", "its validity ended before it could be sent"));
    }
    if (encoded.isEmpty()) {
      return Optional.of(
          end(sms, SmsState.REJECTED, "5.6.0", "the text cannot be encoded as a short message"));
    }
    return Optional.empty();
  }

  private StateChange end(QueuedSms sms, SmsState state, String status, String diagnostic) {
    return StateChange.to(state, sms.id(), books.clock().instant(), status, diagnostic);
  }

  /** Those that will leave, one after another: each PDU begins with its own command_length. */
  private byte[] pdus(String connection, List<SubmitSm> segments, QueuedSms sms) {
    var all = Octets.NONE;
    for (int i = 0; i < segments.size(); i++) {
      if (!sms.sentParts().contains(i + 1)) {
        all = all.plus(ways.smpp().encode(connection, segments.get(i)));
      }
    }
    return all.toArray();
  }
}
