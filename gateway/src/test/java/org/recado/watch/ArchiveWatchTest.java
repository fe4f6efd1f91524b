package org.recado.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;

/** The threads that go through the duties. */
@Timeout(240)
class ArchiveWatchTest {

  private static final TrialDatabase database = TrialDatabase.create();
  private static final Duration DAY = Duration.ofDays(1);

  private final SettableClock clock = SettableClock.started();

  @AfterAll
  static void close() {
    database.close();
  }

  private Rounds rounds(String name, Duty duty) {
    return new Rounds(name, List.of(duty), database.jdbc(), clock);
  }

  @Test
  void theFirstRoundIsMadeAtTheStartAndWhatTakesLongKeepsNothingWaitingAndEndsWithTheGateway() {
    var check = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var pace = new MailsFirst(() -> true, Duration.ZERO);
    var watch =
        new ArchiveWatch(
            List.of(
                rounds(
                    "long",
                    Duty.ofEachNode(
                        "seal",
                        DAY,
                        now -> {
                          begun.countDown();
                          boolean done = pace.goOn();
                          ended.countDown();
                          return done;
                        })),
                rounds("short", Duty.ofEachNode("check", DAY, now -> check.incrementAndGet() > 0))),
            pace::close);
    assertThat(watch.duties()).containsExactly("seal", "check");
    watch.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> check.get() == 1 && begun.getCount() == 0);
    assertThat(ended.getCount()).as("mails are pouring in, so it waits").isEqualTo(1);
    watch.close();
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void anErrorEndsNoLoop() throws InterruptedException {
    var done = new CountDownLatch(1);
    var watch =
        new ArchiveWatch(
            List.of(
                rounds(
                    "one",
                    Duty.ofEachNode(
                        "defect",
                        DAY,
                        now -> {
                          done.countDown();
                          throw new IllegalStateException("a defect");
                        }))),
            () -> {});
    watch.start();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    await().atMost(Duration.ofSeconds(60)).until(() -> watch.failing().contains("defect"));
    assertThat(Thread.getAllStackTraces().keySet())
        .anyMatch(thread -> thread.getName().equals("one") && thread.isAlive());
    watch.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("one"));
  }
}
