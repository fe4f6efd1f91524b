package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.MemoryStore;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.UnreliableStore;
import org.recado.archive.timestamp.TestAuthority;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;
import org.recado.watch.Standing;

/** The archive's daily work as it is put together, on one node and on two. */
@Timeout(240)
class WatchSetupTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final String CHECKPOINTS =
      "SELECT count(*) FROM gateway.mail WHERE kind = 'CHECKPOINT'";

  private final TrialDatabase database = TrialDatabase.create();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T08:00:00Z"));
  private final MemoryStore memory = new MemoryStore(Clock.systemUTC());
  private final UnreliableStore store = new UnreliableStore(memory);

  @TempDir Path keys;
  @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  private WatchNode node(Map<String, String> settings, Optional<ObjectStore> cold) {
    return new WatchNode(database, keys, clock, settings, cold, () -> false);
  }

  /** With a folder, a mail address and an object store to publish to. */
  private Map<String, String> everyWay() {
    var settings = new HashMap<String, String>();
    settings.put("publish.folder", folder.toString());
    settings.put("publish.mail-to[0]", "notary@bank.example");
    settings.put("publish.object-store", "true");
    return settings;
  }

  private RecordDraft something() {
    return RecordDraft.general(RecordKind.SEARCHED, clock.instant()).fact("actor", "eva");
  }

  private Path newest() {
    return folder.resolve("checkpoint.txt");
  }

  private long records(RecordKind kind) {
    return database.count("SELECT count(*) FROM archive.record WHERE kind = ?", kind.wireName());
  }

  /** Cuts the tail of the tree off, as somebody does who has the database and not the folder. */
  private void cutTheTail() {
    database.force(
        "DELETE FROM archive.checkpoint WHERE tree_size = (SELECT max(tree_size) FROM archive.checkpoint)");
    database.force(
        "DELETE FROM archive.ledger_leaf WHERE leaf_index >="
            + " (SELECT max(tree_size) FROM archive.checkpoint)");
  }

  @Test
  void atTheStartAndDailyTheTreeIsHeldAgainstWhatWasPublished() throws Exception {
    var node = node(everyWay(), Optional.of(store.store));
    node.record(something());
    assertThat(node.tree.standing()).isInstanceOf(Standing.Unchecked.class);
    node.rounds.daily().work();
    assertThat(node.tree.standing()).isEqualTo(new Standing.AsSigned(clock.instant(), 1));
    assertThat(node.watch.failing()).isEmpty();
    assertThat(node.archive.ledger().latestCheckpoint()).contains(Files.readString(newest()));
    var first = clock.instant();
    clock.advance(DAY.minusSeconds(1));
    node.rounds.daily().work();
    assertThat(node.tree.standing()).isEqualTo(new Standing.AsSigned(first, 1));
    clock.advance(Duration.ofSeconds(1));
    node.rounds.daily().work();
    assertThat(node.tree.standing())
        .isInstanceOfSatisfying(
            Standing.AsSigned.class, s -> assertThat(s.at()).isEqualTo(clock.instant()));
    assertThat(node.gauge("recado.archive.consistent")).isEqualTo(1);
  }

  @Test
  void checkpointsGetOutByEveryWayAndOnceFromAllNodes() throws Exception {
    try (var authority = new TestAuthority(clock.instant())) {
      var settings = everyWay();
      settings.put("publish.time-stamps", authority.uri().toString());
      var nodes =
          List.of(
              node(settings, Optional.of(store.store)), node(settings, Optional.of(store.store)));
      nodes.get(0).record(something());
      nodes.forEach(node -> node.rounds.daily().work());
      assertThat(memory.versions("bank/checkpoints/")).hasSize(1);
      assertThat(folder.resolve("checkpoint-1.txt")).exists();
      assertThat(database.count(CHECKPOINTS)).as("the first mail is a turn from now").isZero();
      for (int day = 1; day <= 2; day++) {
        clock.advance(DAY);
        nodes.get(1).record(something());
        nodes.forEach(node -> node.rounds.daily().work());
        assertThat(database.count(CHECKPOINTS)).isEqualTo(day);
        assertThat(records(RecordKind.STAMPED)).isEqualTo(day);
        assertThat(records(RecordKind.RECONCILED)).as("two days each").isEqualTo(2L * day);
      }
      assertThat(nodes).allMatch(node -> node.watch.failing().isEmpty());
      assertThat(nodes.get(0).archive.ledger().latestCheckpoint())
          .contains(Files.readString(newest()));
      assertThat(memory.versions("bank/checkpoints/")).as("one of each size").hasSize(3);
    }
  }

  @Test
  void whatIsNotWhatWasPublishedIsToldAndNotPublishedOver() throws Exception {
    var node = node(everyWay(), Optional.of(store.store));
    node.record(something());
    node.record(something());
    node.rounds.daily().work();
    String before = Files.readString(newest());
    cutTheTail();
    clock.advance(DAY);
    node.rounds.daily().work();
    assertThat(node.tree.standing()).isInstanceOf(Standing.Damaged.class);
    assertThat(node.gauge("recado.archive.consistent")).isZero();
    assertThat(Files.readString(newest())).isEqualTo(before);
    assertThat(memory.versions("bank/checkpoints/")).hasSize(1);
    assertThat(database.count(CHECKPOINTS)).isZero();
    assertThat(records(RecordKind.RECONCILED)).as("the rest goes on").isEqualTo(2);
    clock.advance(DAY);
    node.rounds.daily().work();
    assertThat(node.tree.standing()).as("and it stays so").isInstanceOf(Standing.Damaged.class);
    assertThat(Files.readString(newest())).isEqualTo(before);
  }

  @Test
  void whatIsNotWhatIsLockedInTheObjectStoreIsTold() {
    var settings = Map.of("publish.object-store", "true");
    var node = node(settings, Optional.of(store.store));
    node.record(something());
    node.record(something());
    node.rounds.daily().work();
    cutTheTail();
    var another = node(settings, Optional.of(store.store));
    store.breakAfter(0, false);
    another.rounds.daily().work();
    assertThat(another.tree.standing())
        .as("a store that is away is no reason for distrust")
        .isInstanceOf(Standing.AsSigned.class);
    assertThat(another.watch.failing()).containsExactly("publish-object");
    store.mend();
    clock.advance(DAY);
    another.rounds.daily().work();
    assertThat(another.tree.standing()).isInstanceOf(Standing.Damaged.class);
    assertThat(memory.versions("bank/checkpoints/")).hasSize(1);
  }

  @Test
  void whatWasNotLookedAtIsNotSignedForAndTheRestIsDone() throws Exception {
    var settings = everyWay();
    var node = node(settings, Optional.of(store.store));
    node.record(something());
    node.rounds.daily().work();
    Files.delete(newest());
    Files.createDirectory(newest()); // can be found and not be read
    var started = node(settings, Optional.of(store.store));
    started.rounds.daily().work();
    clock.advance(DAY);
    started.rounds.daily().work();
    assertThat(started.watch.failing()).containsExactly("tree-check");
    assertThat(started.gauge("recado.archive.duty.failing", "duty", "tree-check")).isEqualTo(1);
    assertThat(started.gauge("recado.archive.duty.failing", "duty", "reconcile")).isZero();
    assertThat(database.count(CHECKPOINTS)).isZero();
    assertThat(records(RecordKind.RECONCILED)).isEqualTo(2);
    Files.delete(newest());
    clock.advance(Duration.ofMinutes(5));
    started.rounds.daily().work();
    assertThat(started.watch.failing()).isEmpty();
    assertThat(database.count(CHECKPOINTS)).isEqualTo(1);
    assertThat(newest()).isRegularFile();
  }

  @Test
  void anAuthorityThatDoesNotAnswerKeepsNoCheckpointInTheHouse() {
    var settings = everyWay();
    settings.put("publish.time-stamps", "http://127.0.0.1:9/");
    var node = node(settings, Optional.of(store.store));
    node.record(something());
    node.rounds.daily().work();
    clock.advance(DAY);
    node.rounds.daily().work();
    assertThat(node.watch.failing()).containsExactly("time-stamp");
    assertThat(records(RecordKind.STAMPED)).isZero();
    assertThat(database.count(CHECKPOINTS)).isEqualTo(1);
    assertThat(records(RecordKind.RECONCILED)).isEqualTo(2);
  }

  @Test
  void gapsAreCountedAndGoOnTheRecord() {
    var node = node(Map.of(), Optional.empty());
    node.record(something());
    node.rounds.daily().work();
    // accepted on the second, and nowhere in the archive
    database.force(
        "INSERT INTO gateway.submission (id, mail_from, headers_only, arrived_at, texts) VALUES ('"
            + new UUID(7, 7)
            + "', 'eva@bank.example', false, '2026-03-02T09:00:00Z', 1)");
    clock.advance(DAY);
    node.rounds.daily().work();
    assertThat(node.gauge("recado.archive.reconciliation.gaps")).isEqualTo(1);
    var recorded =
        node
            .archive
            .archive()
            .open(
                "SELECT r.metadata, c.sealed, c.wrapped_key FROM archive.record r"
                    + " JOIN archive.content c ON c.record_id = r.id"
                    + " WHERE r.kind = 'reconciled' ORDER BY r.id")
            .stream()
            .map(record -> record.fact("gaps").orElse(""))
            .toList();
    assertThat(recorded).containsExactlyInAnyOrder("1", "0");
    clock.advance(DAY);
    node.rounds.daily().work();
    assertThat(node.gauge("recado.archive.reconciliation.gaps")).as("the next day").isZero();
    assertThat(records(RecordKind.RECONCILED)).isEqualTo(4);
  }
}
