package org.recado.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
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
}
