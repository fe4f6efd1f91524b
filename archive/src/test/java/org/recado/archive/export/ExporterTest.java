package org.recado.archive.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.message.MessageId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExporterTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TestArchive archive = new TestArchive();
  private final Path out;

  ExporterTest(@TempDir Path folder) {
    out = folder.resolve("out");
  }

  @Test
  void anOutsiderCanCheckEveryPartOfAnExportAgainstTheCheckpoint() throws Exception {
    for (int i = 0; i < 4; i++) {
      exchange("Recibo " + i);
      archive.catchUp();
    }
    var run = archive.run("export", "--out", out.toString(), "--by", "officer@bank.example");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    var key = VerifierKey.parse(Files.readString(out.resolve("verifier-key.txt")));
    var checkpoint = Checkpoint.open(Files.readString(out.resolve("checkpoint.txt")), key);
    var proofs = lines("proofs.jsonl");
    var records = lines("records.jsonl");
    assertThat(records).hasSize(24);
    assertThat(proofs).hasSize(24);
    for (var record : records) {
      byte[] metadata = record.get("metadata").asString().getBytes(StandardCharsets.UTF_8);
      var proof =
          proofs.stream().filter(p -> p.get("record").equals(record.get("record"))).findFirst();
      assertThat(included(metadata, proof.orElseThrow(), checkpoint)).isTrue();
      for (var part : record.get("parts")) {
        assertThat(digest(record, part)).isEqualTo(promised(metadata, part.get("name").asString()));
      }
    }
  }

  @Test
  void mailsAreThereByteForByteAndTheManifestFitsEveryFile() throws Exception {
    exchange("Recibo con eñe");
    archive.catchUp();
    assertThat(archive.run("export", "--out", out.toString()).status()).isZero();
    var manifest = JSON.readTree(Files.readString(out.resolve("manifest.json")));
    var files = manifest.get("files");
    assertThat(files.propertyNames()).hasSize(5);
    for (String name : files.propertyNames()) {
      byte[] octets = Files.readAllBytes(out.resolve(name));
      assertThat(files.get(name).get("sha256").asString())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets)));
      assertThat(files.get(name).get("size").asInt()).isEqualTo(octets.length);
      if (name.endsWith(".eml")) {
        assertThat(new String(octets, StandardCharsets.UTF_8))
            .isEqualTo("From: eva@bank.example\r\nSubject: Recibo\r\n\r\nRecibo con eñe");
      }
    }
  }

  @Test
  void aSelectionTakesWholeMessagesWithTheMailsThatAskedForThem() throws Exception {
    var wanted = exchange("Uno");
    exchange("Dos");
    archive.catchUp();
    archive.run("export", "--out", out.toString(), "--message", wanted.toString());
    assertThat(lines("records.jsonl"))
        .extracting(
            record -> JSON.readTree(record.get("metadata").asString()).get("kind").asString())
        .containsExactly("received", "accepted", "submitted", "answered", "receipt");
  }

  @Test
  void datesAndNumbersChoose() throws IOException {
    exchange("Uno");
    archive.catchUp();
    assertThat(exported("none", "--client", "+34600999888")).isZero();
    assertThat(exported("client", "--client", "+34600111222")).isEqualTo(6);
    assertThat(exported("day", "--from", "2026-03-02", "--to", "2026-03-02")).isEqualTo(6);
    assertThat(exported("later", "--from", "2026-03-03")).isZero();
    assertThat(exported("before", "--to", "2026-03-01")).isZero();
  }

  @Test
  void takingACopyIsItselfOnTheRecord() {
    exchange("Uno");
    archive.run(
        "export", "--out", out.toString(), "--by", "officer@bank.example", "--reason", "DP");
    var id =
        archive
            .jdbc
            .queryForList("select id from archive.record where kind = 'exported'", UUID.class)
            .get(0);
    var record = archive.setup.archive().get(new RecordId(id));
    assertThat(record.kind()).isEqualTo(RecordKind.EXPORTED);
    assertThat(record.facts())
        .containsEntry("actor", "officer@bank.example")
        .containsEntry("reason", "DP");
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("mine"), "x");
    var run = archive.run("export", "--out", out.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("is not empty");
  }

  private MessageId exchange(String text) {
    var submission = archive.id();
    var message = archive.id();
    archive.append(
        archive.received(submission, text),
        archive.accepted(message, text).fact("submission", submission));
    archive.append(archive.status(RecordKind.SUBMITTED, message, "SUBMITTING"));
    archive.append(archive.status(RecordKind.ANSWERED, message, "SENT"));
    archive.append(archive.status(RecordKind.RECEIPT, message, "DELIVERED"));
    archive.append(archive.reply(archive.id(), "Vale"));
    return message;
  }

  private long exported(String name, String... selection) throws IOException {
    Path folder = out.resolveSibling(name);
    var args = new ArrayList<>(List.of("archive", "export", "--out", folder.toString()));
    args.addAll(List.of(selection));
    assertThat(archive.run(args.toArray(new String[0])).status()).isZero();
    return Files.readAllLines(folder.resolve("records.jsonl")).size();
  }

  private List<JsonNode> lines(String file) throws IOException {
    return Files.readAllLines(out.resolve(file)).stream().map(JSON::readTree).toList();
  }

  private static boolean included(byte[] metadata, JsonNode proof, Checkpoint checkpoint) {
    var path =
        StreamSupport.stream(proof.get("proof").spliterator(), false)
            .map(hash -> Hash.ofBase64(hash.asString()))
            .toList();
    return MerkleTree.includes(
        MerkleTree.leaf(metadata),
        proof.get("leaf_index").asLong(),
        checkpoint.size(),
        path,
        checkpoint.root());
  }

  private String digest(JsonNode record, JsonNode part)
      throws IOException, GeneralSecurityException {
    byte[] octets =
        part.has("file")
            ? Files.readAllBytes(out.resolve(part.get("file").asString()))
            : Base64.getDecoder().decode(part.get("base64").asString());
    byte[] salt =
        HexFormat.of().parseHex(record.get("salts").get(part.get("name").asString()).asString());
    var hmac = Mac.getInstance("HmacSHA256");
    hmac.init(new SecretKeySpec(salt, "HmacSHA256"));
    return HexFormat.of().formatHex(hmac.doFinal(octets));
  }

  private static String promised(byte[] metadata, String part) {
    for (var described : JSON.readTree(metadata).get("parts")) {
      if (described.get("name").asString().equals(part)) {
        return described.get("digest").asString();
      }
    }
    return "";
  }
}
