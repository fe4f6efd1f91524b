package org.recado.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;

/** A new key follows the old one by a note that both sign; who trusts either can check all. */
class KeyRotationTest {

  private final TestArchive archive = new TestArchive();

  @Test
  void whoTrustsTheOldKeyOrTheNewOneChecksEverything(@TempDir Path folder) throws IOException {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    String old = archive.setup.ledger().verifierKey().toString();
    assertThat(archive.run("rotate-signing-key").status()).isZero();
    archive.reopen();
    archive.sentAndAnswered("Tres", "Cuatro");
    archive.catchUp();
    assertThat(archive.run("rotate-signing-key").status()).isZero();
    archive.reopen();
    archive.sentAndAnswered("Cinco", "Seis");
    archive.catchUp();
    assertThat(archive.run("verify").out()).contains("as it was written");
    Path trusted = folder.resolve("old.txt");
    Files.writeString(trusted, old + "\n");
    assertThat(archive.run("verify", "--verifier-key", trusted.toString()).status()).isZero();
    assertThat(archive.run("export", "--out", folder.resolve("out").toString()).status()).isZero();
  }

  @Test
  void aNodeThatStillHasTheOldKeySignsNothingMore() {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    archive.run("rotate-signing-key");
    archive.append(archive.accepted(archive.id(), "Tres"));
    assertThatThrownBy(() -> archive.setup.ledger().sequence())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was handed over");
    archive.reopen();
    archive.catchUp();
    assertThat(archive.run("verify").status()).isZero();
  }

  @Test
  void aKeyThatWasNeverHandedTheLedgerProvesNothing(@TempDir Path folder) throws IOException {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    String old = archive.setup.ledger().verifierKey().toString();
    archive.run("rotate-signing-key");
    archive.reopen();
    archive.append(archive.accepted(archive.id(), "Tres"));
    archive.catchUp();
    Path trusted = folder.resolve("old.txt");
    Files.writeString(trusted, old + "\n");
    // the hand-over of somebody who has the database, and a key of their own
    archive.execute("update archive.handover set note = replace(note, 'from size', 'from  size')");
    var run = archive.run("verify", "--verifier-key", trusted.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("in handover", "the checkpoint of size 7 is not signed by");
  }
}
