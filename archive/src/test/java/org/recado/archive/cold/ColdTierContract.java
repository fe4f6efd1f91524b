package org.recado.archive.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.MemoryStore;
import org.recado.archive.store.ObjectState;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectStoreException;
import org.recado.archive.store.ObjectVersion;
import org.recado.archive.store.UnreliableStore;
import org.recado.message.MessageId;

/** What leaves the database is still there, still proved, and still destroyed when it is due. */
abstract class ColdTierContract {

  private static final Instant LONG_AGO = Instant.parse("2014-05-06T10:00:00Z");
  private static final ColdSettings SETTINGS =
      new ColdSettings("bank/", Duration.ZERO, 4_000, Duration.ofDays(400));

  final TestArchive archive = new TestArchive();
  private UnreliableStore unreliable = new UnreliableStore(new MemoryStore(Clock.systemUTC()));

  @TempDir Path folder;

  abstract ObjectStore store();

  /** Changes one octet under the store's hands. */
  abstract void tamper(ObjectVersion version, long place) throws Exception;

  /** Takes the object away under the store's hands. */
  abstract void lose(ObjectVersion version) throws Exception;

  @BeforeEach
  void anArchiveWithAStore() {
    unreliable = new UnreliableStore(store());
    archive.use(unreliable.store, SETTINGS);
  }

  /** Unless a test did harm. */
  void verifies() {
    archive.catchUp();
    var run = archive.run("verify");
    assertThat(run.out() + run.err()).contains("The archive is as it was written.");
    assertThat(archive.run("verify", "--without-key").status()).isZero();
  }

  private MessageId march() {
    var message = archive.sentAndAnswered("Le recordamos su recibo de marzo", "Mañana pago");
    archive.sentAndAnswered("Otro texto", "Otra respuesta");
    archive.append(
        RecordDraft.general(RecordKind.SEARCHED, archive.clock.instant()).fact("actor", "officer"));
    archive.catchUp();
    archive.clock.forward(Duration.ofDays(40));
    return message;
  }

  private void seal() {
    var run = archive.run("seal");
    assertThat(run.err() + run.out()).contains("Sealed.");
    assertThat(run.status()).isZero();
  }

  private long hot() {
    return count(
        "select count(*) from archive.content c join archive.record r on r.id = c.record_id"
            + " where c.sealed is not null and disposition.goes(r.kind)");
  }

  private long count(String sql) {
    Long count = archive.jdbc.queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }

  private List<ObjectState> segments() {
    return store().versions("bank/segments/").stream()
        .flatMap(version -> store().find(version).stream())
        .toList();
  }

  private ObjectVersion segmentOf(MessageId message) {
    return archive.jdbc.queryForObject(
        "select s.object_key, s.version from cold.segment s join cold.place p on p.segment_id = s.id"
            + " join archive.record r on r.id = p.record_id and r.kind = 'accepted'"
            + " where r.message_id = ?",
        (row, number) -> new ObjectVersion(row.getString(1), row.getString(2)),
        message.value());
  }

  private String text(MessageId message) {
    return archive.setup.archive().ofMessage(message).stream()
        .flatMap(record -> record.part("text").stream())
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void aClosedMonthLeavesTheDatabaseAndEverythingGoesOn() throws Exception {
    var message = march();
    var today = archive.sentAndAnswered("Un texto de hoy", "Sí");
    archive.catchUp();
    var plan = archive.run("seal", "--dry-run");
    assertThat(plan.out())
        .contains("would seal 2026-03: 10 records", "locked until 2033-04-01T00:00:00Z")
        .contains("would seal 2026-03: 3 records");
    assertThat(segments()).isEmpty();

    seal();
    assertThat(hot()).as("what is of today").isEqualTo(6);
    assertThat(segments())
        .hasSizeGreaterThan(1)
        .allMatch(
            s -> !s.lockedUntil().orElseThrow().isBefore(Instant.parse("2033-04-01T00:00:00Z")));
    assertThat(text(message)).isEqualTo("Le recordamos su recibo de marzo");
    assertThat(text(today)).isEqualTo("Un texto de hoy");
    assertThat(archive.setup.search().find(message)).isPresent();
    verifies();
    assertThat(archive.run("verify").out()).contains("13 contents are in the object store, in ");
    assertThat(archive.run("verify", "--without-store").out()).contains("THEY WERE NOT LOOKED AT");

    // what reads or turns over the whole archive
    assertThat(archive.run("rebuild-index").status()).isZero();
    assertThat(archive.run("rotate-archive-key").status()).isZero();
    assertThat(archive.run("rotate-archive-key", "--finish").status()).isZero();
    archive.reopen();
    assertThat(archive.run("rotate-signing-key").status()).isZero();
    archive.reopen();
    archive.append(archive.accepted(archive.id(), "Después"));
    verifies();
    assertThat(archive.run("restore-check").out()).contains("Complete up to record");
    Path export = folder.resolve("export");
    var exported =
        archive.run("export", "--out", export.toString(), "--message", message.toString());
    assertThat(exported.err()).isEmpty();
    assertThat(Files.readString(export.resolve("part-0001/records.jsonl")))
        .contains("Le recordamos su recibo de marzo");

    int before = segments().size();
    seal();
    assertThat(segments()).as("nothing is sealed twice").hasSize(before);
  }

  @Test
  void aMonthIsSealedOnlyOnceItHasBeenOverForSoLong() {
    archive.use(
        unreliable.store, new ColdSettings("", Duration.ofDays(90), 4_000, Duration.ofDays(400)));
    march();
    seal();
    assertThat(segments()).isEmpty();
    archive.clock.forward(Duration.ofDays(90));
    assertThat(archive.run("seal", "--dry-run").out()).contains("would seal 2026-03");
  }

  @Test
  void holdsAndLengthenedTimesAreToldToTheStore() {
    var message = march();
    seal();
    var version = segmentOf(message);
    String first = hold("--client", "+34600111222");
    assertThat(state(version).held()).isTrue();
    String second = hold("--message", message.toString());
    lift(first);
    assertThat(state(version).held()).as("another hold is in force").isTrue();
    verifies();
    lift(second);
    assertThat(state(version).held()).isFalse();
    assertThat(segments()).noneMatch(ObjectState::held);

    archive.run(
        "retain",
        "lengthen",
        "--message",
        message.toString(),
        "--until",
        "2040-06-30",
        "--by",
        "eva",
        "--reason",
        "case 7");
    assertThat(state(version).lockedUntil().orElseThrow())
        .isAfterOrEqualTo(Instant.parse("2040-07-01T00:00:00Z"));
    verifies();
  }

  @Test
  void aHoldIsInForceWhileTheStoreIsDownAndToldToItLater() {
    var message = march();
    seal();
    unreliable.breakAfter(0, false);
    var run =
        archive.run(
            "hold", "place", "--message", message.toString(), "--by", "eva", "--reason", "case 7");
    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("does not answer", "archive seal --locks-only");
    unreliable.mend();
    assertThat(state(segmentOf(message)).held()).isFalse();
    assertThat(archive.run("seal", "--locks-only").status()).isZero();
    assertThat(state(segmentOf(message)).held()).isTrue();
    archive.run("seal", "--locks-only");
    verifies();
  }

  @Test
  void whileTheStoreIsDownViewsSayItAndSearchGoesOnAndNothingIsLost() {
    var message = march();
    seal();
    archive.reopen();
    unreliable.breakAfter(0, false);
    assertThatThrownBy(() -> text(message))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining("does not answer");
    assertThat(archive.setup.search().find(message).orElseThrow().text())
        .isEqualTo("Le recordamos su recibo de marzo");
    var verify = archive.run("verify");
    assertThat(verify.status()).isEqualTo(2);
    assertThat(verify.err()).contains("does not answer");
    assertThat(archive.run("seal").status()).isEqualTo(2);
    unreliable.mend();
    assertThat(text(message)).isEqualTo("Le recordamos su recibo de marzo");
    verifies();
  }

  @Test
  void brokenOffAnywhereItGoesOnAndNothingIsLost() {
    march();
    boolean done = false;
    int calls = 0;
    while (!done) {
      for (boolean doesTheLast : new boolean[] {false, true}) {
        unreliable.breakAfter(calls, doesTheLast);
        done |= archive.run("seal").status() == 0;
        unreliable.mend();
        verifies();
      }
      calls++;
    }
    assertThat(calls).isGreaterThan(4);
    seal();
    assertThat(hot()).isZero();
    assertThat(count("select count(*) from cold.segment where state = 'writing'")).isZero();
    // what was locked before the answer was lost is used, and not written again
    assertThat(segments())
        .hasSize((int) count("select count(*) from cold.segment where state = 'sealed'"));
    verifies();
  }

  @Test
  void whatIsInALockedSegmentIsDestroyedWithItsKey() {
    var message = old();
    var young = march();
    seal();
    var version = segmentOf(message);
    assertThat(segmentOf(young)).as("other times, other segments").isNotEqualTo(version);
    String certificate = dispose(message);
    assertThat(certificate)
        .contains(message + " records=1", "ciphertext-locked-until=", "destroyed");
    assertThat(archive.setup.archive().ofMessage(message))
        .filteredOn(r -> r.kind() == RecordKind.ACCEPTED)
        .allMatch(ArchivedRecord::destroyed);
    assertThat(archive.setup.search().find(message)).isEmpty();
    assertThat(store().find(version)).as("it is locked").isPresent();
    verifies();
    assertThat(text(young)).isEqualTo("Le recordamos su recibo de marzo");
  }

  @Test
  void aHeldMessageIsNotDestroyedWhereverItIs() {
    var message = old();
    archive.clock.forward(Duration.ofDays(40));
    seal();
    hold("--client", "+34600111222");
    assertThat(archive.run("dispose", "propose", "--by", "ana", "--reason", "over").out())
        .contains("Nothing has been kept long enough yet.");
    assertThat(text(message)).isEqualTo("De hace mucho");
  }

  @Test
  void aSegmentGoesOnceItsLockIsOverAndNothingInItCanBeRead() {
    archive.clock.forward(Duration.between(archive.clock.instant(), Instant.now()).minusDays(60));
    var message = old();
    archive.clock.forward(Duration.ofDays(60));
    archive.use(
        unreliable.store, new ColdSettings("bank/", Duration.ZERO, 4_000, Duration.ofSeconds(4)));
    seal();
    var version = segmentOf(message);
    dispose(message);
    var until = state(version).lockedUntil().orElseThrow();
    assertThat(until).isBefore(Instant.now().plus(60, ChronoUnit.SECONDS));
    await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now().isAfter(until.plusSeconds(1)));
    archive.clock.forward(Duration.ofSeconds(60));
    var run = archive.run("seal");
    assertThat(run.out()).contains("1 removed that nobody could read any more");
    assertThat(store().find(version)).isEmpty();
    verifies();
  }

  @Test
  void whatCanStillBeReadIsLockedAnew() {
    archive.clock.forward(Duration.between(archive.clock.instant(), Instant.now()).minusDays(60));
    var message = old();
    archive.clock.forward(Duration.ofDays(60));
    archive.use(
        unreliable.store, new ColdSettings("bank/", Duration.ZERO, 4_000, Duration.ofMinutes(5)));
    seal();
    var before = state(segmentOf(message)).lockedUntil().orElseThrow();
    assertThat(archive.run("seal", "--locks-only").out()).contains("0 locked for longer");
    archive.clock.forward(Duration.ofMinutes(6));
    assertThat(archive.run("seal", "--locks-only").out()).contains("1 locked for longer");
    assertThat(state(segmentOf(message)).lockedUntil().orElseThrow()).isAfter(before);
    verifies();
  }

  @Test
  void whatIsBlockedIsOutOfSightAndReleasedOutOfItsSegment() throws Exception {
    var message = march();
    seal();
    assertThat(
            archive
                .run(
                    "block",
                    "--message",
                    message.toString(),
                    "--until",
                    "2035-01-01",
                    "--by",
                    "ana",
                    "--reason",
                    "art. 32")
                .status())
        .isZero();
    assertThat(archive.setup.archive().ofMessage(message))
        .filteredOn(r -> r.kind() == RecordKind.ACCEPTED)
        .allMatch(ArchivedRecord::destroyed);
    verifies();
    String id =
        archive
            .run(
                "release",
                "propose",
                "--message",
                message.toString(),
                "--authority",
                "Court 3",
                "--by",
                "ana",
                "--reason",
                "oficio 12")
            .out()
            .substring(0, 36);
    archive.run("dispose", "approve", id, "--by", "eva");
    archive.run("dispose", "approve", id, "--by", "luis");
    Path out = folder.resolve("released");
    assertThat(archive.run("release", "run", id, "--out", out.toString(), "--by", "ops").status())
        .isZero();
    try (var files = Files.list(out)) {
      assertThat(files.filter(file -> file.toString().endsWith("-text")))
          .singleElement()
          .satisfies(file -> assertThat(file).hasContent("Le recordamos su recibo de marzo"));
    }
    verifies();
  }

  @Test
  void aChangedOctetInTheStoreIsFoundAndLocated() throws Exception {
    var message = march();
    seal();
    var place =
        archive.jdbc.queryForMap(
            "select r.id, l.leaf_index, p.place from cold.place p join archive.record r on r.id = p.record_id"
                + " join archive.ledger_leaf l on l.record_id = r.id"
                + " where r.kind = 'accepted' and r.message_id = ?",
            message.value());
    tamper(segmentOf(message), Long.parseLong(String.valueOf(place.get("place"))) + 5);
    archive.reopen();
    for (var run : List.of(archive.run("verify"), archive.run("verify", "--without-key"))) {
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .contains("FOUND record " + place.get("id") + " (leaf " + place.get("leaf_index") + ")")
          .contains("its sealed content is not the one its leaf commits to")
          .contains("the segment " + segmentOf(message).key() + " is not the one that was signed");
    }
    assertThatThrownBy(() -> text(message)).isInstanceOf(DamagedRecordException.class);
  }

  @Test
  void aChangedIndexInTheStoreIsFound() throws Exception {
    var message = march();
    seal();
    var version = segmentOf(message);
    tamper(version, state(version).size() - 400);
    var run = archive.run("verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("in object store: the segment " + version.key());
  }

  @Test
  void anObjectThatIsGoneIsFoundAndItsRecordsAreNamed() throws Exception {
    var message = march();
    seal();
    var version = segmentOf(message);
    var ids =
        archive.jdbc.queryForList(
            "select p.record_id from cold.place p join cold.segment s on s.id = p.segment_id"
                + " where s.object_key = ?",
            UUID.class,
            version.key());
    lose(version);
    archive.reopen();
    var run = archive.run("verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("the segment " + version.key() + " is not in the object store");
    ids.forEach(id -> assertThat(run.out()).contains("FOUND record " + id));
  }

  @Test
  void aChangeInTheDatabasesViewOfTheStoreIsLocated() {
    march();
    seal();
    for (var harm :
        Map.of(
                "update cold.place set place = place + 1 where record_id = (select record_id from cold.place order by 1 desc limit 1)",
                "FOUND record",
                "update cold.place set size = size - 1 where record_id = (select record_id from cold.place order by 1 limit 1)",
                "FOUND record",
                "delete from cold.place where record_id = (select record_id from cold.place order by 1 desc limit 1)",
                "its content is neither in the database nor in a segment",
                "update cold.segment set sha256 = set_byte(sha256, 3, 1 # get_byte(sha256, 3))",
                "does not have the hash that it had when it was sealed",
                "update cold.segment set locked_until = locked_until + interval '10 years'",
                "is locked until",
                "update cold.segment set held = true",
                "is not held")
            .entrySet()) {
      var copy = archive.copy();
      copy.execute(harm.getKey());
      var run = copy.run("verify");
      assertThat(run.status()).as(harm.getKey()).isEqualTo(1);
      assertThat(run.out()).as(harm.getKey()).contains(harm.getValue());
    }
  }

  @Test
  void theDatabaseLetsNothingGoThatWasNotReadBack() {
    march();
    var record =
        archive.jdbc.queryForMap(
            "select r.id, sha256(c.sealed) as digest from archive.record r"
                + " join archive.content c on c.record_id = r.id where r.kind = 'accepted' limit 1");
    String call = "select cold.seal(?, 'v', 1000000, 'x', array[?], array[17::bigint], array[?])";
    refused(
        "recado_gateway",
        call,
        UUID.randomUUID(),
        record.get("id"),
        record.get("digest"),
        "permission denied");
    refused(
        "recado_disposition",
        call,
        UUID.randomUUID(),
        record.get("id"),
        record.get("digest"),
        "is not being written");
    var segment = UUID.randomUUID();
    archive.execute(
        "insert into cold.segment (id, object_key, month, indexed, locked_until)"
            + " values (?, ?, '2026-03-01', true, '2033-04-01')",
        segment,
        segment.toString());
    refused(
        "recado_disposition",
        call,
        segment,
        record.get("id"),
        new byte[32],
        "may not leave the database");
    archive.execute("update cold.segment set locked_until = '2030-01-01' where id = ?", segment);
    refused(
        "recado_disposition",
        call,
        segment,
        record.get("id"),
        record.get("digest"),
        "may not leave the database");
    archive.execute("update cold.segment set locked_until = '2020-01-01' where id = ?", segment);
    refused(
        "recado_disposition",
        call,
        segment,
        record.get("id"),
        record.get("digest"),
        "is not locked");
    for (String sql :
        List.of(
            "update archive.content set sealed = null",
            "delete from cold.place",
            "update cold.segment set state = 'expired'",
            "select cold.expire('" + segment + "')")) {
      refused("recado_gateway", sql, null, null, null, "permission denied");
    }
    archive.execute("delete from cold.segment where id = ?", segment);
  }

  @Test
  void checkpointsArePublishedOnceAndLockedAndTheFirstVersionCounts() throws Exception {
    var access = new ColdAccess(() -> unreliable.store, SETTINGS);
    var objects = new CheckpointObjects(access, Duration.ofDays(3650));
    assertThat(objects.newest()).isEmpty();
    march();
    String first = archive.setup.ledger().latestCheckpoint().orElseThrow();
    objects.publish(first, Instant.now());
    objects.publish(first, Instant.now());
    var published = store().versions("bank/checkpoints/");
    assertThat(published).hasSize(1);
    assertThat(state(published.get(0)).lockedUntil().orElseThrow())
        .isAfter(Instant.now().plus(Duration.ofDays(3649)));
    assertThat(objects.newest()).contains(first);
    Path forged = Files.writeString(folder.resolve("forged"), first.replace('1', '2'));
    store().put(published.get(0).key(), forged, Instant.now().plusSeconds(5), false);
    assertThat(objects.newest()).contains(first);
    march();
    String second = archive.setup.ledger().latestCheckpoint().orElseThrow();
    objects.publish(second, Instant.now());
    assertThat(objects.newest()).contains(second);
    assertThat(
            archive
                .run(
                    "verify",
                    "--published-checkpoint",
                    Files.writeString(folder.resolve("kept"), objects.newest().orElseThrow())
                        .toString())
                .status())
        .isZero();
    archive.execute("delete from archive.ledger_leaf where leaf_index >= 13");
    archive.execute("delete from archive.checkpoint where tree_size > 13");
    assertThat(
            archive
                .run("verify", "--published-checkpoint", folder.resolve("kept").toString())
                .out())
        .contains("the published checkpoint covers");
    archive.execute("delete from archive.record");
    archive.execute("delete from archive.content");
    archive.execute("delete from archive.ledger_leaf");
    archive.execute("delete from archive.checkpoint");
  }

  private void refused(
      String role,
      String sql,
      @Nullable UUID segment,
      @Nullable Object record,
      @Nullable Object digest,
      String why) {
    archive.transactions.executeWithoutResult(
        status -> {
          archive.jdbc.execute("set local role " + role);
          assertThatThrownBy(
                  () -> {
                    if (segment == null) {
                      archive.jdbc.execute(sql);
                    } else {
                      archive.jdbc.query(sql, row -> {}, segment, record, digest);
                    }
                  })
              .rootCause()
              .hasMessageContaining(why);
          status.setRollbackOnly();
        });
  }

  private ObjectState state(ObjectVersion version) {
    return store().find(version).orElseThrow();
  }

  /** A message whose time was over long ago. */
  private MessageId old() {
    var message = archive.id();
    archive.append(
        RecordDraft.about(RecordKind.ACCEPTED, message, LONG_AGO)
            .fact(Facts.CLIENT, "+34600111222")
            .fact(Facts.STATUS, "SENT")
            .part("text", "De hace mucho"));
    archive.catchUp();
    return message;
  }

  private String dispose(MessageId message) {
    String id =
        archive.run("dispose", "propose", "--by", "ana", "--reason", "over").out().substring(0, 36);
    assertThat(archive.run("dispose", "show", id).out()).contains(message.toString());
    archive.run("dispose", "approve", id, "--by", "eva");
    archive.run("dispose", "approve", id, "--by", "luis");
    var run = archive.run("dispose", "run", id, "--by", "ops");
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private String hold(String... scope) {
    var words = new ArrayList<>(List.of("hold", "place"));
    words.addAll(List.of(scope));
    words.addAll(List.of("--by", "eva", "--reason", "case 7"));
    var run = archive.run(words.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run.out().substring(5, 41);
  }

  private void lift(String hold) {
    var run = archive.run("hold", "lift", hold, "--by", "eva", "--reason", "closed");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }
}
