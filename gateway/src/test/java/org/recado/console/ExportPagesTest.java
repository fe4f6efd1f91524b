package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.recado.console.Bank.bank;
import static org.recado.console.Visit.location;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Query;
import org.recado.directory.Directory;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Copies ordered and taken in the console: who may, what is in them, what is on record. */
@ExtendWith(Bank.Open.class)
class ExportPagesTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void whatWasFoundIsExportedAndAnOutsiderCanCheckIt(@TempDir Path folder) throws Exception {
    var carmen = bank().visitAs("carmen.vega");
    assertThat(carmen.get("/search?words=oficina").body())
        .contains("Export what was found", "/exports/new?words=oficina");
    var form = carmen.get("/exports/new?words=oficina").body();
    assertThat(form).contains("1 message", "value=\"oficina\"");
    assertThat(carmen.post("/exports", order(carmen, "words", "oficina", "reason", "")).body())
        .contains("mend the marked fields", "is-invalid", "value=\"oficina\"");
    String page =
        location(carmen.post("/exports", order(carmen, "words", "oficina", "reason", "DP 12/26")));
    awaitReady(carmen, page);
    var ordered = exported("reason", "DP 12/26");
    assertThat(page).isEqualTo("/exports/" + ordered.id());
    assertThat(ordered.facts())
        .containsEntry("actor", "carmen.vega@bank.example")
        .containsEntry("asked-words", "oficina")
        .containsEntry("masked", "no");
    assertThat(carmen.get(page).body())
        .contains("DP 12/26", "2 messages and mails", "Piece 1 of 1", "Not downloaded");

    var zip = carmen.download(page + "/pieces/1");
    assertThat(zip.statusCode()).isEqualTo(200);
    assertThat(zip.headers().firstValue("Content-Disposition").orElse(""))
        .contains("attachment", "-0001-of-0001.zip");
    var taken = exported("export", ordered.id().toString());
    assertThat(taken.fact("piece")).contains("1/1");
    assertThat(taken.fact(Facts.ACTOR)).contains("carmen.vega@bank.example");
    assertThat(carmen.get(page).body()).contains("Download again").doesNotContain("Not downloaded");

    var unpacked = unpack(zip.body(), folder);
    assertThat(verified(unpacked)).contains("The export is as it was recorded.");
    assertThat(Files.readString(unpacked.resolve("manifest.json")))
        .contains("\"exported_by\":\"carmen.vega@bank.example\"", "words=oficina");
    var text = onlyMail(unpacked.resolve("part-0001/messages"));
    assertThat(text.getContent().toString().strip())
        .isEqualTo("Su préstamo está aprobado. Pase por la oficina");
    assertThat(((InternetAddress) text.getFrom()[0]).getAddress())
        .isEqualTo("marta.ruiz@bank.example");
    assertThat(text.getAllRecipients()[0]).hasToString("34600111222@sms.invalid");
    assertThat(onlyMail(unpacked.resolve("part-0001/mails")).getSubject()).isEqualTo("Cita");
    Files.writeString(unpacked.resolve("part-0001/messages.csv"), "message\r\n");
    assertThat(verified(unpacked)).contains("messages.csv: is not as it was written");
  }

  @Test
  void aConversationIsExportedMaskedAndWhole(@TempDir Path folder) throws Exception {
    var carmen = bank().visitAs("carmen.vega");
    String message = bank().only(Query.ALL.withWords("oficina")).message().toString();
    assertThat(carmen.get("/messages/" + message).body())
        .contains("/exports/new?message=" + message);
    String page =
        location(
            carmen.post(
                "/exports", order(carmen, "message", message, "reason", "Copia", "masked", "yes")));
    awaitReady(carmen, page);
    assertThat(carmen.get(page).body()).contains("A conversation", "Masked");
    var unpacked = unpack(carmen.download(page + "/pieces/1").body(), folder);
    assertThat(verified(unpacked)).contains("The export is as it was recorded.");
    try (var files = Files.walk(unpacked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("600111222");
      }
    }
    assertThat(Files.readString(unpacked.resolve("part-0001/messages.csv")))
        .contains("Pase por la oficina", "Tengo otra pregunta")
        .doesNotContain("Recordatorio");
    try (var transcripts = Files.list(unpacked.resolve("transcripts"))) {
      assertThat(transcripts).hasSize(1);
    }
  }

  @Test
  void onlyComplianceOrdersAndTakesAndAuditorsSeeWhoDid() {
    var carmen = bank().visitAs("carmen.vega");
    var unused = carmen.get("/exports/new?words=llegará");
    String page =
        location(carmen.post("/exports", order(carmen, "words", "llegará", "reason", "Quién")));
    awaitReady(carmen, page);
    assertThat(carmen.post(page + "/pieces/1", Map.of()).statusCode()).isEqualTo(403);
    for (String other : List.of("marta.ruiz", "lucia.ortega", "teresa.lobo", "oscar.nunez")) {
      var visit = bank().visitAs(other);
      var start = visit.get("/").statusCode() == 302 ? visit.get("/search") : null;
      assertThat(start == null ? "" : start.body()).doesNotContain("/exports/new");
      boolean audits = other.equals("teresa.lobo");
      assertThat(visit.get(page).statusCode()).as(other).isEqualTo(audits ? 200 : 404);
      var token = Map.of("_csrf", visit.token());
      assertThat(visit.post(page + "/pieces/1", token).statusCode()).as(other).isEqualTo(404);
      assertThat(visit.post(page + "/resume", token).statusCode()).as(other).isEqualTo(404);
      assertThat(visit.post("/exports", order(visit, "reason", "x")).statusCode())
          .as(other)
          .isEqualTo(404);
    }
    var teresa = bank().visitAs("teresa.lobo");
    assertThat(teresa.get("/exports").body()).contains("carmen.vega@bank.example", "Quién");
    assertThat(teresa.get(page).body()).contains("Piece 1 of 1").doesNotContain("/pieces/1");
    assertThat(teresa.get("/trail").body()).contains("Exported", "Reason: Quién");
    assertThat(carmen.get(page).body()).as("nobody took it").contains("Not downloaded");
    assertThat(carmen.get("/exports/x").statusCode()).isEqualTo(404);
    assertThat(location(carmen.post(page + "/pieces/2", Map.of("_csrf", carmen.token()))))
        .isEqualTo(page + "?said=busy");
  }

  @Test
  void whoMayNotExportAnyMoreGetsNothingOfWhatTheyOrdered() {
    var javier =
        bank()
            .bean(Directory.class)
            .findByMail(MailAddress.of("javier.sanz@bank.example"))
            .orElseThrow();
    var exports = bank().bean(Exports.class);
    var id = exports.order(draft(javier.id()));
    await().atMost(SOON).until(() -> state(id) != Exports.State.CHOOSING);
    assertThat(state(id)).isEqualTo(Exports.State.REFUSED);
    assertThat(exports.pieces(id)).isEmpty();
    assertThat(bank().visitAs("carmen.vega").get("/exports/" + id).body())
        .contains("may not export any more");
  }

  @Test
  void whatADeadNodeWasChoosingOrSendingIsGoneOnWith() {
    var carmen =
        bank()
            .bean(Directory.class)
            .findByMail(MailAddress.of("carmen.vega@bank.example"))
            .orElseThrow();
    var jdbc = bank().bean(JdbcTemplate.class);
    var exports = bank().bean(Exports.class);
    var id = exports.order(draft(carmen.id()));
    await().atMost(SOON).until(() -> state(id) == Exports.State.READY);
    long all = exports.find(id).orElseThrow().messages();
    var octets =
        jdbc.queryForObject(
            "select ids from gateway.export_piece where export = ?", byte[].class, id.value());
    // as a node left it that died after three messages: its lease is over
    jdbc.update(
        "update gateway.export_piece set messages = 3, ids = substring(ids for 48), node = 'dead',"
            + " held_until = now() - interval '1 second', written = 2 where export = ?",
        id.value());
    jdbc.update(
        "update gateway.export set state = 'CHOOSING', node = 'dead',"
            + " held_until = now() - interval '1 second' where id = ?",
        id.value());
    await().atMost(SOON).until(() -> state(id) == Exports.State.READY);
    assertThat(exports.find(id).orElseThrow().messages()).isEqualTo(all);
    assertThat(
            jdbc.queryForObject(
                "select string_agg(ids, '' order by number) from gateway.export_piece"
                    + " where export = ?",
                byte[].class,
                id.value()))
        .isEqualTo(octets);
    var visit = bank().visitAs("carmen.vega");
    assertThat(visit.get("/exports/" + id).body()).contains("Broken off", "2 of 3", "node dead");
    assertThat(visit.download("/exports/" + id + "/pieces/1").statusCode()).isEqualTo(200);
    assertThat(visit.get("/exports/" + id).body()).doesNotContain("Broken off");
  }

  @Test
  void aDamagedRecordIsToldAndNothingIsHandedOutAsIfItWereWhole() {
    var carmen = bank().visitAs("carmen.vega");
    var unused = carmen.get("/exports/new?words=comillas");
    String page =
        location(carmen.post("/exports", order(carmen, "words", "comillas", "reason", "Daño")));
    awaitReady(carmen, page);
    String message = bank().only(Query.ALL.withWords("comillas")).message().toString();
    bank().asOwner(damage(message));
    try {
      assertThat(carmen.download(page + "/pieces/1").statusCode()).isEqualTo(500);
      assertThat(carmen.get(page).body()).contains("Broken off", "archive verify");
    } finally {
      bank().asOwner(damage(message));
    }
    assertThat(carmen.download(page + "/pieces/1").statusCode()).isEqualTo(200);
    assertThat(carmen.get(page).body()).doesNotContain("archive verify", "Broken off");
  }

  @Test
  void aPieceThatBreaksOffOnItsWayDoesNotArriveAsIfItWereWhole() {
    long seed = 20261129;
    var random = new Random(seed);
    var last = MessageId.of("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    for (int i = 0; i < 20; i++) {
      byte[] octets = new byte[300_000];
      random.nextBytes(octets);
      last = bank().bean(MessageIds.class).next();
      var big =
          RecordDraft.about(RecordKind.ACCEPTED, last, bank().bean(Clock.class).instant())
              .fact(Facts.CLIENT, "+34655000222")
              .part("text", "Voluminoso")
              .part("mail", "message/rfc822", octets);
      bank()
          .bean(TransactionTemplate.class)
          .executeWithoutResult(status -> bank().bean(Archive.class).append(List.of(big)));
    }
    await().atMost(SOON).until(() -> bank().find(Query.ALL.withWords("voluminoso")).size() == 20);
    var carmen = bank().visitAs("carmen.vega");
    var unused = carmen.get("/exports/new?words=voluminoso");
    String page =
        location(carmen.post("/exports", order(carmen, "words", "voluminoso", "reason", "Corte")));
    awaitReady(carmen, page);
    bank().asOwner(damage(last.toString()));
    try {
      assertThatThrownBy(() -> carmen.download(page + "/pieces/1"))
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(carmen.get(page).body()).contains("Broken off", "14 of 20", "archive verify");
    } finally {
      bank().asOwner(damage(last.toString()));
    }
    assertThat(carmen.download(page + "/pieces/1").body().length).isGreaterThan(6_000_000);
  }

  /** Done twice it is undone. */
  private static String damage(String message) {
    return "update archive.content set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)"
        + " where record_id = (select min(id::text)::uuid from archive.record"
        + " where message_id = '"
        + message
        + "')";
  }

  private static RecordDraft draft(String person) {
    return ExportOrder.of(Map.of("reason", "Relevo", "transcripts", "yes"))
        .tell(RecordDraft.general(RecordKind.EXPORTED, bank().bean(Clock.class).instant()))
        .fact(Facts.ACTOR, "somebody@bank.example")
        .fact(Facts.PERSON, person);
  }

  private static Exports.State state(RecordId id) {
    return bank().bean(Exports.class).find(id).orElseThrow().state();
  }

  private static Map<String, String> order(Visit visit, String... fields) {
    var form = new HashMap<>(Map.of("transcripts", "yes", "_csrf", visit.token()));
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], fields[i + 1]);
    }
    return form;
  }

  private static void awaitReady(Visit visit, String page) {
    assertThat(page).matches("/exports/[0-9a-f-]{36}");
    await()
        .atMost(SOON)
        .until(() -> visit.get(page, "HX-Target", "progress").body().contains("Ready to download"));
    var unused = visit.get(page);
  }

  private static ArchivedRecord exported(String fact, String value) {
    return bank().records(RecordKind.EXPORTED).stream()
        .filter(record -> record.fact(fact).filter(value::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static Path unpack(byte[] zip, Path folder) throws IOException {
    Path top = folder;
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        top = folder.resolve(folder.relativize(file).getName(0));
        var parent = file.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.write(file, in.readAllBytes());
      }
    }
    return top;
  }

  private static MimeMessage onlyMail(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      var all = files.toList();
      assertThat(all).hasSize(1);
      try (var in = Files.newInputStream(all.get(0))) {
        return new MimeMessage(Session.getInstance(new Properties()), in);
      }
    }
  }

  /** Nothing but a JDK: the file that is in the export, and no class path. */
  private static String verified(Path unpacked) throws Exception {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                unpacked.resolve("VerifyExport.java").toString(),
                unpacked.toString())
            .redirectErrorStream(true);
    builder.environment().remove("CLASSPATH");
    var process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
