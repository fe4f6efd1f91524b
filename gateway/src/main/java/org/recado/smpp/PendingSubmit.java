package org.recado.smpp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A {@code submit_sm} between {@code submit()} and its result. Keeps the one thing that decides
 * what a failure means: whether its octets may have left this machine (barrier 2).
 */
final class PendingSubmit {

  private enum Stage {
    QUEUED,
    WRITTEN,
    DONE
  }

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
  private final CompletableFuture<SubmitResult> result = new CompletableFuture<>();
  private final CompletableFuture<SubmitResult> late = new CompletableFuture<>();
  private final Executor completions;
  private final Runnable whenDone;
  private final long since = System.nanoTime();

  /**
   * @param completions where what depends on the result runs, so that it cannot hold up the link
   * @param whenDone runs first, once
   */
  PendingSubmit(Executor completions, Runnable whenDone) {
    this.completions = completions;
    this.whenDone = whenDone;
  }

  CompletableFuture<SubmitResult> result() {
    return result;
  }

  /** When it was asked for, by {@link System#nanoTime}. */
  long since() {
    return since;
  }

  /**
   * From here on it may arrive.
   *
   * @return false if it was given up before: then it must not be written
   */
  boolean startWriting() {
    return stage.compareAndSet(Stage.QUEUED, Stage.WRITTEN);
  }

  void answered(SubmitResult answer) {
    if (stage.getAndSet(Stage.DONE) != Stage.DONE) {
      complete(answer);
    }
  }

  /**
   * No answer will come.
   *
   * @return whether it had not been written
   */
  boolean lost(String reason) {
    Stage was = stage.getAndSet(Stage.DONE);
    if (was == Stage.QUEUED) {
      complete(new SubmitResult.NotSent(reason));
    } else if (was == Stage.WRITTEN) {
      complete(new SubmitResult.NoAnswer(reason, late));
    }
    return was == Stage.QUEUED;
  }

  /** The answer came after it was given up. */
  void answeredLate(SubmitResult answer) {
    finish(late, answer);
  }

  private void complete(SubmitResult value) {
    whenDone.run();
    finish(result, value);
  }

  private void finish(CompletableFuture<SubmitResult> future, SubmitResult value) {
    try {
      completions.execute(() -> future.complete(value));
    } catch (RejectedExecutionException e) {
      // stopped meanwhile; the result must not be lost
      future.complete(value);
    }
  }
}
