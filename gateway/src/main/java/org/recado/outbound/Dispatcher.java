package org.recado.outbound;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.smpp.Octets;
import org.recado.smpp.SmppConnections;
import org.recado.smpp.SmsEncoder;
import org.recado.smpp.SubmitResult;
import org.recado.smpp.SubmitSm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends the texts of one connection. Barrier 2: a text is claimed and its attempt recorded, PDUs
 * and all, in one transaction; only after that commit does a {@code submit_sm} leave. Texts to one
 * client leave one after another; texts to different clients leave together, as many as the
 * connection's window has room for.
 */
final class Dispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MOST = 100;

  private final String connection;
  private final String node;
  private final SmppConnections smpp;
  private final SmsQueue queue;
  private final Archive archive;
  private final TransactionTemplate transaction;
  private final GroupCommit<Outcome, SmsState> outcomes;
  private final OutboundProperties properties;
  private final Clock clock;
  private final Loop loop;

  Dispatcher(
      String connection,
      String node,
      SmppConnections smpp,
      SmsQueue queue,
      Archive archive,
      TransactionTemplate transaction,
      GroupCommit<Outcome, SmsState> outcomes,
      OutboundProperties properties,
      Clock clock) {
    this.connection = connection;
    this.node = node;
    this.smpp = smpp;
    this.queue = queue;
    this.archive = archive;
    this.transaction = transaction;
    this.outcomes = outcomes;
    this.properties = properties;
    this.clock = clock;
    this.loop = new Loop("outbound-" + connection, properties.poll(), this::sendWhatIsDue);
  }

  void start() {
    loop.start();
  }

  void wake() {
    loop.wake();
  }

  /** An attempt that is committed: these segments may now leave. */
  private record Attempt(QueuedSms sms, List<SubmitSm> segments) {}

  private boolean sendWhatIsDue() {
    int room = Math.min(MOST, smpp.room(connection));
    if (room == 0) {
      return false; // an answer frees a place and rings
    }
    var attempts = transaction.execute(status -> claim(room));
    var byClient = new LinkedHashMap<String, List<Attempt>>();
    for (var attempt : attempts) {
      byClient
          .computeIfAbsent(attempt.sms().client().digits(), client -> new ArrayList<>())
          .add(attempt);
    }
    for (var sameClient : byClient.values()) {
      CompletableFuture<@Nullable SmsState> before = CompletableFuture.completedFuture(null);
      for (var attempt : sameClient) {
        before = before.thenCompose(done -> send(attempt));
      }
    }
    return attempts.size() == room;
  }

  private List<Attempt> claim(int room) {
    var now = clock.instant();
    var attempts = new ArrayList<Attempt>();
    var records = new ArrayList<RecordDraft>();
    for (var sms : queue.claim(connection, room, node, properties.claimLease())) {
      var segments =
          SmsEncoder.encode(sms.text()).submits(sms.number(), sms.client(), sms.concatRef());
      attempts.add(new Attempt(sms, segments));
      records.add(
          RecordDraft.about(RecordKind.SUBMITTED, sms.id(), now)
              .category(sms.category())
              .fact(Facts.SUBMISSION, sms.submission())
              .fact(Facts.CLIENT, sms.client().e164())
              .fact(Facts.NUMBER, sms.number().e164())
              .fact(Facts.MAILBOX, sms.mailbox())
              .fact(Facts.CONVERSATION, sms.conversation())
              .fact(Facts.ACTOR, "outbound")
              .fact("connection", connection)
              .fact("node", node)
              .fact("attempt", sms.attempt())
              .part("pdus", "application/octet-stream", pdus(segments)));
    }
    archive.append(records);
    return attempts;
  }

  /** One after another: each PDU begins with its own command_length. */
  private byte[] pdus(List<SubmitSm> segments) {
    var all = Octets.NONE;
    for (var segment : segments) {
      all = all.plus(smpp.encode(segment));
    }
    return all.toArray();
  }

  /**
   * Sends the segments in order, stops at the first that is not accepted, and writes down how it
   * ended.
   */
  private CompletableFuture<@Nullable SmsState> send(Attempt attempt) {
    return sendFrom(attempt, 0, new ArrayList<>());
  }

  private CompletableFuture<@Nullable SmsState> sendFrom(
      Attempt attempt, int index, List<SmsQueue.SentSegment> accepted) {
    var sms = attempt.sms();
    int parts = attempt.segments().size();
    int next = index;
    while (next < parts && sms.sentParts().contains(next + 1)) {
      next++;
    }
    if (next == parts) {
      return finish(new Outcome(sms, connection, accepted, new SubmitResult.Accepted(""), parts));
    }
    int part = next + 1;
    return smpp.submit(connection, attempt.segments().get(next))
        .thenCompose(
            result -> {
              loop.wake();
              if (result instanceof SubmitResult.Accepted taken) {
                accepted.add(
                    new SmsQueue.SentSegment(sms.id(), part, parts, connection, taken.messageId()));
                return sendFrom(attempt, part, accepted);
              }
              return finish(new Outcome(sms, connection, accepted, result, parts));
            });
  }

  private CompletableFuture<@Nullable SmsState> finish(Outcome outcome) {
    // a failure to write it down is not lost: the claim runs out and the text becomes UNKNOWN
    return outcomes
        .submit(outcome)
        .handle(
            (state, failure) -> {
              if (failure != null) {
                log.error(
                    "the outcome of {} could not be kept; it will be UNKNOWN when its claim ends",
                    outcome.sms().id());
              }
              return state;
            });
  }

  @Override
  public void close() {
    loop.close();
  }
}
