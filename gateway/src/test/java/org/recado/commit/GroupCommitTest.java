package org.recado.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.trial.TrialDatabase;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(240)
class GroupCommitTest {

  private static final TrialDatabase database = TrialDatabase.create();

  private final AtomicInteger calls = new AtomicInteger();
  private CountDownLatch gate = new CountDownLatch(0);

  @BeforeAll
  static void open() {
    database.force("CREATE TABLE public.work (n integer PRIMARY KEY)");
    database.force("GRANT ALL ON public.work TO recado_gateway");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force("TRUNCATE public.work");
  }

  @Test
  void workThatArrivesTogetherSharesOneTransaction() {
    gate = new CountDownLatch(1);
    try (var group = group(100, this::insert)) {
      var first = group.submit(0); // occupies the writer
      await().until(() -> calls.get() == 1);
      var rest = submit(group, 1, 50);
      gate.countDown();
      first.join();
      rest.forEach(CompletableFuture::join);
      assertThat(calls).hasValue(2);
      assertThat(rows()).isEqualTo(51);
    }
  }

  @Test
  void aPoisonPieceSpoilsOnlyItself() {
    gate = new CountDownLatch(1);
    try (var group = group(100, this::insert)) {
      var first = group.submit(0);
      await().until(() -> calls.get() == 1);
      var good = submit(group, 1, 20);
      var poison = group.submit(-1);
      var more = submit(group, 21, 20);
      gate.countDown();
      first.join();
      good.forEach(CompletableFuture::join);
      more.forEach(CompletableFuture::join);
      assertThatThrownBy(poison::join).hasCauseInstanceOf(IllegalArgumentException.class);
      assertThat(rows()).isEqualTo(41);
    }
  }

  @Test
  void aWriterThatLosesCountHarmsOnlyThePieceItLosesCountOf() {
    try (var group =
        group(10, numbers -> numbers.contains(7) ? List.<Integer>of() : insert(numbers))) {
      assertThatThrownBy(() -> group.write(7)).isInstanceOf(IllegalStateException.class);
      assertThat(group.write(8)).isEqualTo(8);
      assertThat(rows()).isEqualTo(1);
    }
  }

  @Test
  void nobodyIsToldBeforeTheCommit() throws SQLException {
    try (var group = group(10, this::insert);
        var blocker = database.superuser()) {
      // checked at the commit, which therefore has to wait for the blocker
      database.force(
          "CREATE OR REPLACE FUNCTION public.linger() RETURNS trigger LANGUAGE plpgsql AS "
              + "$$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$");
      database.force(
          "CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON public.work"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.linger()");
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("SELECT pg_advisory_xact_lock(42)");
      var result = group.submit(1);
      await()
          .until(
              () ->
                  database.count(
                          "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT"
                              + " granted")
                      == 1);
      assertThat(result).isNotDone();
      blocker.rollback();
      assertThat(result.join()).isEqualTo(1);
    } finally {
      database.force("DROP TRIGGER linger ON public.work");
    }
  }

  @Test
  void closeWritesWhatWaits() {
    gate = new CountDownLatch(1);
    var group = group(5, this::insert);
    var all = submit(group, 0, 30);
    await().until(() -> calls.get() == 1);
    var closing = CompletableFuture.runAsync(group::close);
    gate.countDown();
    closing.join();
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(all).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(rows()).isEqualTo(30);
  }

  @Test
  void closeInterruptsNoTransaction() {
    var interrupted = new AtomicInteger();
    gate = new CountDownLatch(1);
    var group =
        group(
            5,
            numbers -> {
              var result = insert(numbers);
              if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
              }
              return result;
            });
    var piece = group.submit(1);
    await().until(() -> calls.get() == 1);
    var closing = CompletableFuture.runAsync(group::close);
    await().until(() -> refusesWork(group));
    gate.countDown();
    closing.join();
    assertThat(piece.join()).isEqualTo(1);
    assertThat(interrupted).hasValue(0);
  }

  @Test
  void whatComesAfterTheCloseIsRefusedAndNeverLeftWaiting() {
    var group = group(5, this::insert);
    group.close();
    assertThatThrownBy(() -> group.write(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFullQueueMakesOthersWaitButNeverTheWritersOwnThread() throws Exception {
    var chained = new ArrayList<CompletableFuture<Integer>>();
    try (var group = group(1, this::insert)) {
      var done = new CountDownLatch(1);
      var unused =
          group
              .submit(0)
              .thenAccept(
                  zero -> {
                    for (int i = 1; i <= 40; i++) { // five times what may wait
                      chained.add(group.submit(i));
                    }
                    done.countDown();
                  });
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      chained.forEach(CompletableFuture::join);
    }
    assertThat(rows()).isEqualTo(41);
  }

  @Test
  void whenTheDatabaseIsAwayAllAreToldAtOnce() {
    var attempts = new AtomicInteger();
    var away =
        new TransactionTemplate() {
          @Override
          public <T> T execute(
              org.springframework.transaction.support.TransactionCallback<T> action) {
            attempts.incrementAndGet();
            await().atMost(Duration.ofSeconds(60)).until(() -> gate.getCount() == 0);
            throw new CannotCreateTransactionException(
                "no", new CannotGetJdbcConnectionException("no"));
          }
        };
    gate = new CountDownLatch(1);
    try (var group = new GroupCommit<Integer, Integer>("away", away, 100, this::insert)) {
      var first = group.submit(0);
      await().until(() -> attempts.get() == 1);
      var rest = submit(group, 1, 50);
      gate.countDown();
      assertThatThrownBy(first::join).hasCauseInstanceOf(CannotCreateTransactionException.class);
      rest.forEach(
          piece ->
              assertThatThrownBy(piece::join)
                  .hasCauseInstanceOf(CannotCreateTransactionException.class));
      assertThat(attempts).hasValue(2);
    }
  }

  @Test
  void awaitWrittenReturnsOnceWhatWasHandedOverIsCommitted() {
    gate = new CountDownLatch(1);
    try (var group = group(5, this::insert)) {
      assertThat(group.awaitWritten(Duration.ofMillis(1))).isTrue(); // nothing to wait for
      var piece = group.submit(1);
      assertThat(group.awaitWritten(Duration.ofMillis(20))).isFalse();
      gate.countDown();
      assertThat(group.awaitWritten(Duration.ofSeconds(60))).isTrue();
      assertThat(piece).isCompleted();
    }
  }

  private static boolean refusesWork(GroupCommit<Integer, Integer> group) {
    try {
      var unused = group.submit(99);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static List<CompletableFuture<Integer>> submit(
      GroupCommit<Integer, Integer> group, int from, int count) {
    var all = new ArrayList<CompletableFuture<Integer>>();
    for (int i = from; i < from + count; i++) {
      all.add(group.submit(i));
    }
    return all;
  }

  private GroupCommit<Integer, Integer> group(
      int most, Function<List<Integer>, List<Integer>> writer) {
    return new GroupCommit<>("test", database.transactions(), most, writer);
  }

  private List<Integer> insert(List<Integer> numbers) {
    calls.incrementAndGet();
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a transaction was interrupted", e);
    }
    for (int number : numbers) {
      if (number < 0) {
        throw new IllegalArgumentException("poison");
      }
      database.jdbc().update("INSERT INTO public.work VALUES (?)", number);
    }
    return numbers;
  }

  private static long rows() {
    return database.count("SELECT count(*) FROM public.work");
  }
}
