package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.store.ObjectStoreException;
import org.recado.archive.verify.Verifier;

/** {@code archive verify} and {@code archive restore-check}: is it whole, and as it was signed. */
final class VerifyCommands {

  static final String USAGE =
      """
      archive verify [--json] [--published-checkpoint FILE] [--verifier-key FILE] [--without-key]
                     [--without-store]
      archive restore-check [--published-checkpoint FILE] [--verifier-key FILE] [--without-key]
      """;

  private static final Set<String> FLAGS = Set.of("--json", "--without-key", "--without-store");

  private static final Set<String> VALUES = Set.of("--published-checkpoint", "--verifier-key");

  private final CommandParts parts;

  VerifyCommands(CommandParts parts) {
    this.parts = parts;
  }

  int verify(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    var options = CommandOptions.parse(words, FLAGS, VALUES);
    var verifierKey =
        SigningKey.verifierKey(
            options.value("--verifier-key").map(Path::of).orElse(parts.files().signingKey()));
    @Nullable ArchiveKey key = options.given("--without-key") ? null : parts.files().archiveKey();
    Optional<String> published = Optional.empty();
    if (options.value("--published-checkpoint").isPresent()) {
      published = Optional.of(read(Path.of(options.value("--published-checkpoint").get())));
    }
    var report =
        new Verifier(
                verifierKey,
                key,
                published,
                (done, total) -> err.println("verified " + done + " of " + total + " records"),
                options.given("--without-store") ? Verifier.Contents.OF_THE_DATABASE : contents())
            .verify(parts.dataSource());
    out.print(options.given("--json") ? report.json() : report.text());
    return report.clean() ? ArchiveCommands.FINE : ArchiveCommands.FINDING;
  }

  /** Without a store, contents that are in one are asked of nobody, which is said. */
  private Verifier.Contents contents() {
    var cold = parts.files().coldSource(parts.jdbc());
    return new Verifier.Contents(
        cold,
        Optional.of(
            parts
                .files()
                .cold()
                .map(access -> access.store())
                .orElse(
                    () -> {
                      throw new ObjectStoreException(
                          "Contents are in an object store, and recado.archive.cold does not say"
                              + " which; or verify the database alone, with --without-store.");
                    })));
  }

  /** What a restored copy has, and what it lacks. */
  int restoreCheck(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    int status = verify(words, out, err);
    var jdbc = parts.jdbc();
    var last =
        jdbc.queryForList(
            """
            select l.leaf_index, l.record_id, r.recorded_at,
              (select note from archive.checkpoint order by tree_size desc limit 1) as note
            from archive.ledger_leaf l left join archive.record r on r.id = l.record_id
            order by l.leaf_index desc limit 1
            """);
    if (last.isEmpty()) {
      out.println("This copy holds no record with a place in the tree.");
      return status;
    }
    var row = last.get(0);
    out.println(
        (status == ArchiveCommands.FINE ? "Complete up to" : "With the findings above; the last is")
            + " record "
            + row.get("record_id")
            + " of "
            + row.get("recorded_at")
            + ", leaf "
            + row.get("leaf_index")
            + ", checkpoint of size "
            + Checkpoint.sizeOf(String.valueOf(row.get("note")))
            + ".");
    var options = CommandOptions.parse(words, FLAGS, VALUES);
    if (options.value("--published-checkpoint").isPresent()) {
      long published = Checkpoint.sizeOf(read(Path.of(options.required("--published-checkpoint"))));
      long missing = published - Long.parseLong(String.valueOf(row.get("leaf_index"))) - 1;
      out.println(
          missing > 0
              ? "Missing: the "
                  + missing
                  + " records from leaf "
                  + (published - missing)
                  + " on that the published checkpoint covers."
              : "Nothing the published checkpoint covers is missing.");
    } else {
      out.println("Give --published-checkpoint to know whether something newer is missing.");
    }
    return status;
  }

  private static String read(Path file) throws IOException {
    try {
      // a note ends with one line feed; psql, mail programs and editors add theirs
      return Files.readString(file).stripTrailing() + "\n";
    } catch (IOException e) {
      throw new IOException("The published checkpoint " + file + " cannot be read.", e);
    }
  }
}
