package org.recado.archive.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Query;
import org.recado.archive.search.Reach;
import org.recado.message.MessageId;

class ZipExporterTest {

  private static final String EXPORT = "01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11";

  private final TestArchive archive = new TestArchive();
  private final Path folder;

  ZipExporterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void eachPieceIsAnExportThatAnOutsiderCanCheckByItself() throws Exception {
    for (int i = 0; i < 3; i++) {
      exchange("Recibo de mañana " + i, "Vale, " + i);
    }
    archive.catchUp();
    var pieces = chosen(Query.ALL, 5, Long.MAX_VALUE);
    assertThat(pieces).hasSize(2).allMatch(piece -> piece.size() <= 5);
    int records = 0;
    for (int i = 0; i < pieces.size(); i++) {
      var unpacked = unpack(zip(piece(i + 1, pieces.size(), pieces.get(i), false)));
      var said = java(unpacked);
      assertThat(said).contains("The export is as it was recorded.");
      records += Files.readAllLines(unpacked.resolve("part-0001/records.jsonl")).size();
      assertThat(Files.readString(unpacked.resolve("manifest.json")))
          .contains("\"piece\":" + (i + 1), "\"pieces\":2", "\"export\":\"" + EXPORT);
      assertThat(unpacked.resolve("transcripts/c-1.pdf")).exists();
      var csv = unpacked.resolve("part-0001/messages.csv");
      Files.writeString(csv, Files.readString(csv).replaceFirst("Vale|Recibo", "Nada"));
      assertThat(java(unpacked)).contains("messages.csv: is not as it was written");
    }
    assertThat(records).isEqualTo(18);
  }

  @Test
  void aMaskedPieceShowsNoNumber() throws Exception {
    exchange("Hola", "Vale");
    archive.catchUp();
    var unpacked = unpack(zip(piece(1, 1, only(Query.ALL), true)));
    try (var files = Files.walk(unpacked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("600111222");
      }
    }
    assertThat(java(unpacked)).contains("6 records, 6 proved", "as it was recorded");
  }

  @Test
  void onlyWhatSomebodyMaySeeIsChosenForThem() throws Exception {
    exchange("De Eva", "Vale");
    archive.catchUp();
    var eva = Query.ALL.withReach(new Reach(Set.of("p-1"), Set.of()));
    var another = Query.ALL.withReach(new Reach(Set.of("p-2"), Set.of()));
    assertThat(only(eva)).hasSize(3);
    assertThat(chosen(another, 100, Long.MAX_VALUE)).isEmpty();
    assertThat(chosen(another, Optional.of("c-1"), Optional.empty())).isEmpty();
    assertThat(chosen(eva, Optional.of("c-1"), Optional.empty())).hasSize(1);
    assertThat(chosen(eva, Optional.of("c-2"), Optional.empty())).isEmpty();
  }

  @Test
  void aChoiceThatWasBrokenOffGoesOnAfterItsLastPiece() throws Exception {
    for (int i = 0; i < 20; i++) {
      archive.append(archive.accepted(archive.id(), "Número " + i));
    }
    archive.catchUp();
    var whole = chosen(Query.ALL, 6, Long.MAX_VALUE);
    assertThat(whole).extracting(List::size).containsExactly(6, 6, 6, 2);
    var begun = new ArrayList<List<UUID>>();
    var choice = new Choice(Query.ALL, Optional.empty(), 6, Long.MAX_VALUE);
    assertThatThrownBy(
            () ->
                choice.make(
                    archive.dataSource,
                    Optional.empty(),
                    piece -> {
                      begun.add(piece);
                      if (begun.size() == 2) {
                        throw new IllegalStateException("broken off");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class);
    choice.make(archive.dataSource, Optional.of(begun.get(1).get(5)), begun::add);
    assertThat(begun).isEqualTo(whole);
  }

  @Test
  void whatIsHeldAtOnceAndInTheDatabaseDoesNotGrowWithWhatIsExported() throws Exception {
    var random = new Random(20261129);
    for (int i = 0; i < 60; i++) {
      byte[] octets = new byte[300_000];
      random.nextBytes(octets);
      archive.append(
          archive.accepted(archive.id(), "Número " + i).part("mail", "message/rfc822", octets));
    }
    archive.catchUp();
    var most = new long[1];
    var all = new long[1];
    var watched =
        new OutputStream() {
          @Override
          public void write(int octet) {
            throw new IllegalStateException("octet by octet");
          }

          @Override
          public void write(byte[] octets, int offset, int length) {
            most[0] = Math.max(most[0], length);
            all[0] += length;
            assertThat(
                    archive.jdbc.queryForObject(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and state like 'idle in transaction%'",
                        Long.class))
                .as("transactions that wait for a slow line")
                .isZero();
          }
        };
    write(piece(1, 1, only(Query.ALL), false), watched);
    assertThat(all[0]).isGreaterThan(18_000_000);
    assertThat(most[0]).isLessThan(6_000_000);
    assertThat(chosen(Query.ALL, 1000, 3_000_000))
        .allMatch(p -> p.size() < 10)
        .hasSizeGreaterThan(6);
  }

  @Test
  void aDamagedRecordEndsThePieceAndLeavesNoWholeZip() throws Exception {
    exchange("Uno", "Dos");
    archive.catchUp();
    var messages = only(Query.ALL);
    archive.execute(
        "update archive.content set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)"
            + " where record_id = (select max(id::text)::uuid from archive.record where kind = ?)",
        RecordKind.REPLY.wireName());
    var out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> write(piece(1, 1, messages, false), out))
        .isInstanceOf(DamagedRecordException.class);
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("PK\u0005\u0006");
  }

  /** A text that was made of a mail, there and back. */
  private void exchange(String text, String answer) {
    var mail = archive.id();
    var message = archive.id();
    archive.append(
        archive.received(mail, text), archive.accepted(message, text).fact("submission", mail));
    archive.append(archive.status(RecordKind.SUBMITTED, message, "SUBMITTING"));
    archive.append(archive.status(RecordKind.ANSWERED, message, "SENT"));
    archive.append(archive.status(RecordKind.RECEIPT, message, "DELIVERED"));
    archive.append(archive.reply(archive.id(), answer));
  }

  private List<UUID> only(Query query) throws Exception {
    var pieces = chosen(query, 100_000, Long.MAX_VALUE);
    assertThat(pieces).hasSize(1);
    return pieces.get(0);
  }

  private List<List<UUID>> chosen(Query query, int messages, long octets) throws Exception {
    var pieces = new ArrayList<List<UUID>>();
    new Choice(query, Optional.empty(), messages, octets)
        .make(archive.asGateway(), Optional.empty(), pieces::add);
    return pieces;
  }

  private List<List<UUID>> chosen(
      Query query, Optional<String> conversation, Optional<MessageId> after) throws Exception {
    var pieces = new ArrayList<List<UUID>>();
    new Choice(query, conversation, 100, Long.MAX_VALUE)
        .make(archive.asGateway(), after.map(MessageId::value), pieces::add);
    return pieces;
  }

  private static ZipExporter.Piece piece(int number, int of, List<UUID> ids, boolean masked) {
    return new ZipExporter.Piece(
        EXPORT, number, of, ids, "words=recibo", "officer@bank.example", masked, true);
  }

  private byte[] zip(ZipExporter.Piece piece) throws Exception {
    var out = new ByteArrayOutputStream();
    write(piece, out);
    return out.toByteArray();
  }

  private void write(ZipExporter.Piece piece, OutputStream out) throws Exception {
    var told = new long[1];
    new ZipExporter(
            archive.asGateway(),
            archive.files.archiveKey(),
            SigningKey.load(archive.files.signingKey()),
            archive.clock,
            ColdSource.NONE)
        .write(piece, out, done -> told[0] = done);
    assertThat(told[0]).isEqualTo(piece.messages().size());
  }

  private Path unpack(byte[] zip) throws IOException {
    Path top = folder;
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        top = folder.resolve(folder.relativize(file).getName(0));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, in.readAllBytes());
      }
    }
    return top;
  }

  /** Nothing but a JDK: the file that is in the export, and no class path. */
  private static String java(Path unpacked) throws Exception {
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
