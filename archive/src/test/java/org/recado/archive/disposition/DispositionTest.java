package org.recado.archive.disposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.message.MessageId;

/** Nothing goes that has not been kept long enough, and nothing by one person's wish. */
class DispositionTest {

  private static final Instant LONG_AGO = Instant.parse("2014-05-06T10:00:00Z");

  private final TestArchive archive = new TestArchive();

  @AfterEach
  void whatIsLeftVerifies() {
    archive.catchUp();
    var run = archive.run("verify");
    assertThat(run.out()).contains("The archive is as it was written.");
    assertThat(archive.run("verify", "--without-key").status()).isZero();
  }

  @Test
  void whatWasKeptLongEnoughGoesAfterTwoHaveApprovedAndTheProofsStay(@TempDir Path folder)
      throws IOException {
    var mail = archive.id();
    var old = message(LONG_AGO, "+34600111222", "Un texto de entonces", mail);
    archive.append(
        RecordDraft.about(RecordKind.RECEIVED, mail, LONG_AGO)
            .part("mail", "message/rfc822", new byte[] {7}));
    var young = message(archive.clock.instant(), "+34600111222", "Un texto de hoy", archive.id());
    archive.catchUp();
    String before = archive.setup.ledger().latestCheckpoint().orElseThrow();

    String id = propose();
    assertThat(archive.run("dispose", "show", id).out())
        .contains(old.toString(), mail.toString())
        .doesNotContain(young.toString());
    approve(id, "eva@bank.example");
    approve(id, "luis@bank.example");
    var certificate = folder.resolve("certificate.txt");
    var run =
        archive.run("dispose", "run", id, "--by", "ops", "--certificate", certificate.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();

    assertThat(Files.readString(certificate))
        .contains("certificate of destruction", id, "eva@bank.example, luis@bank.example")
        .contains(old + " records=1", mail + " records=1", "class=\"standard 7\"", "destroyed\n")
        .contains("\nschedule: standard, 7 years from the record, messages 2\n")
        .contains("\n— " + TestArchive.ORIGIN + " ");
    assertThat(contents(old)).isZero();
    assertThat(contents(mail)).isZero();
    assertThat(archive.setup.search().find(old)).isEmpty();
    assertThat(archive.setup.search().find(young)).isPresent();
    assertThat(
            archive.jdbc.queryForObject(
                "select count(*) from " + archive.index() + " where text like '%entonces%'",
                Long.class))
        .isZero();
    archive.catchUp();
    var published = folder.resolve("before.txt");
    Files.writeString(published, before);
    var verified = archive.run("verify", "--published-checkpoint", published.toString());
    assertThat(verified.out()).contains("2 of them with their content destroyed");
    assertThat(verified.status()).isZero();
    // and nothing comes back when the index is built again
    archive.setup.indexer().rebuild();
    archive.catchUp();
    assertThat(archive.setup.search().find(old)).isEmpty();
    // the certificate is signed with the ledger's key
    assertThatThrownBy(
            () ->
                Checkpoint.open(
                    Files.readString(certificate), archive.setup.ledger().verifierKey()))
        .hasMessageContaining("not a checkpoint's");
  }

  @Test
  void approvalTakesTwoPeopleWhoDidNotProposeIt() {
    message(LONG_AGO, "+34600111222", "Uno", archive.id());
    archive.catchUp();
    String id = propose();
    refused("who proposed it cannot", "dispose", "approve", id, "--by", "Ana@bank.example");
    approve(id, "eva@bank.example");
    refused("somebody else's", "dispose", "approve", id, "--by", "EVA@bank.example");
    refused("two different people", "dispose", "run", id, "--by", "ops");
    approve(id, "luis@bank.example");
    assertThat(archive.run("dispose", "run", id, "--by", "ops").status()).isZero();
    refused("is done", "dispose", "approve", id, "--by", "pilar@bank.example");
    refused("is done", "dispose", "run", id, "--by", "ops");
  }

  @Test
  void whatIsRejectedStays() {
    var message = message(LONG_AGO, "+34600111222", "Uno", archive.id());
    archive.catchUp();
    String id = propose();
    assertThat(
            archive
                .run("dispose", "reject", id, "--by", "eva@bank.example", "--reason", "no")
                .status())
        .isZero();
    refused("is rejected", "dispose", "approve", id, "--by", "luis@bank.example");
    refused("is rejected", "dispose", "run", id, "--by", "ops");
    assertThat(contents(message)).isOne();
  }

  @Test
  void aHoldThatComesBetweenApprovalAndRunIsObeyed() {
    var held = message(LONG_AGO, "+34600111222", "Uno", archive.id());
    var free = message(LONG_AGO, "+34600333444", "Dos", archive.id());
    archive.catchUp();
    String id = propose();
    approve(id, "eva@bank.example");
    approve(id, "luis@bank.example");
    var place =
        archive.run(
            "hold", "place", "--client", "+34600111222", "--by", "eva", "--reason", "Auto 7/2026");
    assertThat(place.out()).contains("covers 1 messages");
    assertThat(archive.run("dispose", "run", id, "--by", "ops").out())
        .contains(held + " records=1")
        .contains("kept: under hold")
        .contains("{destroyed=1, kept=1}");
    assertThat(contents(held)).isOne();
    assertThat(contents(free)).isZero();

    // and once it is lifted, it may be proposed again
    assertThat(archive.run("dispose", "propose", "--by", "ana", "--reason", "x").out())
        .contains("Nothing has been kept long enough");
    String hold = place.out().split(" ")[1];
    assertThat(archive.run("hold", "lift", hold, "--by", "eva", "--reason", "closed").status())
        .isZero();
    assertThat(archive.run("dispose", "propose", "--by", "ana", "--reason", "x").out())
        .contains("destroy 1 messages");
  }

  @Test
  void aMailStaysAsLongAsAnyTextThatWasMadeOfIt() {
    var mail = archive.id();
    archive.append(
        RecordDraft.about(RecordKind.RECEIVED, mail, LONG_AGO)
            .part("mail", "message/rfc822", new byte[] {7}));
    message(LONG_AGO, "+34600111222", "Uno", mail);
    message(archive.clock.instant(), "+34600333444", "Dos, de hoy", mail);
    archive.catchUp();
    String id = propose();
    assertThat(archive.run("dispose", "show", id).out()).doesNotContain(mail.toString());
  }

  @Test
  void timeIsLengthenedAndNeverShortened() {
    message(LONG_AGO, "+34600111222", "Uno", archive.id());
    archive.catchUp();
    assertThat(
            archive
                .run(
                    "retain",
                    "lengthen",
                    "--client",
                    "+34600111222",
                    "--until",
                    "2099-12-31",
                    "--by",
                    "eva",
                    "--reason",
                    "Ley nueva")
                .status())
        .isZero();
    assertThat(archive.run("dispose", "propose", "--by", "ana", "--reason", "x").out())
        .contains("Nothing has been kept long enough");
  }

  @Test
  void theDatabaseItselfRefusesToDestroyWhatItsLeafPromisedToKeep() {
    var young = message(archive.clock.instant(), "+34600111222", "De hoy", archive.id());
    archive.catchUp();
    var id = UUID.randomUUID();
    archive.jdbc.execute(
        "select disposition.propose('%s', 'destroy', 'ana', 'x', null, array['%s']::uuid[])"
            .formatted(id, young));
    archive.jdbc.execute("select disposition.approve('%s', 'eva')".formatted(id));
    archive.jdbc.execute("select disposition.approve('%s', 'luis')".formatted(id));
    archive.append(RecordDraft.about(RecordKind.DISPOSED, young, archive.clock.instant()));
    assertThatThrownBy(
            () ->
                archive.jdbc.execute(
                    "select disposition.destroy('%s', array['%s']::uuid[])".formatted(id, young)))
        .hasMessageContaining("is to be kept until 2033-");
    assertThat(contents(young)).isOne();
  }

  @TestFactory
  Stream<DynamicTest> neitherRoleCanDoMoreThanItShould() {
    String some = "'01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11'";
    var forbiddenToBoth =
        Stream.of("proposal", "item", "approval", "blocked")
            .flatMap(
                table ->
                    Stream.of(
                            "insert into disposition.%s select * from disposition.%1$s",
                            "delete from disposition.%s",
                            "truncate disposition.%s",
                            "drop table disposition.%s",
                            "alter table disposition.%s add column x int")
                        .map(sql -> sql.formatted(table)));
    var both =
        Stream.concat(
                forbiddenToBoth,
                Stream.of(
                    "update disposition.proposal set closed = null",
                    "update disposition.item set outcome = null",
                    "update disposition.approval set approver = 'x'",
                    "update disposition.blocked set keep_until = now()",
                    "select sealed from disposition.blocked",
                    "delete from archive.content",
                    "delete from archive.record",
                    "update archive.content set sealed = ''",
                    "update archive.record set kind = ''",
                    "select disposition.erase(array[]::uuid[])",
                    "select disposition.forget_elsewhere(array[]::uuid[])",
                    "drop schema disposition cascade"))
            .flatMap(sql -> Stream.of("recado_gateway: " + sql, "recado_disposition: " + sql));
    var gateway =
        Stream.of(
                "select disposition.destroy(%s, array[]::uuid[])",
                "select disposition.keep(%s, %1$s, '')",
                "select disposition.finish(%s, 'x')",
                "select disposition.block(array[]::uuid[], now())",
                "select disposition.opened(%s, %1$s)")
            .map(sql -> "recado_gateway: " + sql.formatted(some));
    return Stream.concat(both, gateway)
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test, () -> denied(test.split(": ", 2)[0], test.split(": ", 2)[1])));
  }

  private void denied(String role, String sql) {
    archive.transactions.executeWithoutResult(
        status -> {
          archive.jdbc.execute("set local role " + role);
          assertThatThrownBy(() -> archive.jdbc.execute(sql))
              .rootCause()
              .hasMessageMatching("(?s).*(permission denied|must be owner).*");
          status.setRollbackOnly();
        });
  }

  @Test
  void whatIsBlockedIsSeenByNobodyAndReleasedByTwo(@TempDir Path folder) throws IOException {
    var mail = archive.id();
    var message = message(LONG_AGO, "+34600111222", "Palabra secreta", mail);
    archive.append(
        RecordDraft.about(RecordKind.RECEIVED, mail, LONG_AGO)
            .part("mail", "message/rfc822", bytes("secreta")));
    archive.catchUp();
    var block =
        archive.run(
            "block",
            "--client",
            "+34600111222",
            "--until",
            "2026-12-31",
            "--by",
            "dpo@bank.example",
            "--reason",
            "art. 32 LOPDGDD");
    assertThat(block.err()).isEmpty();
    assertThat(block.out()).startsWith("2 messages are blocked");
    archive.catchUp();

    assertThat(archive.setup.search().find(Query.ALL.withWords("secreta"), Page.first(10)))
        .isEmpty();
    assertThat(archive.setup.archive().ofMessage(message).get(0).parts()).isEmpty();
    archive.setup.indexer().rebuild();
    archive.catchUp();
    assertThat(archive.setup.search().find(message)).isEmpty();
    var out = folder.resolve("export");
    assertThat(
            archive
                .run("export", "--out", out.toString(), "--message", message.toString())
                .status())
        .isZero();
    try (var files = Files.walk(out)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
            .doesNotContain("secreta")
            .doesNotContain(Base64.getEncoder().encodeToString(bytes("secreta")));
      }
    }
    assertThat(archive.run("verify").out()).contains("2 blocked");

    // released by two, for a named authority; it stays blocked
    String id =
        archive
            .run(
                "release",
                "propose",
                "--message",
                message.toString(),
                "--authority",
                "Juzgado 3 de Madrid, 12/2026",
                "--by",
                "ana@bank.example",
                "--reason",
                "oficio")
            .out()
            .split(" ")[0];
    var released = folder.resolve("released");
    refused(
        "two different people", "release", "run", id, "--out", released.toString(), "--by", "x");
    approve(id, "eva@bank.example");
    approve(id, "luis@bank.example");
    assertThat(
            archive.run("release", "run", id, "--out", released.toString(), "--by", "x").status())
        .isZero();
    try (var files = Files.list(released)) {
      assertThat(files.filter(file -> file.toString().endsWith("-text")))
          .hasSize(1)
          .allSatisfy(file -> assertThat(Files.readString(file)).isEqualTo("Palabra secreta"));
    }
    assertThat(archive.setup.search().find(message)).isEmpty();
    // limitation has not ended
    assertThat(archive.run("dispose", "propose", "--by", "ana", "--reason", "x").out())
        .contains("Nothing has been kept long enough");
  }

  @Test
  void blockedContentThatWasChangedIsFound() {
    var message = message(LONG_AGO, "+34600111222", "Uno", archive.id());
    archive.catchUp();
    archive.run(
        "block",
        "--message",
        message.toString(),
        "--until",
        "2026-12-31",
        "--by",
        "dpo",
        "--reason",
        "r");
    archive.catchUp();
    archive.execute(
        "update disposition.blocked set sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1)");
    var run = archive.run("verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("in blocked: its blocked content is not the one");
    archive.execute(
        "update disposition.blocked set sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1)");
  }

  @Test
  void aMistakeIsASentence() {
    refused(
        "There is no proposal", "dispose", "approve", UUID.randomUUID().toString(), "--by", "x");
    refused(
        "no message to or from",
        "block",
        "--client",
        "+34600111222",
        "--until",
        "2020-01-01",
        "--by",
        "a",
        "--reason",
        "b");
  }

  private void refused(String sentence, String... words) {
    var run = archive.run(words);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).containsIgnoringCase(sentence).doesNotContain("Exception");
  }

  private String propose() {
    var run =
        archive.run("dispose", "propose", "--by", "ana@bank.example", "--reason", "MiFID II 16(7)");
    assertThat(run.err()).isEmpty();
    return run.out().split(" ")[0];
  }

  private void approve(String id, String by) {
    var run = archive.run("dispose", "approve", id, "--by", by);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }

  private MessageId message(Instant at, String client, String text, MessageId mail) {
    var id = archive.id();
    archive.append(
        RecordDraft.about(RecordKind.ACCEPTED, id, at)
            .fact(Facts.CLIENT, client)
            .fact(Facts.SUBMISSION, mail)
            .part("text", text));
    return id;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private long contents(MessageId message) {
    return Optional.ofNullable(
            archive.jdbc.queryForObject(
                "select count(*) from archive.content c join archive.record r on r.id = c.record_id"
                    + " where r.message_id = ? and r.kind in ('received', 'accepted')",
                Long.class,
                message.value()))
        .orElse(0L);
  }
}
