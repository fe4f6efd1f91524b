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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveCommandsTest {

  private final TestArchive archive = new TestArchive();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "archive",
        "archive burn",
        "verify --jsn",
        "verify --json --json",
        "verify --published-checkpoint",
        "export",
        "export --out x --message 7",
        "export --out x --client 12",
        "export --out x --from yesterday",
        "export --out x --to 2026-02-30"
      })
  void aMistakeInTheWordsIsStatusTwoAndASentenceWithTheUsage(String words) {
    var run = archive.run(words.isEmpty() ? new String[0] : words.split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("archive verify [--json]").doesNotContain("Exception");
    assertThat(run.err().lines().findFirst().orElse("")).isNotBlank();
  }

  @Test
  void verifyingNeedsTheKeyOrTheWordsWithoutKey() throws IOException {
    Files.delete(archive.files.key());
    var run = archive.run("archive", "verify");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("The archive key").contains("cannot be read");
    assertThat(archive.run("archive", "verify", "--without-key").status()).isZero();
  }

  @Test
  void anAuditorVerifiesWithTheVerifierKeyAlone() throws IOException {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    var file = archive.files.key().resolveSibling("verifier.txt");
    Files.writeString(file, archive.setup.ledger().verifierKey() + "\n");
    Files.delete(archive.files.key());
    Files.delete(archive.files.signingKey());
    var run = archive.run("verify", "--without-key", "--verifier-key", file.toString());
    assertThat(run.out()).contains("Without the archive key");
    assertThat(run.status()).isZero();
  }

  @Test
  void aDatabaseWithoutAnArchiveIsStatusTwo() {
    var err = new ByteArrayOutputStream();
    int status =
        new ArchiveCommands(
                TestArchive.emptyDatabase(), archive.files, archive.clock, new SecureRandom())
            .run(
                List.of("verify").toArray(new String[0]),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("The archive cannot be read:");
  }

  @Test
  void aRestoredCopySaysHowFarItGoesAndWhatIsMissing(@TempDir Path folder) throws IOException {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    var published = folder.resolve("published.txt");
    archive.sentAndAnswered("Tres", "Cuatro");
    var copy = archive.copy();
    archive.catchUp();
    Files.writeString(published, archive.setup.ledger().latestCheckpoint().orElseThrow());

    var whole = archive.run("restore-check", "--published-checkpoint", published.toString());
    assertThat(whole.out())
        .contains("Complete up to record", "leaf 11, checkpoint of size 12")
        .contains("Nothing the published checkpoint covers is missing.");
    assertThat(whole.status()).isZero();
    // a copy from before the last batch got its leaves
    var older = copy.run("restore-check", "--published-checkpoint", published.toString());
    assertThat(older.status()).isEqualTo(1);
    assertThat(older.out())
        .contains("leaf 5, checkpoint of size 6")
        .contains("Missing: the 6 records from leaf 6 on");
  }

  @Test
  void theIndexIsBuiltAgain() {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    archive.execute("delete from " + archive.index());
    assertThat(archive.run("verify").status()).isEqualTo(1);
    assertThat(archive.run("rebuild-index").status()).isZero();
    assertThat(archive.run("verify").status()).isZero();
  }

  @Test
  void aNewArchiveKeyReadsEverythingAndTheOldOneNothingAfterwards() throws IOException {
    var before = archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    byte[] old = Files.readAllBytes(archive.files.key());
    assertThat(archive.run("rotate-archive-key").status()).isZero();
    archive.reopen();
    var after = archive.sentAndAnswered("Tres", "Cuatro");
    archive.catchUp();
    assertThat(archive.run("verify").status()).isZero();

    assertThat(archive.run("rotate-archive-key", "--finish").out()).startsWith("6 records");
    assertThat(Files.readAllLines(archive.files.key())).hasSize(1);
    archive.reopen();
    assertThat(archive.setup.archive().ofMessage(before).get(0).part("text")).isPresent();
    assertThat(archive.setup.archive().ofMessage(after).get(0).part("text")).isPresent();
    assertThat(archive.run("verify").status()).isZero();
    byte[] fresh = Files.readAllBytes(archive.files.key());
    Files.write(archive.files.key(), old);
    assertThat(archive.run("verify").out()).contains("wrapped under another archive key");
    Files.write(archive.files.key(), fresh);
  }
}
