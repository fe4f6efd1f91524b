package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.recado.archive.ledger.KeyRotation;
import org.recado.archive.record.Rewrap;

/** {@code archive rotate-signing-key} and {@code archive rotate-archive-key}. */
final class KeyCommands {

  static final String USAGE =
      """
      archive rotate-signing-key
      archive rotate-archive-key [--finish]
      """;

  private final CommandParts parts;

  KeyCommands(CommandParts parts) {
    this.parts = parts;
  }

  int rotateSigningKey(List<String> words, PrintStream out) throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    var jdbc = parts.jdbc();
    var transactions = parts.transactions();
    out.print(
        new KeyRotation(jdbc, transactions, parts.clock(), parts.random())
            .rotate(parts.files().signingKey()));
    out.println(
        "Publish this hand-over and start every node again; "
            + parts.files().signingKey()
            + " is the new key now. Back it up.");
    return ArchiveCommands.FINE;
  }

  /** In two steps, because running nodes have to know the new key before anything needs it. */
  int rotateArchiveKey(List<String> words, PrintStream out, PrintStream err) throws IOException {
    var options = CommandOptions.parse(words, Set.of("--finish"), Set.of());
    if (!options.given("--finish")) {
      parts.files().keyFile().rotate(parts.random());
      out.println(
          "A new key is the first line of "
              + parts.files().key()
              + ". Back the file up, give it to every node and start them again; then run this with"
              + " --finish.");
      return ArchiveCommands.FINE;
    }
    var transactions = parts.transactions();
    long wrapped =
        new Rewrap(parts.jdbc(), transactions, parts.files().archiveKey(), parts.random())
            .run(done -> err.println(done + " records"));
    parts.files().keyFile().forgetOlder();
    out.println(
        wrapped
            + " records are wrapped under the new key; "
            + parts.files().key()
            + " holds it alone now. Back it up; older backups of the database need the older file.");
    return ArchiveCommands.FINE;
  }
}
