package org.recado.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/**
 * SEC Rule 17a-4(f)(2) and (3), as a drill: the application is gone; from a backup and the two keys
 * alone, the records and the audit trail of one person for one month are produced.
 */
class DrillTest {

  private final TestArchive archive = new TestArchive();

  @Test
  void fromABackupAloneOnePersonsMonthIsProducedWithItsTrailAndProofs(@TempDir Path folder)
      throws Exception {
    var wanted = archive.sentAndAnswered("Le confirmamos la orden", "De acuerdo");
    archive.append(
        archive
            .accepted(archive.id(), "De otra persona")
            .fact(Facts.MAILBOX, "luis@bank.example")
            .fact(Facts.PERSON, "p-2"));
    archive.append(
        RecordDraft.about(RecordKind.VIEWED, wanted, archive.clock.instant())
            .fact(Facts.ACTOR, "officer@bank.example"));
    archive.catchUp();
    Path published = folder.resolve("published.txt");
    Files.writeString(published, archive.setup.ledger().latestCheckpoint().orElseThrow());

    // the backup: a copy of the database, and copies of the keys; the archive itself is lost
    var backup = archive.copy();
    Path keys = Files.createDirectory(folder.resolve("keys"));
    Files.copy(archive.files.key(), keys.resolve("archive.key"));
    Files.copy(archive.files.signingKey(), keys.resolve("checkpoint.key"));
    archive.execute(
        "truncate archive.record, archive.content, archive.ledger_leaf, archive.checkpoint");
    Files.delete(archive.files.key());

    assertThat(run(backup, keys, "restore-check", "--published-checkpoint", published.toString()))
        .contains("Complete up to record", "Nothing the published checkpoint covers is missing.");
    Path out = folder.resolve("produced");
    assertThat(
            run(
                backup,
                keys,
                "export",
                "--out",
                out.toString(),
                "--query",
                "from:eva@bank.example in:2026-03",
                "--by",
                "designated officer",
                "--reason",
                "17a-4(j)"))
        .contains("Exported 5 records");

    assertThat(Files.readString(out.resolve("part-0001/messages.csv")))
        .contains("Le confirmamos la orden")
        .doesNotContain("De otra persona");
    assertThat(Files.readString(out.resolve("part-0001/messages/" + wanted + ".eml")))
        .contains("Message-ID: <" + wanted + "@sms.invalid>");
    assertThat(Files.readString(out.resolve("part-0001/records.jsonl")))
        .contains("officer@bank.example", "\\\"kind\\\":\\\"viewed\\\"");
    assertThat(verified(out)).contains("5 records, 5 proved", "The export is as it was recorded.");
  }

  private static String run(TestArchive backup, Path keys, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    new ArchiveCommands(
            backup.asGateway(),
            new ArchiveFiles(
                keys.resolve("archive.key"), keys.resolve("checkpoint.key"), TestArchive.ORIGIN),
            backup.clock,
            new SecureRandom())
        .run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private static String verified(Path out) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    out.resolve("VerifyExport.java").toString(),
                    out.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
