package org.recado.outbound;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.recado.commit.Failures;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.smpp.SmppConnections;
import org.recado.smpp.SubmitResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends the texts of one connection. Barrier 2: a text is claimed and its attempt recorded in one
 * transaction; only after that commit does a {@code submit_sm} leave. Texts to one client leave one
 * after another, and none overtakes an elder that has to be sent again; texts to different clients
 * leave together, as many as the connection's window has room for.
 */
final class Dispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MOST = 100;

  private final String connection;
  private final SmppConnections smpp;
  private final Attempts attempts;
  private final TransactionTemplate transaction;
  private final GroupCommit<Outcome, SmsState> outcomes;
  private final OutboundProperties properties;
  private final Clock clock;
  private final Loop loop;

  /** For each client the outcome of the last text under way; put in by the loop's thread only. */
  private final Map<String, CompletableFuture<@Nullable SmsState>> underWay =
      new ConcurrentHashMap<>();

  /** Claimed texts that wait for an elder to the same client: they take room without sending. */
  private final AtomicInteger behindOthers = new AtomicInteger();

  Dispatcher(
      String connection,
      SmppConnections smpp,
      Attempts attempts,
      TransactionTemplate transaction,
      GroupCommit<Outcome, SmsState> outcomes,
      OutboundProperties properties,
      Clock clock) {
    this.connection = connection;
    this.smpp = smpp;
    this.attempts = attempts;
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

  private boolean sendWhatIsDue() {
    int room = Math.min(MOST, smpp.room(connection) - behindOthers.get());
    if (room <= 0) {
      return false; // an answer frees a place and rings
    }
    // as it was before the claim: an elder that ends meanwhile still decides about its followers
    var elders = new HashMap<>(underWay);
    var begun = transaction.execute(status -> attempts.begin(connection, room));
    begun.forEach(attempt -> sendInTurn(attempt, elders));
    return begun.size() == room;
  }

  private void sendInTurn(
      Attempt attempt, Map<String, CompletableFuture<@Nullable SmsState>> elders) {
    String client = attempt.sms().client().digits();
    var elder = elders.getOrDefault(client, CompletableFuture.completedFuture(null));
    behindOthers.incrementAndGet();
    var ended =
        elder
            .handle((state, failure) -> state)
            .thenCompose(
                state -> {
                  behindOthers.decrementAndGet();
                  return state == SmsState.QUEUED
                      ? putBack(attempt, "an earlier text to this client has to go first")
                      : sendFrom(attempt, 0, new ArrayList<>());
                });
    elders.put(client, ended);
    underWay.put(client, ended);
    var unused = ended.whenComplete((state, failure) -> underWay.remove(client, ended));
  }

  private CompletableFuture<@Nullable SmsState> putBack(Attempt attempt, String reason) {
    return finish(attempt, List.of(), new SubmitResult.NotSent(reason));
  }

  /**
   * Sends the segments in order, those an earlier attempt brought through left out; stops at the
   * first that is not accepted, and writes down how it ended.
   */
  private CompletableFuture<@Nullable SmsState> sendFrom(
      Attempt attempt, int index, List<SmsQueue.SentSegment> accepted) {
    var sms = attempt.sms();
    int parts = attempt.segments().size();
    int next = index;
    while (next < parts && sms.sentParts().contains(next + 1)) {
      next++;
    }
    if (next == parts) {
      return finish(attempt, accepted, new SubmitResult.Accepted(""));
    }
    if (clock.instant().isAfter(attempt.startBefore())) {
      return finish(
          attempt, accepted, new SubmitResult.NotSent("its turn came when its claim was ending"));
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
              return finish(attempt, accepted, result);
            });
  }

  private CompletableFuture<@Nullable SmsState> finish(
      Attempt attempt, List<SmsQueue.SentSegment> accepted, SubmitResult last) {
    var sms = attempt.sms();
    // a failure to write it down is not lost: the claim runs out and the text becomes UNKNOWN
    try {
      return outcomes
          .submit(new Outcome(sms, connection, accepted, last, attempt.segments().size()))
          .handle(
              (state, failure) -> {
                if (failure != null) {
                  notKept(sms, failure);
                }
                return state;
              });
    } catch (IllegalStateException e) {
      notKept(sms, e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static void notKept(QueuedSms sms, Throwable failure) {
    log.error(
        "the outcome of {} could not be kept; it will be UNKNOWN when its claim ends: {}",
        sms.id(),
        Failures.describe(failure));
  }

  /** Claims no more, and waits until what is under way has ended and is written down. */
  @Override
  public void close() {
    loop.close();
    try {
      CompletableFuture.allOf(underWay.values().toArray(CompletableFuture[]::new))
          .get(properties.claimLease().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("{}: stopped with texts under way; they will be UNKNOWN", connection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
