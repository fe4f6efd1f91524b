package org.recado.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.trial.TrialDatabase;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** The order of changes, with transactions that commit in another one. */
@Timeout(240)
class ChangesTest {

  private static final Instant NOW = Instant.parse("2027-05-10T08:00:00Z");
  private static final String PAYMENTS = "payments";
  private static final List<String> WAY = List.of("CLAIMED", "SUBMITTED", "DELIVERED");

  /** For a long run: {@code -Dstatus.writes=5000}. */
  private static final int WRITES = Integer.getInteger("status.writes", 150);

  private static TrialDatabase database;
  private final Changes changes = node(Duration.ofDays(90));

  @BeforeAll
  static void open() {
    database = TrialDatabase.create();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @AfterEach
  void empty() {
    database.jdbc().update("DELETE FROM gateway.sms");
  }

  private static Changes node(Duration kept) {
    return new Changes(
        database.jdbc(), database.transactions(), Clock.fixed(NOW, ZoneOffset.UTC), kept);
  }

  @Test
  void aChangeThatIsCommittedLateComesBehindTheCursorThatWasGiven() throws Exception {
    var first = UUID.randomUUID();
    var second = UUID.randomUUID();
    var begun = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    var thread = Executors.newSingleThreadExecutor();
    var late =
        thread.submit(
            () ->
                database
                    .transactions()
                    .executeWithoutResult(
                        status -> {
                          insert(first, PAYMENTS);
                          begun.countDown();
                          await(mayCommit);
                        }));
    await(begun);
    insert(second, PAYMENTS);
    var page = changes.after(PAYMENTS, Cursor.START, 10);
    assertThat(texts(page)).containsExactly(second.toString());
    mayCommit.countDown();
    late.get(30, TimeUnit.SECONDS);
    thread.shutdown();
    assertThat(texts(changes.after(PAYMENTS, Cursor.of(page.cursor()), 10)))
        .containsExactly(first.toString());
  }

  @Test
  void whatWasTakenBackIsNoChange() {
    var text = UUID.randomUUID();
    database
        .transactions()
        .executeWithoutResult(
            status -> {
              insert(text, PAYMENTS);
              status.setRollbackOnly();
            });
    assertThat(changes.after(PAYMENTS, Cursor.START, 10).changes()).isEmpty();
  }

  @Test
  void withoutNewsTheSameCursorComesBack() {
    insert(UUID.randomUUID(), PAYMENTS);
    var page = changes.after(PAYMENTS, Cursor.START, 10);
    var next = changes.after(PAYMENTS, Cursor.of(page.cursor()), 10);
    assertThat(next.changes()).isEmpty();
    assertThat(next.more()).isFalse();
    assertThat(next.cursor()).isEqualTo(page.cursor());
  }

  @Test
  void anUpdateThatLeavesTheStateAsItIsAndATextOfAPersonAreNoChanges() {
    var text = UUID.randomUUID();
    insert(text, PAYMENTS);
    database.jdbc().update("UPDATE gateway.sms SET state = state, attempts = 3 WHERE id = ?", text);
    database.jdbc().update("UPDATE gateway.sms SET owner = 'person' WHERE id = ?", text);
    database.jdbc().update("UPDATE gateway.sms SET state = 'CLAIMED' WHERE id = ?", text);
    assertThat(changes.after(PAYMENTS, Cursor.START, 10).changes()).hasSize(1);
    database
        .jdbc()
        .update("UPDATE gateway.sms SET owner = 'application:payments' WHERE id = ?", text);
  }

  @Test
  void aDestroyedTextLeavesNothingAndHoldsNoReaderUp() {
    var text = UUID.randomUUID();
    insert(text, PAYMENTS);
    var page = changes.after(PAYMENTS, Cursor.START, 10);
    database.jdbc().update("DELETE FROM gateway.sms WHERE id = ?", text);
    assertThat(
            database.count("SELECT count(*) FROM gateway.state_change WHERE sms = ?", text)
                + database.count(
                    "SELECT count(*) FROM gateway.application_text WHERE sms = ?", text))
        .isZero();
    assertThat(changes.after(PAYMENTS, Cursor.of(page.cursor()), 10).changes()).isEmpty();
  }

  @Test
  void aCursorOlderThanWhatIsKeptIsRefusedAndNotContinuedWithAGap() {
    var old = UUID.randomUUID();
    insert(old, PAYMENTS);
    var before = changes.after(PAYMENTS, Cursor.START, 10).cursor();
    insert(UUID.randomUUID(), PAYMENTS);
    changes.arrange();
    database
        .jdbc()
        .update("UPDATE gateway.state_change SET at = ?", Timestamp.from(NOW.minusSeconds(90_000)));
    var young = UUID.randomUUID();
    insert(young, PAYMENTS);
    var node = node(Duration.ofDays(1));
    node.arrange();
    node.forget();
    assertThatThrownBy(() -> node.after(PAYMENTS, Cursor.of(before), 10))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(HttpStatus.GONE));
    assertThat(texts(node.after(PAYMENTS, Cursor.START, 10))).containsExactly(young.toString());
  }

  @Test
  void aRestoredOlderDatabaseIsToldByTheCursor() {
    insert(UUID.randomUUID(), PAYMENTS);
    var cursor = Cursor.of(changes.after(PAYMENTS, Cursor.START, 10).cursor());
    for (var lost :
        List.of(
            new Cursor(cursor.position() + 1_000, cursor.sms()),
            new Cursor(cursor.position(), UUID.randomUUID()))) {
      assertThatThrownBy(() -> changes.after(PAYMENTS, lost, 10))
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(HttpStatus.GONE));
    }
  }

  /** Writers that commit in any order, two nodes that arrange, two readers that never stop. */
  @Test
  void ofManyWritersAtOnceNoReaderMissesAChangeOrReadsOneTwice() throws Exception {
    long seed = Optional.ofNullable(Long.getLong("recado.seed")).orElse(System.nanoTime());
    System.out.println("ChangesTest seed " + seed);
    int writers = 7;
    var done = new CountDownLatch(writers);
    var pool = Executors.newCachedThreadPool();
    var written = new ArrayList<Future<Map<UUID, List<String>>>>();
    for (int i = 0; i < writers; i++) {
      var random = new Random(seed + i);
      written.add(
          pool.submit(
              () -> {
                try {
                  return write(random);
                } finally {
                  done.countDown();
                }
              }));
    }
    var arranging = List.of(1, 2).stream().map(n -> pool.submit(() -> arrangeUntil(done))).toList();
    var readers =
        List.of(1, 2).stream()
            .map(n -> pool.submit(() -> read(done, new Random(seed - n))))
            .toList();
    var expected = new LinkedHashMap<String, List<String>>();
    for (var one : written) {
      one.get(100, TimeUnit.SECONDS).forEach((id, states) -> expected.put(id.toString(), states));
    }
    for (var one : arranging) {
      one.get(100, TimeUnit.SECONDS);
    }
    var first = readers.get(0).get(100, TimeUnit.SECONDS);
    pool.shutdown();
    assertThat(new HashSet<>(first)).as("read twice").hasSameSizeAs(first);
    var read = new LinkedHashMap<String, List<String>>();
    first.forEach(
        change -> read.computeIfAbsent(change.text(), id -> new ArrayList<>()).add(change.state()));
    assertThat(read).isEqualTo(expected);
    assertThat(readers.get(1).get(100, TimeUnit.SECONDS)).isEqualTo(first);
  }

  private List<Change> read(CountDownLatch done, Random random) {
    var node = node(Duration.ofDays(90));
    var all = new ArrayList<Change>();
    var cursor = Cursor.START;
    while (true) {
      boolean last = done.getCount() == 0;
      var page = node.after(PAYMENTS, cursor, 1 + random.nextInt(50));
      all.addAll(page.changes());
      cursor = Cursor.of(page.cursor());
      if (last && !page.more()) {
        return all;
      }
    }
  }

  private static void arrangeUntil(CountDownLatch done) {
    var node = node(Duration.ofDays(90));
    while (done.getCount() > 0) {
      node.arrange();
      Thread.onSpinWait();
    }
  }

  /** Transactions of a few changes each, some taken back; what was committed, text by text. */
  private static Map<UUID, List<String>> write(Random random) {
    TransactionTemplate transactions = database.transactions();
    var committed = new LinkedHashMap<UUID, List<String>>();
    for (int i = 0; i < WRITES; i++) {
      var changed = new LinkedHashMap<UUID, String>();
      boolean takenBack = random.nextInt(10) == 0;
      var known = new ArrayList<>(committed.keySet());
      transactions.executeWithoutResult(
          status -> {
            for (int n = random.nextInt(4); n >= 0; n--) {
              var id = new UUID(random.nextLong(), random.nextLong());
              boolean ours = random.nextInt(4) > 0;
              insert(id, ours ? PAYMENTS : "ledgers");
              if (ours) {
                changed.put(id, "QUEUED");
              }
              if (!known.isEmpty()) {
                var elder = known.get(random.nextInt(known.size()));
                int step = committed.getOrDefault(elder, List.of()).size() - 1;
                if (step < WAY.size() && !changed.containsKey(elder)) {
                  database
                      .jdbc()
                      .update(
                          "UPDATE gateway.sms SET state = ? WHERE id = ?", WAY.get(step), elder);
                  changed.put(elder, WAY.get(step));
                }
              }
            }
            if (takenBack) {
              status.setRollbackOnly();
            }
          });
      if (!takenBack) {
        changed.forEach(
            (id, state) -> committed.computeIfAbsent(id, key -> new ArrayList<>()).add(state));
      }
    }
    return committed;
  }

  private static void insert(UUID id, String application) {
    database
        .jdbc()
        .update(
            """
            WITH named AS (
              INSERT INTO gateway.application_text (sms, application, submission, recipient, segments)
              VALUES (?, ?, ?, '+34600111222@sms.bank.example', 1))
            INSERT INTO gateway.sms (id, submission, client, owner, mailbox, category, lane, pool,
                   concat_ref, report_on, state, not_before, created_at, changed_at)
            VALUES (?, ?, '34600111222', 'application:' || ?, 'a@apps.bank.example', 'reminder', 2,
                    'bank', 1, 'NEVER', 'QUEUED', ?, ?, ?)
            """,
            id,
            application,
            id,
            id,
            id,
            application,
            Timestamp.from(NOW),
            Timestamp.from(NOW),
            Timestamp.from(NOW));
  }

  private static List<String> texts(Change.Page page) {
    return page.changes().stream().map(Change::text).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
