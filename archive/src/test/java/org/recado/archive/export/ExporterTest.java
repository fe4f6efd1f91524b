package org.recado.archive.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.recado.archive.ledger.SigningKey;
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
    var proofs = lines("part-0001/proofs.jsonl");
    var records = lines("part-0001/records.jsonl");
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
    assertThat(files).hasSize(11);
    for (var file : files) {
      String name = file.get("file").asString();
      byte[] octets = Files.readAllBytes(out.resolve(name));
      assertThat(file.get("sha256").asString())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets)));
      assertThat(file.get("size").asInt()).isEqualTo(octets.length);
      if (name.contains("/mails/")) {
        assertThat(new String(octets, StandardCharsets.UTF_8))
            .isEqualTo("From: eva@bank.example\r\nSubject: Recibo\r\n\r\nRecibo con eñe");
      }
    }
  }

  @Test
  void whoeverHasAJdkFindsEveryChange() throws Exception {
    for (int i = 0; i < 3; i++) {
      exchange("Recibo de mañana " + i);
      archive.catchUp();
    }
    archive.append(archive.accepted(archive.id(), "Aún sin hoja"));
    assertThat(archive.run("export", "--out", out.toString()).status()).isZero();
    var clean = java();
    assertThat(clean.out()).contains("18 records, 18 proved", "The export is as it was recorded.");
    assertThat(clean.status()).isZero();

    String records = "part-0001/records.jsonl";
    change(records, "\"mailbox\":\"eva@", "\"mailbox\":\"eve@", "facts or people are not");
    change(records, "\"text\":\"Recibo de m", "\"text\":\"Recibo de p", "shows another text");
    change(records, "\\\"years\\\":7", "\\\"years\\\":5", "is not in the tree that was signed");
    change("part-0001/mails/", "Subject: Recibo", "Subject: Recipo", "its part mail is not what");
    change("checkpoint.txt", "\n18\n", "\n17\n", "checkpoint.txt: is not signed");
    change(
        "manifest.json",
        "\"masked\":\"no\"",
        "\"masked\":\"on\"",
        "is not the one that was signed");
    change("part-0001/messages.csv", "DELIVERED", "DELIBERED", "messages.csv: is not as it was");
    var lines = Files.readAllLines(out.resolve(records));
    Files.write(out.resolve(records), lines.subList(0, 17));
    assertThat(java().out()).contains("speaks of 18 records, 17 are here");
    Files.write(out.resolve(records), lines);
    var key = out.resolveSibling("other.txt");
    Files.writeString(
        key, "bank.example/recado+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    assertThat(java("--key", key.toString()).status()).isEqualTo(1);
    Files.writeString(out.resolve("more.txt"), "x");
    assertThat(java().out()).contains("more.txt: is here and not in the manifest");
  }

  /** A change to a file is found, and is gone again afterwards. */
  private void change(String name, String was, String is, String expected) throws Exception {
    Path file = out.resolve(name);
    if (Files.isDirectory(file)) {
      try (var inside = Files.list(file)) {
        file = inside.sorted().findFirst().orElseThrow();
      }
    }
    String before = Files.readString(file);
    assertThat(before).contains(was);
    int at = before.indexOf(was);
    Files.writeString(file, before.substring(0, at) + is + before.substring(at + was.length()));
    var run = java();
    assertThat(run.out()).contains(expected);
    assertThat(run.status()).isEqualTo(1);
    Files.writeString(file, before);
  }

  /** Nothing but a JDK: the file that is in the export, and no class path. */
  private TestArchive.Run java(String... more) throws Exception {
    return run(out.resolve("VerifyExport.java").toString(), more);
  }

  private TestArchive.Run run(String program, String... more) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                program));
    command.addAll(List.of(more));
    command.add(out.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("CLASSPATH");
    var process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new TestArchive.Run(process.waitFor(), said, "");
  }

  @Test
  void anExportThatWasBrokenOffGoesOnAndIsTheSameAsOneThatWasNot() throws Exception {
    for (int i = 0; i < 450; i++) {
      archive.append(archive.accepted(archive.id(), "Número " + i));
    }
    archive.catchUp();
    var selection = Selection.all();
    var key = archive.files.archiveKey();
    var exporter =
        new Exporter(
            archive.dataSource, key, SigningKey.load(archive.files.signingKey()), archive.clock);
    var order = new Exporter.Order(selection, out, "x", false, false, true, 1);
    // the first part is done; the second is broken off at its CSV
    Files.createDirectories(out);
    assertThatThrownBy(
            () ->
                exporter.export(
                    order,
                    done -> {
                      if (done > 200) {
                        throw new IllegalStateException("broken off");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(archive.run("export", "--out", out.toString()).err()).contains("--resume");
    long records =
        exporter.export(
            new Exporter.Order(selection, out, "x", false, true, true, 1_000_000), done -> {});
    assertThat(records).isEqualTo(450);
    assertThat(java().out()).contains("450 records, 450 proved", "as it was recorded");
    assertThat(out.resolve(".progress")).doesNotExist();
  }

  @Test
  void aMaskedExportShowsNoNumberAndStillProves() throws Exception {
    exchange("Hola");
    archive.catchUp();
    assertThat(archive.run("export", "--out", out.toString(), "--masked").status()).isZero();
    try (var files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("600111222");
      }
    }
    assertThat(java().out()).contains("6 records, 6 proved", "as it was recorded");
  }

  @Test
  void aQueryChooses() throws Exception {
    exchange("El recibo de marzo");
    exchange("Otra cosa");
    archive.catchUp();
    assertThat(exported("words", "--query", "recibos from:eva@bank.example after:2026-03-01"))
        .isEqualTo(5);
    assertThat(exported("nothing", "--query", "team:Madrid")).isZero();
  }

  @Test
  void aSelectionTakesWholeMessagesWithTheMailsThatAskedForThem() throws Exception {
    var wanted = exchange("Uno");
    exchange("Dos");
    archive.catchUp();
    archive.run("export", "--out", out.toString(), "--message", wanted.toString());
    assertThat(lines("part-0001/records.jsonl"))
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
    Path records = folder.resolve("part-0001/records.jsonl");
    return Files.exists(records) ? Files.readAllLines(records).size() : 0;
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
