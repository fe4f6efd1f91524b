package org.recado.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  CheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theExampleOfTheSpecificationNamesItsKeyAsWeWould() {
    // C2SP signed-note, "PeterNeumann" of golang.org/x/mod/sumdb/note
    var key =
        VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    assertThat(key.idHex()).isEqualTo("c74f20a3");
    String note =
        """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
        """;
    // the signature is good, so what is missed is a checkpoint's text
    assertThatThrownBy(() -> Checkpoint.open(note, key))
        .hasMessage("has a text that is not a checkpoint's");
    assertThatThrownBy(() -> Checkpoint.open(note.replace("answer", "anzwer"), key))
        .hasMessageContaining("is not signed by PeterNeumann");
  }

  @Test
  void aSignedCheckpointOpensWithItsKeyAndWithNoOther() throws IOException {
    var key = key("a", "bank.example/recado");
    var checkpoint =
        new Checkpoint(
            "bank.example/recado",
            7,
            MerkleTree.EMPTY,
            3,
            Instant.parse("2026-01-02T03:04:05.000006Z"));
    String note = checkpoint.signed(key);
    assertThat(Checkpoint.open(note, key.verifierKey())).isEqualTo(checkpoint);
    assertThat(note)
        .startsWith(
            "bank.example/recado\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
                + "recado/1 previous=3 signed=2026-01-02T03:04:05.000006Z\n\n— bank.example/recado ");
    var other = key("b", "bank.example/recado");
    assertThatThrownBy(() -> Checkpoint.open(note, other.verifierKey()))
        .hasMessageContaining("is not signed by");
    // a witness's signature beside ours does no harm
    assertThat(Checkpoint.open(note + "— witness.example AAAAAAAA\n", key.verifierKey()))
        .isEqualTo(checkpoint);
  }

  @Test
  void theSigningKeyIsItsOwnersOnlyAndLoadsAgain() throws IOException {
    var key = key("a", "bank.example/recado");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
        .isEqualTo("rw-------");
    assertThat(key("a", "bank.example/recado").verifierKey()).isEqualTo(key.verifierKey());
    assertThat(SigningKey.verifierKey(folder.resolve("a"))).isEqualTo(key.verifierKey());
    assertThat(VerifierKey.parse(key.verifierKey().toString())).isEqualTo(key.verifierKey());
  }

  @Test
  void anotherOriginOrALostKeyStopsTheStartWithASentence() throws IOException {
    key("a", "bank.example/recado");
    assertThatThrownBy(() -> key("a", "bank.example/other"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The origin of a ledger never changes");
    assertThatThrownBy(
            () ->
                SigningKey.loadOrCreate(
                    folder.resolve("lost"), "bank.example/recado", () -> true, RANDOM))
        .hasMessageContaining("Put the key back from its backup");
    assertThat(folder.resolve("lost")).doesNotExist();
  }

  private SigningKey key(String file, String origin) throws IOException {
    return SigningKey.loadOrCreate(folder.resolve(file), origin, () -> false, RANDOM);
  }
}
