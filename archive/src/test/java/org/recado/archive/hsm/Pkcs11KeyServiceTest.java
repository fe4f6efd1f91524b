package org.recado.archive.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.ArchiveFiles;
import org.recado.archive.TestArchive;
import org.recado.archive.record.ArchiveKeyFile;
import org.recado.archive.record.KeyService;

/** Against SoftHSM2, which speaks what HSMs speak; skipped where it is not installed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Pkcs11KeyServiceTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  private SoftHsm hsm;
  @TempDir Path folder;

  @BeforeAll
  void aTokenWithKeys() throws Exception {
    hsm = SoftHsm.start();
    hsm.makeKey("first");
    hsm.makeKey("second");
    hsm.makeDesKey("des");
  }

  private Pkcs11KeyService service(String keyLabel) throws Exception {
    return new Pkcs11KeyService(hsm.settings(keyLabel), RANDOM);
  }

  private static ArchiveFiles with(ArchiveFiles files, KeyService service) {
    return new ArchiveFiles(
        files.key(), files.signingKey(), files.origin(), files.cold(), Optional.of(service));
  }

  @Test
  void theFileOfAFirstStartIsOfNoUseWithoutTheToken() throws Exception {
    Path file = folder.resolve("archive.key");
    new ArchiveKeyFile(file, Optional.of(service("first"))).loadOrCreate(() -> false, RANDOM);
    assertThat(Files.readString(file)).matches("pkcs11 first [A-Za-z0-9+/]{80}\n");
    assertThatThrownBy(new ArchiveKeyFile(file)::load)
        .hasMessageContaining("wrapped under the key first of an HSM; recado.archive.hsm has to");
    // another key that took the name
    String line = Files.readString(file).replace("first", "second");
    Files.writeString(file, line);
    assertThatThrownBy(new ArchiveKeyFile(file, Optional.of(service("second")))::load)
        .hasMessageContaining("does not open with the HSM's key second");
  }

  @Test
  void fromTheFileToTheHsmAndFromOneKeyToTheNextWithoutTouchingARecord() throws Exception {
    var archive = new TestArchive();
    var one = archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    String before = leaves(archive);
    byte[] plain = Files.readAllBytes(archive.files.key());

    archive.files = with(archive.files, service("first"));
    assertThatThrownBy(archive::reopen)
        .hasMessageContaining("is not wrapped, and recado.archive.hsm says that it should be");
    assertThat(archive.run("rotate-archive-key").status()).isZero();
    assertThat(Files.readAllLines(archive.files.key()))
        .hasSize(2)
        .allMatch(line -> line.startsWith("pkcs11 first "));
    archive.reopen();
    var two = archive.sentAndAnswered("Tres", "Cuatro");
    archive.catchUp();
    assertThat(archive.run("rotate-archive-key", "--finish").out()).startsWith("6 records");

    // and on to another key, after which the token may forget the first
    archive.files = with(archive.files, service("second"));
    archive.reopen();
    assertThat(archive.run("rotate-archive-key").status()).isZero();
    hsm.destroyKey("first");
    archive.reopen();
    assertThat(archive.run("rotate-archive-key", "--finish").out()).startsWith("12 records");
    assertThat(Files.readAllLines(archive.files.key()))
        .hasSize(1)
        .allMatch(line -> line.startsWith("pkcs11 second "));
    archive.reopen();
    assertThat(archive.setup.archive().ofMessage(one).get(0).part("text")).isPresent();
    assertThat(archive.setup.archive().ofMessage(two).get(0).part("text")).isPresent();
    assertThat(archive.run("verify").status()).isZero();
    assertThat(leaves(archive)).startsWith(before);
    hsm.makeKey("first");

    // what the file was before the HSM opens nothing any more
    Path stolen = Files.write(folder.resolve("plain.key"), plain);
    archive.files = new ArchiveFiles(stolen, archive.files.signingKey(), archive.files.origin());
    assertThat(archive.run("verify").out()).contains("wrapped under another archive key");
  }

  private static String leaves(TestArchive archive) {
    return String.join(
        " ",
        archive.jdbc.queryForList(
            "select encode(leaf_hash, 'hex') from archive.ledger_leaf order by leaf_index",
            String.class));
  }

  /** The last, because SoftHSM2 does not come back in the same process. */
  @Test
  @Order(Integer.MAX_VALUE)
  void whileTheHsmIsAwayWhatRunsGoesOnAndWhatStartsSaysWhy() throws Exception {
    var archive = new TestArchive();
    Files.delete(archive.files.key());
    archive.files = with(archive.files, service("second"));
    archive.reopen();
    hsm.goAway();
    var message = archive.sentAndAnswered("Mientras", "Tanto");
    archive.catchUp();
    assertThat(archive.setup.archive().ofMessage(message).get(0).part("text")).isPresent();
    String file = Files.readString(archive.files.key());
    assertThatThrownBy(archive::reopen).hasMessageContaining("The HSM cannot be reached through");
    assertThat(archive.run("rotate-archive-key").err()).contains("The HSM cannot be reached");
    assertThat(Files.readString(archive.files.key())).isEqualTo(file);
  }

  @Test
  void whatIsMissingIsSaidInASentence() throws Exception {
    service("second").check();
    refused("second", hsm.slot + 1, SoftHsm.PIN, hsm.library, "has no slot");
    refused("second", hsm.slot, "31415", hsm.library, "is not the one of the token in slot");
    refused("third", hsm.slot, SoftHsm.PIN, hsm.library, "has no secret key with the label third");
    refused(
        "des", hsm.slot, SoftHsm.PIN, hsm.library, "is of type DESede; it has to be an AES key");
    Path nothing = Files.writeString(folder.resolve("lib.so"), "nothing");
    refused("second", hsm.slot, SoftHsm.PIN, nothing, "The HSM cannot be reached through");
  }

  private void refused(String label, int slot, String pin, Path library, String sentence)
      throws Exception {
    var settings = new HsmSettings(library, slot, hsm.pinFile(pin), label);
    assertThatThrownBy(new Pkcs11KeyService(settings, RANDOM)::check)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(sentence);
  }
}
