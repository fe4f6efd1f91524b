package org.recado.outbound;

import java.time.Duration;
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
import org.recado.smpp.ErrorRule;
import org.recado.smpp.SubmitResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private final Ways ways;
  private final Books books;
  private final Attempts attempts;
  private final GroupCommit<Outcome, SmsState> outcomes;
  private final OutboundProperties properties;
  private final SlowDown slowDown;
  private final Loop loop;

  /** How far into the future moments are promised at most: a person's text waits no longer. */
  private static final Duration MOST_AHEAD = Duration.ofMillis(300);

  /** For each client the outcome of the last text under way; put in by the loop's thread only. */
  private final Map<String, CompletableFuture<@Nullable SmsState>> underWay =
      new ConcurrentHashMap<>();

  /** Whether there may be texts that the last look did not see. */
  private volatile boolean queued = true;

  /** When the last look found fewer texts than there was room for; the loop's thread only. */
  private long seenEmpty = System.nanoTime();

  /** Claimed texts that wait for an elder to the same client: they take room without sending. */
  private final AtomicInteger behindOthers = new AtomicInteger();

  /** Claimed texts whose outcome is not known yet. */
  private final AtomicInteger inHand = new AtomicInteger();

  Dispatcher(
      String connection,
      Ways ways,
      Books books,
      Attempts attempts,
      GroupCommit<Outcome, SmsState> outcomes,
      OutboundProperties properties) {
    this.connection = connection;
    this.ways = ways;
    this.books = books;
    this.attempts = attempts;
    this.outcomes = outcomes;
    this.properties = properties;
    this.slowDown = new SlowDown(ways.smpp().pace(connection));
    this.loop = new Loop("outbound-" + connection, properties.poll(), this::sendWhatIsDue);
  }

  void start() {
    loop.start();
  }

  /** Something was queued. */
  void wake() {
    queued = true;
    loop.wake();
  }

  private boolean sendWhatIsDue() {
    int room = room();
    if (room <= 0) {
      return false; // an answer frees a place and rings, or the pause ends
    }
    // the many answers that free a place need not each ask a queue that was just seen empty
    if (!queued && System.nanoTime() - seenEmpty < properties.poll().toNanos()) {
      return false;
    }
    queued = false;
    // as it was before the claim: an elder that ends meanwhile still decides about its followers
    var elders = new HashMap<>(underWay);
    var begun = books.transaction().execute(status -> attempts.begin(connection, room));
    begun.forEach(attempt -> sendInTurn(attempt, elders));
    if (begun.size() == room) {
      queued = true;
      return true;
    }
    seenEmpty = System.nanoTime();
    return false;
  }

  private int room() {
    if (!slowDown.isOpen(books.clock().instant())) {
      return 0;
    }
    int room = Math.min(MOST, ways.smpp().room(connection) - behindOthers.get());
    room = Math.min(room, slowDown.most() - inHand.get());
    int perSecond = ways.smpp().pace(connection).segmentsPerSecond();
    if (perSecond > 0 && room > 0) {
      boolean enough = ways.pace().ahead(connection).compareTo(MOST_AHEAD) > 0;
      int most = (int) (perSecond * MOST_AHEAD.toMillis() / 1000);
      return enough ? 0 : Math.min(room, Math.max(1, most));
    }
    return room;
  }

  private void sendInTurn(
      Attempt attempt, Map<String, CompletableFuture<@Nullable SmsState>> elders) {
    String client = attempt.sms().client().digits();
    var elder = elders.getOrDefault(client, CompletableFuture.completedFuture(null));
    behindOthers.incrementAndGet();
    inHand.incrementAndGet();
    var ended =
        elder
            .handle((state, failure) -> state)
            .thenCompose(
                state -> {
                  behindOthers.decrementAndGet();
                  return state == SmsState.QUEUED
                      ? putBack(attempt, "an earlier text to this client has to go first")
                      : sendFrom(attempt, 0, 0, new ArrayList<>());
                });
    elders.put(client, ended);
    underWay.put(client, ended);
    var unused =
        ended.whenComplete(
            (state, failure) -> {
              inHand.decrementAndGet();
              underWay.remove(client, ended);
              if (state == SmsState.QUEUED) {
                queued = true; // it may be its turn again, and that of those behind it
              }
              loop.wake();
            });
  }

  private CompletableFuture<@Nullable SmsState> putBack(Attempt attempt, String reason) {
    return finish(attempt, List.of(), new SubmitResult.NotSent(reason), 1);
  }

  /**
   * Sends the segments in order, those an earlier attempt brought through left out; stops at the
   * first that is not accepted, and writes down how it ended.
   */
  private CompletableFuture<@Nullable SmsState> sendFrom(
      Attempt attempt, int index, int sent, List<SentSegments.SentSegment> accepted) {
    int parts = attempt.segments().size();
    int next = index;
    while (next < parts && attempt.sms().sentParts().contains(next + 1)) {
      next++;
    }
    if (next == parts) {
      return finish(attempt, accepted, new SubmitResult.Accepted(""), parts);
    }
    int part = next + 1;
    return whenItsTurn(attempt.slots().waitOf(sent))
        .thenCompose(
            turn -> {
              if (books.clock().instant().isAfter(attempt.startBefore())) {
                var late = new SubmitResult.NotSent("its turn came when its claim was ending");
                return finish(attempt, accepted, late, part);
              }
              return sendOne(attempt, part, sent, accepted);
            });
  }

  private static CompletableFuture<@Nullable Void> whenItsTurn(Duration wait) {
    return wait.isZero() || wait.isNegative()
        ? CompletableFuture.completedFuture(null)
        : new CompletableFuture<@Nullable Void>()
            .completeOnTimeout(null, wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<@Nullable SmsState> sendOne(
      Attempt attempt, int part, int sent, List<SentSegments.SentSegment> accepted) {
    int parts = attempt.segments().size();
    return ways.smpp()
        .submit(connection, attempt.segments().get(part - 1))
        .thenCompose(
            result -> {
              loop.wake();
              if (result instanceof SubmitResult.Accepted taken) {
                slowDown.taken();
                accepted.add(
                    new SentSegments.SentSegment(
                        attempt.sms().id(), part, parts, connection, taken.messageId(), false));
                return sendFrom(attempt, part, sent + 1, accepted);
              }
              if (result instanceof SubmitResult.Rejected no && no.rule() == ErrorRule.SLOW) {
                slowDown.throttled(books.clock().instant(), inHand.get());
              }
              return finish(attempt, accepted, result, part);
            });
  }

  private CompletableFuture<@Nullable SmsState> finish(
      Attempt attempt, List<SentSegments.SentSegment> accepted, SubmitResult last, int part) {
    int parts = attempt.segments().size();
    var outcome = new Outcome(attempt.sms(), connection, accepted, last, part, parts, false);
    var written = write(outcome);
    if (last instanceof SubmitResult.NoAnswer none) {
      // written down one after the other: an answer that comes yet settles what was in doubt
      var unused =
          written
              .thenCombine(none.late(), (state, answer) -> outcome.settledBy(answer))
              .thenCompose(this::write);
    }
    return written;
  }

  private CompletableFuture<@Nullable SmsState> write(Outcome outcome) {
    // a failure to write it down is not lost: the claim runs out and the text becomes UNKNOWN
    try {
      return outcomes
          .submit(outcome)
          .handle(
              (state, failure) -> {
                if (failure != null) {
                  notKept(outcome.sms(), failure);
                }
                return state;
              });
    } catch (IllegalStateException e) {
      notKept(outcome.sms(), e);
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
