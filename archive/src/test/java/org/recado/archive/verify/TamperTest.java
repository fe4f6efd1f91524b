package org.recado.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.CompactRange;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/** Whatever somebody with the owner's rights changes is caught, and the verifier says where. */
class TamperTest {

  private static final TestArchive SOUND = new TestArchive().copy();

  /** By what the rows of a table are called in findings. */
  private static final Map<String, String> NAME =
      Map.of(
          "archive.record", "id::text",
          "archive.content", "record_id::text",
          "archive.ledger_pending", "record_id::text",
          "archive.ledger_leaf", "record_id::text",
          "archive.checkpoint", "'size ' || tree_size",
          "archive.handover", "'size ' || from_size",
          "archive_index.g1_2026_03", "message_id::text");

  @BeforeAll
  static void anArchiveInUse() {
    for (int i = 0; i < 5; i++) {
      SOUND.sentAndAnswered("Le recordamos su recibo " + i, "Gracias, mañana pago");
      SOUND.append(
          RecordDraft.general(RecordKind.SEARCHED, SOUND.clock.instant())
              .fact("actor", "officer@bank.example"));
      SOUND.catchUp();
      if (i == 0) {
        // the signing key was replaced once
        assertThat(SOUND.run("rotate-signing-key").out()).contains("recado key hand-over");
        SOUND.reopen();
      }
    }
    // and two records that wait for their leaf
    SOUND.append(SOUND.accepted(SOUND.id(), "Aún no está"), SOUND.accepted(SOUND.id(), "Tampoco"));
    SOUND.save();
  }

  @Test
  void aSoundArchiveVerifies() {
    SOUND.restore();
    var run = SOUND.run("verify");
    assertThat(run.out()).contains("37 records", "35 leaves under 5 checkpoints", "2 records wait");
    assertThat(run.out()).contains("The archive is as it was written.");
    assertThat(run.status()).isZero();
    assertThat(SOUND.run("verify", "--json").out())
        .startsWith("{\"archive_key\":\"used\",\"blocked\":0,\"checkpoints\":5,")
        .contains("\"result\":\"clean\"");
    assertThat(SOUND.run("verify", "--without-key").status()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> aChangeInAnyColumnOfAnyTableIsLocated() {
    var columns =
        SOUND.jdbc.queryForList(
            """
            select table_schema || '.' || table_name as table_name, column_name, data_type,
              is_generated
            from information_schema.columns where table_schema in ('archive', 'archive_index')
            order by table_name, ordinal_position
            """);
    var tables = derived();
    columns.removeIf(column -> !tables.contains(String.valueOf(column.get("table_name"))));
    assertThat(columns).hasSizeGreaterThan(30);
    return columns.stream()
        .map(
            column ->
                DynamicTest.dynamicTest(
                    column.get("table_name") + "." + column.get("column_name"),
                    () -> changeIsLocated(column)));
  }

  /** Every table but the one that tells how far the index is: its tests are below. */
  private static List<String> derived() {
    return SOUND.tables().stream()
        .filter(table -> !table.equals("archive_index.generation"))
        .toList();
  }

  private static void changeIsLocated(Map<String, Object> column) {
    String table = String.valueOf(column.get("table_name"));
    String name = String.valueOf(column.get("column_name"));
    for (String harm : harms(name, String.valueOf(column.get("data_type")))) {
      boolean generated = "ALWAYS".equals(column.get("is_generated"));
      // what changes the table, and not only its rows, is done to a copy
      var sound = copy();
      var archive = generated || name.equals("only_row") ? sound.copy() : sound;
      freeOfConstraints(archive, table);
      if (generated) {
        archive.jdbc.execute(
            "alter table "
                + table.replace("g1_2026_03", "g1")
                + " alter column "
                + name
                + " drop expression");
      }
      String row = middleRow(table);
      String called =
          archive.jdbc.queryForObject(
              "select " + NAME.get(table) + " from " + table + " where " + row, String.class);
      assertThat(
              archive.jdbc.update(
                  "update " + table + " set " + name + " = " + harm + " where " + row))
          .isEqualTo(1);
      var run = archive.run("verify");
      assertThat(run.status()).as(harm).isEqualTo(1);
      assertThat(run.out()).as(harm).contains(called);
    }
  }

  private static List<String> harms(String name, String type) {
    return switch (type) {
      case "uuid" -> List.of("gen_random_uuid()");
      case "timestamp with time zone" -> List.of(name + " + interval '1 microsecond'");
      case "bigint" -> List.of(name + " + 1000");
      case "boolean" -> List.of("not " + name);
      case "tsvector" -> List.of("'changed'::tsvector");
      case "bytea" ->
          Stream.of("0", "length(%s) / 2", "length(%s) - 1")
              .map(at -> at.formatted(name))
              .map(at -> "set_byte(%1$s, %2$s, get_byte(%1$s, %2$s) # 1)".formatted(name, at))
              .toList();
      case "text" ->
          Stream.of("1", "length(%s) / 2 + 1", "length(%s)")
              .map(at -> at.formatted(name))
              .map(
                  at ->
                      "coalesce(overlay(%1$s placing case substr(%1$s, %2$s, 1) when 'x' then 'y' else 'x' end from %2$s), 'x')"
                          .formatted(name, at))
              .toList();
      default -> throw new AssertionError("the test cannot change a " + type + " yet");
    };
  }

  @TestFactory
  Stream<DynamicTest> aDeletedRowOfAnyTableIsLocated() {
    return derived().stream()
        .map(
            table ->
                DynamicTest.dynamicTest(
                    table,
                    () -> {
                      var archive = copy();
                      String row = middleRow(table);
                      String called =
                          archive.jdbc.queryForObject(
                              "select " + NAME.get(table) + " from " + table + " where " + row,
                              String.class);
                      archive.execute("delete from " + table + " where " + row);
                      var run = archive.run("verify");
                      assertThat(run.status()).isEqualTo(1);
                      assertThat(run.out()).contains(String.valueOf(called));
                    }));
  }

  @Test
  void anIndexThatClaimsToHaveReadMoreOrLessThanItHasIsAFinding() {
    var archive = copy();
    archive.execute("update archive_index.generation set next_leaf = 1000 where number = 1");
    assertThat(archive.run("verify").out()).contains("the index claims to have read 1000 leaves");
    archive.execute("update archive_index.generation set next_leaf = 3 where number = 1");
    assertThat(archive.run("verify").out()).contains("no record the index has read says so");
    archive.execute("delete from archive_index.generation");
    assertThat(archive.run("verify").out()).contains("no generation is current");
  }

  @Test
  void withoutTheKeyAFlippedByteInTheContentIsStillLocated() {
    var archive = copy();
    String row = middleRow("archive.content");
    String id =
        archive.jdbc.queryForObject(
            "select record_id::text from archive.content where " + row, String.class);
    archive.execute(
        "update archive.content set sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 128) where "
            + row);
    var run = archive.run("verify", "--without-key");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("FOUND record " + id).contains("Without the archive key");
  }

  @Test
  void aRecordPutInByHandIsLocated() {
    var archive = copy();
    var id = UUID.fromString("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    archive.execute(
        "insert into archive.record select ?, message_id, recorded_at, kind,"
            + " replace(metadata, id::text, ?) from archive.record where kind = 'accepted' limit 1",
        id,
        id.toString());
    assertThat(archive.run("verify").out())
        .contains("FOUND record " + id + " in record: it is neither in the tree nor waiting")
        .contains("FOUND record " + id + " in content: its content is gone");
  }

  @Test
  void aLeafRewrittenTogetherWithItsHashIsLocatedToTheBatchItWasSignedIn() {
    var archive = copy();
    var row =
        archive.jdbc.queryForMap(
            "select r.id, r.metadata, l.leaf_index from archive.record r"
                + " join archive.ledger_leaf l on l.record_id = r.id where l.leaf_index = 17");
    String metadata = String.valueOf(row.get("metadata")).replace("\"years\":7", "\"years\":1");
    archive.execute("update archive.record set metadata = ? where id = ?", metadata, row.get("id"));
    archive.execute(
        "update archive.ledger_leaf set leaf_hash = ? where leaf_index = 17",
        (Object) MerkleTree.leaf(metadata.getBytes(StandardCharsets.UTF_8)).octets());
    var run = archive.run("verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines().filter(line -> line.startsWith("FOUND")))
        .containsExactly(
            "FOUND in checkpoint: the checkpoint of size 21 is signed over another tree: a leaf"
                + " from 14 to 20 is not the one that was signed");
  }

  @Test
  void aCutTailIsCaughtWithAPublishedCheckpoint(@TempDir Path folder) throws IOException {
    var archive = copy();
    Path published = folder.resolve("published.txt");
    Files.writeString(published, archive.setup.ledger().latestCheckpoint().orElseThrow());
    assertThat(archive.run("verify", "--published-checkpoint", published.toString()).status())
        .isZero();
    cutTail(archive, 28);
    assertThat(archive.run("verify").status()).isZero();
    var run = archive.run("verify", "--published-checkpoint", published.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("the published checkpoint covers 35 leaves, but only 28 are there");
  }

  @Test
  void aRewrittenTailIsCaughtWithAPublishedCheckpoint(@TempDir Path folder) throws IOException {
    var archive = copy();
    Path published = folder.resolve("published.txt");
    Files.writeString(published, archive.setup.ledger().latestCheckpoint().orElseThrow());
    cutTail(archive, 28);
    for (int i = 0; i < 8; i++) {
      archive.append(archive.accepted(archive.id(), "Otra historia " + i));
    }
    archive.catchUp();
    assertThat(archive.run("verify").status()).isZero();
    var run = archive.run("verify", "--published-checkpoint", published.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("the first 35 leaves are not those the published checkpoint");
  }

  @Test
  void aLedgerSignedAnewWithAnotherKeyIsCaught(@TempDir Path folder) throws IOException {
    var archive = copy();
    var other =
        SigningKey.loadOrCreate(
            folder.resolve("k"), TestArchive.ORIGIN, () -> false, new SecureRandom());
    for (var row :
        archive.jdbc.queryForList(
            "select tree_size, note, frontier from archive.checkpoint where tree_size > 7")) {
      var old =
          Checkpoint.open(String.valueOf(row.get("note")), archive.setup.ledger().verifierKey());
      archive.execute(
          "update archive.checkpoint set note = ? where tree_size = ?",
          old.signed(other),
          row.get("tree_size"));
    }
    var run = archive.run("verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("the checkpoint of size 14 is not signed by " + TestArchive.ORIGIN)
        .contains("the checkpoint of size 35 is not signed by " + TestArchive.ORIGIN);
  }

  @Test
  void twoContentsThatChangedPlacesAreBothLocated() {
    var archive = copy();
    List<UUID> ids =
        archive.jdbc.queryForList(
            "select id from archive.record where kind = 'accepted' order by id limit 2",
            UUID.class);
    archive.execute(
        "update archive.content c set sealed = o.sealed, wrapped_key = o.wrapped_key"
            + " from archive.content o where c.record_id in (?, ?) and o.record_id in (?, ?)"
            + " and o.record_id <> c.record_id",
        ids.get(0),
        ids.get(1),
        ids.get(0),
        ids.get(1));
    assertThat(archive.run("verify").out())
        .contains("FOUND record " + ids.get(0), "FOUND record " + ids.get(1));
  }

  @Test
  void contentThatWasDisposedOfOnTheRecordIsNoFinding() {
    var archive = copy();
    var message = archive.sentAndAnswered("Se destruirá", "ok");
    archive.catchUp();
    archive.append(
        RecordDraft.about(RecordKind.DISPOSED, message, Instant.parse("2033-03-02T08:00:00Z")));
    archive.catchUp();
    archive.execute(
        "delete from archive.content c using archive.record r"
            + " where r.id = c.record_id and r.message_id = ? and r.kind <> 'disposed'",
        message.value());
    archive.execute("delete from " + archive.index() + " where message_id = ?", message.value());
    var run = archive.run("verify");
    assertThat(run.out()).contains("4 of them with their content destroyed");
    assertThat(run.status()).isZero();
  }

  @Test
  void theLedgerDoesNotGoOnFromACheckpointThatIsNotItsOwn() {
    var archive = copy();
    archive.execute("update archive.checkpoint set note = replace(note, '35', '36')");
    assertThatThrownBy(() -> archive.setup.ledger().sequence())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The ledger stands still: the checkpoint of size 35");
    assertThat(archive.jdbc.queryForObject("select count(*) from archive.ledger_leaf", Long.class))
        .isEqualTo(35);
  }

  /** The sound archive once more, to do harm to its rows. */
  private static TestArchive copy() {
    SOUND.restore();
    return SOUND;
  }

  /** Leaves, records and checkpoints from {@code size} on vanish without a trace. */
  private static void cutTail(TestArchive archive, long size) {
    archive.execute(
        "delete from "
            + archive.index()
            + " where record_id in (select record_id from archive.ledger_leaf"
            + " where leaf_index >= ?)",
        size);
    archive.execute(
        "delete from archive.content where record_id in (select record_id from archive.ledger_leaf"
            + " where leaf_index >= ?)",
        size);
    archive.execute(
        "delete from archive.record where id in (select record_id from archive.ledger_leaf"
            + " where leaf_index >= ?)",
        size);
    archive.execute("delete from archive.ledger_leaf where leaf_index >= ?", size);
    archive.execute("delete from archive.checkpoint where tree_size > ?", size);
    archive.execute("update archive_index.generation set next_leaf = ? where number = 1", size);
    var range = new CompactRange();
    archive
        .jdbc
        .queryForList("select leaf_hash from archive.ledger_leaf order by leaf_index", byte[].class)
        .forEach(hash -> range.append(Hash.of(hash)));
    assertThat(range.size()).isEqualTo(size);
  }

  private static String middleRow(String table) {
    return "ctid = (select ctid from %1$s order by 1 offset (select count(*) / 2 from %1$s) limit 1)"
        .formatted(table);
  }

  private static void freeOfConstraints(TestArchive archive, String table) {
    List<String> checks =
        new ArrayList<>(
            archive.jdbc.queryForList(
                "select conname from pg_constraint where contype = 'c' and conrelid ="
                    + " ?::regclass",
                String.class,
                table));
    checks.forEach(
        check -> archive.jdbc.execute("alter table " + table + " drop constraint " + check));
  }
}
