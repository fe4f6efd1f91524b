package org.recado.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;

@Timeout(240)
@ExtendWith(OutputCaptureExtension.class)
class LoopTest {

  private final AtomicInteger rounds = new AtomicInteger();

  @Test
  void itGoesOnAtOnceWhileThereIsMore() {
    try (var loop = new Loop("busy", Duration.ofHours(1), () -> rounds.incrementAndGet() < 100)) {
      loop.start();
      loop.wake();
      await().until(() -> rounds.get() == 100);
    }
  }

  @Test
  void aBellDuringARoundIsNotLost() throws Exception {
    var inside = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var loop =
        new Loop(
            "bell",
            Duration.ofHours(1),
            () -> {
              if (rounds.incrementAndGet() == 1) {
                inside.countDown();
                waitFor(go);
              }
              return false;
            })) {
      loop.start();
      loop.wake();
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      loop.wake(); // its work may have been put in after the round looked
      go.countDown();
      await().until(() -> rounds.get() == 2);
    }
  }

  @Test
  void evenAnErrorDoesNotEndIt() {
    try (var loop =
        new Loop(
            "stubborn",
            Duration.ofMillis(5),
            () -> {
              if (rounds.incrementAndGet() < 3) {
                throw new StackOverflowError();
              }
              return false;
            })) {
      loop.start();
      await().until(() -> rounds.get() > 3);
    }
  }

  @Test
  void whatADatabaseSaysIsNotRepeatedInTheLog(CapturedOutput output) {
    var failed = new AtomicBoolean();
    try (var loop =
        new Loop(
            "discreet",
            Duration.ofMillis(5),
            () -> {
              if (failed.compareAndSet(false, true)) {
                throw new DataIntegrityViolationException("Key (client)=(34600111222) exists");
              }
              rounds.incrementAndGet();
              return false;
            })) {
      loop.start();
      await().until(() -> rounds.get() > 1);
    }
    assertThat(output).contains("DataIntegrityViolationException").doesNotContain("34600111222");
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
