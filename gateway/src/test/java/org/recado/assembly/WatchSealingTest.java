package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.MemoryStore;
import org.recado.archive.store.UnreliableStore;
import org.recado.message.MessageIds;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Months that are over leave the database while the gateway runs. */
@Timeout(240)
class WatchSealingTest {

  private static final int MESSAGES = 450;
  private static final Duration DAY = Duration.ofDays(1);

  private final TrialDatabase database = TrialDatabase.create();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T08:00:00Z"));
  private final MemoryStore memory = new MemoryStore(Clock.systemUTC());
  private final UnreliableStore store = new UnreliableStore(memory);
  private final MessageIds ids = new MessageIds(clock, new SecureRandom());

  @TempDir Path keys;

  @AfterEach
  void close() {
    database.close();
  }

  private WatchNode node(BooleanSupplier crowded) {
    return node(crowded, Map.of());
  }

  private WatchNode node(BooleanSupplier crowded, Map<String, String> settings) {
    return new WatchNode(database, keys, clock, settings, Optional.of(store.store), crowded);
  }

  /** Of March, which has been over for ninety days and one when this returns. */
  private void march(WatchNode node) {
    var drafts = new RecordDraft[MESSAGES];
    for (int i = 0; i < MESSAGES; i++) {
      drafts[i] =
          RecordDraft.about(RecordKind.ACCEPTED, ids.next(), clock.instant())
              .fact(Facts.CLIENT, "+34600111222")
              .part("text", "Le recordamos su recibo número " + i + " de marzo");
    }
    node.record(drafts);
    node.rounds.sealing().work();
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-07-01T00:00:00Z")));
  }

  /** Contents that are in the database. */
  private long hot() {
    return database.count("SELECT count(*) FROM archive.content WHERE sealed IS NOT NULL");
  }

  @Test
  void oneOfTwoNodesSealsWhatHasBeenOverForLongEnoughAndSaysHowFarItIs() {
    var nodes = List.of(node(() -> false), node(() -> false));
    march(nodes.get(0));
    clock.advance(DAY.negated().minus(DAY)); // the 29th of June
    nodes.forEach(node -> node.rounds.sealing().work());
    assertThat(memory.versions("bank/segments/")).as("not for ninety days yet").isEmpty();
    assertThat(hot()).isEqualTo(MESSAGES);
    nodes.forEach(node -> node.rounds.daily().work());
    assertThat(nodes)
        .allMatch(
            node -> node.gauge("recado.archive.unsealed") == Duration.ofDays(89).toSeconds() * 1.0);

    clock.advance(Duration.ofDays(2));
    nodes.forEach(node -> node.rounds.sealing().work());
    assertThat(hot()).isZero();
    assertThat(memory.versions("bank/segments/")).isNotEmpty();
    assertThat(
            nodes.stream()
                .map(
                    node ->
                        node.meters.get("recado.archive.sealed.records").functionCounter().count())
                .toList())
        .as("one of them did it")
        .containsExactlyInAnyOrder(0.0, (double) MESSAGES);
    nodes.forEach(node -> node.rounds.daily().work());
    assertThat(nodes)
        .as("now April is the oldest")
        .allMatch(
            node -> node.gauge("recado.archive.unsealed") == Duration.ofDays(61).toSeconds() * 1.0);
    int segments = memory.versions("bank/segments/").size();
    clock.advance(DAY);
    nodes.forEach(node -> node.rounds.sealing().work());
    assertThat(memory.versions("bank/segments/")).hasSize(segments);
    assertThat(nodes).allMatch(node -> node.watch.failing().isEmpty());
  }

  @Test
  void whileMailsPourInNothingIsSealed() throws Exception {
    var asked = new AtomicInteger();
    var crowded = new AtomicBoolean(true);
    var node =
        node(
            () -> {
              asked.incrementAndGet();
              return crowded.get();
            });
    march(node);
    var run = CompletableFuture.runAsync(node.rounds.sealing()::work);
    await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() > 2);
    assertThat(run).isNotDone();
    assertThat(memory.versions("bank/segments/")).isEmpty();
    assertThat(hot()).isEqualTo(MESSAGES);
    crowded.set(false);
    run.get(30, TimeUnit.SECONDS);
    assertThat(hot()).isZero();
  }

  @Test
  void aNodeThatStopsLeavesTheRestToAnotherAnHourLater() throws Exception {
    var asked = new AtomicInteger();
    // the first segment goes out; then mails pour in
    var first = node(() -> asked.incrementAndGet() > 2 && !memory.versions("bank/").isEmpty());
    var second = node(() -> false);
    march(first);
    var run = CompletableFuture.runAsync(first.rounds.sealing()::work);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !memory.versions("bank/segments/").isEmpty());
    first.watch.close();
    run.get(30, TimeUnit.SECONDS);
    assertThat(hot()).as("it ended in the middle").isBetween(1L, MESSAGES - 1L);
    assertThat(first.watch.failing()).isEmpty();
    second.rounds.sealing().work();
    assertThat(hot()).as("not at once").isPositive();
    clock.advance(Duration.ofHours(1));
    second.rounds.sealing().work();
    assertThat(hot()).isZero();
    assertThat(database.count("SELECT count(*) FROM cold.segment WHERE state = 'writing'"))
        .isZero();
  }

  @Test
  void aStoreThatDoesNotAnswerIsTriedAgainAnHourLaterAndNothingIsLost() {
    var node = node(() -> false);
    march(node);
    store.breakAfter(3, true);
    node.rounds.sealing().work();
    assertThat(node.watch.failing()).containsExactly("seal");
    assertThat(node.gauge("recado.archive.duty.failing", "duty", "seal")).isEqualTo(1);
    store.mend();
    clock.advance(Duration.ofHours(1));
    node.rounds.sealing().work();
    assertThat(node.watch.failing()).isEmpty();
    assertThat(hot()).isZero();
    assertThat(database.count("SELECT sum(records) FROM cold.segment WHERE state = 'sealed'"))
        .isEqualTo(MESSAGES);
  }

  @Test
  void whoSealsByCommandHasTheGaugeAndNotTheDuty() {
    var node = node(() -> false, Map.of("cold.seal", "false"));
    march(node);
    node.rounds.daily().work();
    node.rounds.sealing().work();
    assertThat(node.watch.duties()).doesNotContain("seal").contains("unsealed-months");
    assertThat(hot()).isEqualTo(MESSAGES);
    assertThat(node.gauge("recado.archive.unsealed")).isPositive();
  }

  @Test
  void aLoginWithoutTheRoleOfDispositionIsSeen() throws SQLException {
    assertThat(DatabaseRole.mayTake(database.jdbc(), "recado_disposition")).isTrue();
    database.force(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weak_gateway') THEN"
            + " CREATE ROLE weak_gateway LOGIN IN ROLE recado_gateway; END IF; END $$");
    try (var connection = database.superuser();
        var statement = connection.createStatement()) {
      statement.execute("SET SESSION AUTHORIZATION weak_gateway; SET ROLE recado_gateway");
      var weak = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
      assertThat(DatabaseRole.mayTake(weak, "recado_disposition")).isFalse();
      assertThat(DatabaseRole.mayTake(weak, "recado_gateway")).isTrue();
    }
  }
}
