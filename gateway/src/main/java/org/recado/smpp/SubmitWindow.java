package org.recado.smpp;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The {@code submit_sm} under way on one link, so many at once, each found again by the {@code
 * sequence_number} of its answer.
 */
final class SubmitWindow {

  /** Requests given up whose answers are still listened for; the eldest goes first. */
  private static final int MOST_GIVEN_UP = 10_000;

  private final int size;
  private final long patience;
  private final Executor answers;
  private final Semaphore places;
  private final Map<Integer, PendingSubmit> pending = new ConcurrentHashMap<>();
  private final Map<Integer, PendingSubmit> givenUp = Collections.synchronizedMap(new Eldest());

  /**
   * @param patience how long an answer may take
   * @param answers where what depends on a result runs
   */
  SubmitWindow(int size, Duration patience, Executor answers) {
    this.size = size;
    this.patience = patience.toNanos();
    this.answers = answers;
    this.places = new Semaphore(size);
  }

  /** How many more there is room for. */
  int room() {
    return places.availablePermits();
  }

  int inFlight() {
    return pending.size();
  }

  /** A place for one more under this number; null when there is none. */
  @Nullable PendingSubmit open(int number) {
    if (!places.tryAcquire()) {
      return null;
    }
    var submit = new PendingSubmit(answers, places::release);
    pending.put(number, submit);
    return submit;
  }

  /** Whether a request of this number waited for an answer, or had waited for it in vain. */
  boolean answered(int number, SubmitResult answer) {
    PendingSubmit submit = pending.remove(number);
    if (submit != null) {
      submit.answered(answer);
      return true;
    }
    PendingSubmit late = givenUp.remove(number);
    if (late != null) {
      late.answeredLate(answer);
    }
    return late != null;
  }

  /** Whether a request of this number waits for an answer; it waits no longer. */
  boolean refused(int number, String reason) {
    PendingSubmit submit = pending.remove(number);
    if (submit != null) {
      submit.answered(new SubmitResult.NoAnswer(reason));
    }
    return submit != null;
  }

  /** What {@link #giveUpOverdue} found. */
  enum Overdue {
    NONE,
    UNANSWERED,
    /** Of one not even the first octet had left. */
    UNWRITTEN
  }

  /** Gives up those that have waited too long. */
  Overdue giveUpOverdue() {
    var found = Overdue.NONE;
    long now = System.nanoTime();
    for (var waiting = pending.entrySet().iterator(); waiting.hasNext(); ) {
      var entry = waiting.next();
      if (now - entry.getValue().since() >= patience) {
        // listened for before it is given up, so that the answer finds it in one place or the other
        givenUp.put(entry.getKey(), entry.getValue());
        waiting.remove();
        boolean unwritten =
            entry
                .getValue()
                .lost("no answer within " + TimeUnit.NANOSECONDS.toSeconds(patience) + " s");
        found = unwritten || found == Overdue.UNWRITTEN ? Overdue.UNWRITTEN : Overdue.UNANSWERED;
      }
    }
    return found;
  }

  /** No answer can come any more. */
  void loseAll(String reason) {
    for (Integer number : List.copyOf(pending.keySet())) {
      PendingSubmit submit = pending.remove(number);
      if (submit != null) {
        submit.lost(reason);
      }
    }
  }

  /** Takes every place, as soon as all have their answers; whether that was in time. */
  boolean close(long millis) throws InterruptedException {
    return places.tryAcquire(size, millis, TimeUnit.MILLISECONDS);
  }

  private static final class Eldest extends LinkedHashMap<Integer, PendingSubmit> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, PendingSubmit> eldest) {
      return size() > MOST_GIVEN_UP;
    }
  }
}
