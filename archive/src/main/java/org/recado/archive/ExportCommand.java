package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.recado.archive.export.Exporter;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/** {@code archive export}: a copy that can be checked without the gateway. */
final class ExportCommand {

  static final String USAGE =
      """
      archive export --out DIR [--message ID] [--client NUMBER] [--from DATE] [--to DATE]
                     [--query WHAT] [--masked] [--split MEGABYTES] [--no-transcripts] [--resume]
                     [--by WHO] [--reason WHY]
      """;

  private final CommandParts parts;

  ExportCommand(CommandParts parts) {
    this.parts = parts;
  }

  int run(List<String> words, PrintStream out, PrintStream err) throws IOException, SQLException {
    var options =
        CommandOptions.parse(
            words,
            Set.of("--masked", "--resume", "--no-transcripts"),
            Set.of(
                "--out",
                "--message",
                "--client",
                "--from",
                "--to",
                "--query",
                "--by",
                "--reason",
                "--split"));
    var selection = options.selection();
    Path folder =
        Path.of(
            options
                .value("--out")
                .orElseThrow(() -> new IllegalArgumentException("--out names the folder.")));
    String by = options.value("--by").orElse(System.getProperty("user.name", "unknown"));
    var key = parts.files().archiveKey();
    var signingKey = SigningKey.load(parts.files().signingKey());
    var order =
        new Exporter.Order(
            selection,
            folder,
            by,
            options.given("--masked"),
            options.given("--resume"),
            !options.given("--no-transcripts"),
            1_000_000L * options.number("--split", 500));

    // whoever takes a copy is on the record before the first byte is out
    parts.record(
        RecordDraft.general(RecordKind.EXPORTED, parts.clock().instant())
            .fact(Facts.ACTOR, by)
            .fact(Facts.REASON, options.value("--reason"))
            .fact(
                "selection",
                selection.described()
                    + (order.masked() ? " masked" : "")
                    + (order.resume() ? " resumed" : "")));
    long records =
        new Exporter(
                parts.dataSource(),
                key,
                signingKey,
                parts.clock(),
                parts.files().coldSource(parts.jdbc()))
            .export(
                order,
                done -> {
                  if (done % 1_000 == 0) {
                    err.println("exported " + done + " messages");
                  }
                });
    out.println("Exported " + records + " records to " + folder);
    return ArchiveCommands.FINE;
  }
}
