package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Barrier 2: only what was never written may be called not sent. */
class PendingSubmitTest {

  private final AtomicInteger freed = new AtomicInteger();
  private final PendingSubmit submit = new PendingSubmit(Runnable::run, freed::incrementAndGet);

  @Test
  void lostBeforeItIsWrittenItIsNotSentAndNeverWillBe() {
    assertThat(submit.lost("the link broke")).isTrue();
    assertThat(submit.result()).isCompletedWithValue(new SubmitResult.NotSent("the link broke"));
    assertThat(submit.startWriting()).isFalse();
  }

  @Test
  void lostAfterItIsWrittenItsFateIsUnknown() {
    assertThat(submit.startWriting()).isTrue();
    assertThat(submit.lost("the link broke")).isFalse();
    assertThat(submit.result())
        .isCompletedWithValueMatching(result -> unanswered(result, "the link broke"));
  }

  @Test
  void theFirstOutcomeCountsAndFreesThePlaceOnce() {
    submit.startWriting();
    submit.answered(new SubmitResult.Accepted("1"));
    submit.lost("the link broke");
    submit.answered(new SubmitResult.Accepted("2"));
    assertThat(submit.result()).isCompletedWithValue(new SubmitResult.Accepted("1"));
    assertThat(freed).hasValue(1);
  }

  @Test
  void aResultIsToldEvenWhenItsThreadsHaveStopped() {
    var stopped = Executors.newSingleThreadExecutor();
    stopped.shutdownNow();
    var late = new PendingSubmit(stopped, () -> {});
    late.startWriting();
    late.lost("stopped");
    assertThat(late.result()).isCompletedWithValueMatching(result -> unanswered(result, "stopped"));
  }

  private static boolean unanswered(SubmitResult result, String reason) {
    return result instanceof SubmitResult.NoAnswer none && none.reason().equals(reason);
  }
}
