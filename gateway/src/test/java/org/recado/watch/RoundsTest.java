package org.recado.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.store.ObjectStoreException;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;

/** Whose turn it is, and that nobody's failure is anybody else's. */
@Timeout(240)
class RoundsTest {

  private static final TrialDatabase database = TrialDatabase.create();
  private static final Duration DAY = Duration.ofDays(1);

  private final SettableClock clock = SettableClock.started();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void nothingWasDone() {
    database.force("TRUNCATE gateway.daily");
  }

  private Rounds node(Duty... duties) {
    return new Rounds("trial", List.of(duties), database.jdbc(), clock);
  }

  /** Counts its turns, and fails while it is told to. */
  private static final class Counted implements Duty.Work {
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean(true);
    private volatile int fails;

    @Override
    public boolean perform(Instant now) throws IOException, SQLException {
      turns.incrementAndGet();
      switch (fails) {
        case 1 -> throw new IOException("There is no such folder.");
        case 2 -> throw new SQLException("what a database says", "08006");
        case 3 -> throw new IllegalStateException("a defect");
        case 4 -> throw new ObjectStoreException("The object store does not answer.");
        default -> {
          return ends.get();
        }
      }
    }

    int turns() {
      return turns.get();
    }
  }

  @Test
  void aDutyThatFailsKeepsNoOtherFromItsTurn() {
    var failing = new Counted();
    var other = new Counted();
    var rounds =
        node(
            Duty.ofEachNode("failing", DAY, failing),
            Duty.ofEachNode("other", Duration.ofMinutes(1), other));
    for (int how = 1; how <= 4; how++) {
      failing.fails = how;
      assertThat(rounds.work()).isFalse();
      assertThat(failing.turns()).as("at each round, until it works").isEqualTo(how);
      assertThat(other.turns()).isEqualTo(how);
      assertThat(rounds.failing()).containsExactly("failing");
      clock.advance(Duration.ofMinutes(5));
    }
    failing.fails = 0;
    rounds.work();
    assertThat(rounds.failing()).isEmpty();
    rounds.work();
    assertThat(failing.turns()).as("now it is due in a day").isEqualTo(5);
  }

  @Test
  void eachNodeHasItsTurnAtItsStartAndDaily() {
    var work = new Counted();
    var first = node(Duty.ofEachNode("check", DAY, work));
    first.work();
    first.work();
    node(Duty.ofEachNode("check", DAY, work)).work();
    assertThat(work.turns()).as("one for each node").isEqualTo(2);
    clock.advance(DAY.minusSeconds(1));
    first.work();
    assertThat(work.turns()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(1));
    first.work();
    assertThat(work.turns()).isEqualTo(3);
  }

  @Test
  void ofTwoNodesOneDoesWhatIsForOneAndItIsDoneEachDay() throws Exception {
    var works = new ArrayList<Counted>();
    for (int i = 0; i < 20; i++) {
      works.add(new Counted());
    }
    var duties =
        works.stream()
            .map(work -> Duty.ofOneNode("job-" + works.indexOf(work), DAY, work))
            .toArray(Duty[]::new);
    var nodes = List.of(node(duties), node(duties));
    nodes.forEach(Rounds::work);
    assertThat(works).as("the first turn is one from the start").allMatch(w -> w.turns() == 0);
    var together = new CyclicBarrier(nodes.size());
    try (var threads = new Threads(nodes.size())) {
      for (int day = 1; day <= 3; day++) {
        clock.advance(DAY);
        threads.each(
            nodes,
            node -> {
              together.await(10, TimeUnit.SECONDS);
              node.work();
            });
        int days = day;
        assertThat(works).allMatch(work -> work.turns() == days);
      }
    }
  }

  @Test
  void whatOneNodeFailedInIsAnotherNodesAnHourLater() {
    var broken = new Counted();
    broken.fails = 1;
    var sound = new Counted();
    var first = node(Duty.ofOneNode("job", DAY, broken));
    var second = node(Duty.ofOneNode("job", DAY, sound));
    first.work();
    clock.advance(DAY);
    first.work();
    second.work();
    assertThat(broken.turns()).isEqualTo(1);
    assertThat(sound.turns()).as("not at once").isZero();
    clock.advance(Duration.ofHours(1));
    second.work();
    first.work();
    assertThat(sound.turns()).isEqualTo(1);
    assertThat(broken.turns()).isEqualTo(1);
    clock.advance(DAY.minusSeconds(1));
    second.work();
    assertThat(sound.turns()).as("it was done").isEqualTo(1);
  }

  @Test
  void whatEndedBeforeItWasDoneIsTakenUpAgainAndIsNoFailure() {
    var work = new Counted();
    work.ends.set(false);
    var node = node(Duty.ofOneNode("job", DAY, work));
    node.work();
    clock.advance(DAY);
    node.work();
    assertThat(node.failing()).isEmpty();
    clock.advance(Duration.ofHours(1));
    node.work();
    assertThat(work.turns()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsNotReadyLeavesTheTurnToOthers() {
    var here = new Counted();
    var there = new Counted();
    var unready = node(Duty.ofOneNode("job", DAY, here).onlyIf(() -> false));
    var ready = node(Duty.ofOneNode("job", DAY, there));
    ready.work();
    clock.advance(DAY);
    unready.work();
    ready.work();
    assertThat(here.turns()).isZero();
    assertThat(there.turns()).isEqualTo(1);
  }

  @Test
  void whileTheDatabaseIsAwayTheRoundsGoOn() {
    var needsNone = new Counted();
    var away = TrialDatabase.create();
    var rounds =
        new Rounds(
            "trial",
            List.of(
                Duty.ofOneNode("job", DAY, new Counted()),
                Duty.ofEachNode("file", Duration.ofMinutes(1), needsNone)),
            away.jdbc(),
            clock);
    rounds.work();
    away.close();
    clock.advance(DAY);
    assertThat(rounds.work()).isFalse();
    assertThat(needsNone.turns()).isEqualTo(2);
    assertThat(rounds.failing()).containsExactly("job");
  }

  /** Runs something on several threads at once, and hears of what failed there. */
  private static final class Threads implements AutoCloseable {

    private interface Task {
      void run(Rounds node) throws Exception;
    }

    private final ExecutorService pool;

    Threads(int count) {
      pool = Executors.newFixedThreadPool(count);
    }

    void each(List<Rounds> nodes, Task task) throws Exception {
      var running = new Future<?>[nodes.size()];
      Arrays.setAll(
          running,
          i ->
              pool.submit(
                  () -> {
                    task.run(nodes.get(i));
                    return true;
                  }));
      for (var one : running) {
        one.get(30, TimeUnit.SECONDS);
      }
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }
}
