package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.reconcile.Cdr;
import org.recado.archive.reconcile.Reconciliation;
import org.recado.archive.reconcile.Source;

/** {@code archive reconcile}: what was accepted, against what became of it. */
final class ReconcileCommand {

  static final String USAGE =
      """
      archive reconcile [--day DAY | --from DAY --to DAY] [--json] [--receipts-within HOURS]
                     [--cdr FILE --cdr-connection NAME --cdr-id COLUMN]
      """;

  private final CommandParts parts;
  private final List<Source> sources;

  /**
   * @param sources what else knows what was accepted
   */
  ReconcileCommand(CommandParts parts, List<Source> sources) {
    this.parts = parts;
    this.sources = sources;
  }

  int run(List<String> words, PrintStream out) throws IOException, SQLException {
    var options =
        CommandOptions.parse(
            words,
            Set.of("--json"),
            Set.of(
                "--day",
                "--from",
                "--to",
                "--receipts-within",
                "--cdr",
                "--cdr-connection",
                "--cdr-id"));
    var yesterday = parts.clock().instant().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
    var from = options.time("--from", 0).or(() -> options.time("--day", 0)).orElse(yesterday);
    var before =
        options
            .time("--to", 1)
            .or(() -> options.time("--day", 1))
            .orElse(from.plus(1, ChronoUnit.DAYS));
    List<Cdr> cdrs =
        options.value("--cdr").isEmpty()
            ? List.of()
            : List.of(
                Cdr.read(
                    Path.of(options.required("--cdr")),
                    options.required("--cdr-connection"),
                    options.required("--cdr-id")));
    var patience =
        new Reconciliation.Patience(
            Reconciliation.Patience.USUAL.answer(),
            Duration.ofHours(options.number("--receipts-within", 72)));
    var key = parts.files().archiveKey();
    var signingKey = SigningKey.load(parts.files().signingKey());
    var result =
        new Reconciliation(
                parts.dataSource(),
                key,
                sources,
                parts.clock(),
                parts.files().coldSource(parts.jdbc()))
            .run(from, before, patience, cdrs);
    String note = signingKey.note(result.text(signingKey.verifierKey().name()));
    parts.record(result.record(signingKey, parts.clock().instant()));
    out.print(options.given("--json") ? result.json() : note);
    return result.gaps().isEmpty() ? ArchiveCommands.FINE : ArchiveCommands.FINDING;
  }
}
