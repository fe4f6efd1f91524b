package org.recado.archive.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.TestArchive;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.Schedules;

class ArchiveTest {

  private final TestArchive archive = new TestArchive();

  @Test
  void whatWasAppendedComesBackAsItWas() {
    var message = archive.id();
    byte[] mail = "From: x\r\n\r\n\0\377".getBytes(StandardCharsets.ISO_8859_1);
    var draft =
        RecordDraft.about(
                RecordKind.RECEIVED, message, Instant.parse("2026-03-02T08:00:00.123456789Z"))
            .sourceAt(Instant.parse("2026-03-02T07:00:00Z"))
            .fact(Facts.SUBJECT, "Recordatorio \uD83D\uDE00 \uD83D half")
            .party("sender", Map.of("name", "Eva Núñez", "mail", "eva@bank.example"))
            .part("mail", "message/rfc822", mail)
            .part("text", "Mañana vence");
    var read = archive.setup.archive().get(archive.appendOne(draft));
    assertThat(read.at()).isEqualTo(Instant.parse("2026-03-02T08:00:00.123456Z"));
    assertThat(read.sourceAt()).contains(Instant.parse("2026-03-02T07:00:00Z"));
    assertThat(read.message()).contains(message);
    assertThat(read.leaf().retention()).isEqualTo(RetentionClass.STANDARD);
    assertThat(read.fact(Facts.SUBJECT)).contains("Recordatorio \uD83D\uDE00 \uFFFD half");
    assertThat(read.people()).isEqualTo(draft.people());
    assertThat(read.part("mail").orElseThrow().bytes()).isEqualTo(mail);
    assertThat(read.part("text").map(Part::text)).contains("Mañana vence");
    assertThat(read.parts()).hasSize(2);
  }

  @Test
  void aListKeepsItsOrderAndAMessageItsTime() {
    var message = archive.id();
    var ids =
        archive.append(
            archive.accepted(message, "uno"),
            archive.status(RecordKind.SUBMITTED, message, "SUBMITTING"),
            archive.status(RecordKind.ANSWERED, message, "SENT"));
    assertThat(ids).isSorted().hasSize(3);
    assertThat(archive.setup.archive().ofMessage(message))
        .extracting(ArchivedRecord::id)
        .isEqualTo(ids);
    assertThat(archive.setup.archive().append(List.of())).isEmpty();
  }

  /** Many take another way into the database than a few. */
  @Test
  void manyAtOnceAreWhatTheyWouldHaveBeenOneByOne() {
    var archived = archive.setup.archive();
    var drafts = new ArrayList<RecordDraft>();
    for (int i = 0; i < RecordRows.MANY; i++) {
      var at = Instant.parse("1999-12-31T23:59:59.000001Z").plusSeconds(i);
      drafts.add(
          i % 2 == 0
              ? RecordDraft.about(RecordKind.ACCEPTED, archive.id(), at).part("text", "Ñ " + i)
              : RecordDraft.general(RecordKind.SEARCHED, at).fact(Facts.ACTOR, "\0\\\"\n" + i));
    }
    var ids = archive.append(drafts.toArray(RecordDraft[]::new));
    assertThat(ids).isSorted().hasSize(RecordRows.MANY);
    for (int i = 0; i < RecordRows.MANY; i++) {
      var record = archived.get(ids.get(i));
      var draft = drafts.get(i);
      assertThat(record.at()).isEqualTo(draft.at());
      assertThat(record.message()).isEqualTo(draft.message());
      assertThat(record.facts()).isEqualTo(draft.facts());
      assertThat(record.part("text").map(Part::text))
          .isEqualTo(draft.parts().stream().findFirst().map(Part::text));
    }
    assertThat(archive.setup.ledger().sequence()).isEqualTo(RecordRows.MANY);
    // the verifier holds each column against the leaf
    var verified = archive.run("verify");
    assertThat(verified.status()).as(verified.out()).isZero();
  }

  @Test
  void ofManyNoneIsThereIfTheTransactionFails() {
    var drafts =
        Stream.generate(() -> archive.accepted(archive.id(), "no")).limit(RecordRows.MANY).toList();
    archive.transactions.executeWithoutResult(
        status -> {
          archive.setup.archive().append(drafts);
          status.setRollbackOnly();
        });
    for (String table : List.of("record", "content", "ledger_pending")) {
      assertThat(count(table)).isZero();
    }
  }

  @Test
  void aRecordIsThereOnlyIfItsTransactionCommits() {
    archive.transactions.executeWithoutResult(
        status -> {
          archive.setup.archive().append(List.of(archive.accepted(archive.id(), "no")));
          status.setRollbackOnly();
        });
    for (String table : List.of("record", "content", "ledger_pending")) {
      assertThat(count(table)).isZero();
    }
  }

  @Test
  void theLeafHoldsNothingAboutAPerson() {
    archive.appendOne(archive.accepted(archive.id(), "Su recibo de 120 euros"));
    String leaf = archive.jdbc.queryForObject("select metadata from archive.record", String.class);
    assertThat(leaf)
        .doesNotContain("600111222", "910000001", "eva", "Eva", "p-1", "Branch", "recibo", "ref-")
        .startsWith("{\"at\":\"2026-03-02T08:00:00.")
        .contains("\"kind\":\"accepted\"")
        .contains("\"retention\":{\"class\":\"standard\",\"years\":7}");
  }

  @Test
  void theSameTextTwiceHasDifferentDigests() {
    var a = archive.appendOne(archive.accepted(archive.id(), "OK"));
    var b = archive.appendOne(archive.accepted(archive.id(), "OK"));
    assertThat(archive.setup.archive().get(a).leaf().parts().get(0).digest())
        .isNotEqualTo(archive.setup.archive().get(b).leaf().parts().get(0).digest());
  }

  @Test
  void aDestroyedContentLeavesTheLeaf() {
    var id = archive.appendOne(archive.accepted(archive.id(), "OK"));
    archive.execute("delete from archive.content");
    var read = archive.setup.archive().get(id);
    assertThat(read.destroyed()).isTrue();
    assertThat(read.parts()).isEmpty();
    assertThat(read.facts()).isEmpty();
    assertThat(read.kind()).isEqualTo(RecordKind.ACCEPTED);
  }

  @Test
  void aTamperedRecordIsNotRead() {
    var id = archive.appendOne(archive.accepted(archive.id(), "OK"));
    archive.execute(
        "update archive.content set sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1)");
    assertThatThrownBy(() -> archive.setup.archive().get(id))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining(id.toString());
  }

  @Test
  void partsWithoutANameOfTheirOwnAreRefused() {
    var message = archive.id();
    assertThatThrownBy(() -> archive.append(archive.accepted(message, "one").part("text", "two")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> archive.append(archive.accepted(message, "one").part("particulars", "two")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> archive.append(archive.accepted(message, "one").part("Eva Núñez", "two")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLostOrAnotherKeyStopsTheStartWithASentence() throws IOException {
    archive.appendOne(archive.accepted(archive.id(), "OK"));
    var key = archive.files.key();
    byte[] kept = Files.readAllBytes(key);
    Files.delete(key);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Put the key back from its backup");
    assertThat(key).doesNotExist();
    Files.write(key, new byte[32]);
    assertThatThrownBy(this::open).hasMessageContaining("is not the one");
    Files.write(key, new byte[31]);
    assertThatThrownBy(this::open).hasMessageContaining("32 octets");
    Files.write(key, kept);
    assertThat(open().archive()).isNotNull();
  }

  @Test
  void recordsOfNoMessageAreKeptToo() {
    var id =
        archive.appendOne(
            RecordDraft.general(RecordKind.SEARCHED, archive.clock.instant())
                .fact(Facts.ACTOR, "officer@bank.example")
                .fact(Facts.REASON, Optional.empty()));
    assertThat(archive.setup.archive().get(id).message()).isEmpty();
    assertThat(archive.setup.archive().get(id).facts()).containsOnlyKeys(Facts.ACTOR);
  }

  private ArchiveSetup open() throws IOException {
    return ArchiveSetup.open(
        archive.jdbc,
        archive.transactions,
        archive.files,
        Schedules.STANDARD,
        archive.ids,
        archive.clock,
        new SecureRandom());
  }

  private long count(String table) {
    Long count = archive.jdbc.queryForObject("select count(*) from archive." + table, Long.class);
    return count == null ? -1 : count;
  }
}
