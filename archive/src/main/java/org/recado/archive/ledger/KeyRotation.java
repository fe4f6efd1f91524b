package org.recado.archive.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** Replaces the ledger's signing key. */
public final class KeyRotation {

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final SecureRandom random;

  public KeyRotation(
      JdbcTemplate jdbc, TransactionOperations transactions, Clock clock, SecureRandom random) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes a new key, has both keys sign that it follows the old one, and puts its file in the place
   * of the old one's, which stays beside it as {@code <file>.<key id>}. Running gateways stop
   * signing until they are started with the new file; no record is lost by that.
   *
   * @return the hand-over, a note to be published
   * @throws IOException with a sentence for the operator
   */
  public String rotate(Path file) throws IOException {
    var old = SigningKey.load(file);
    Path fresh = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(fresh);
    var next = SigningKey.loadOrCreate(fresh, old.verifierKey().name(), () -> false, random);
    String note =
        transactions.execute(
            status -> {
              jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, Ledger.LOCK);
              Long size =
                  jdbc.queryForObject(
                      "select coalesce(max(tree_size), 0) from archive.checkpoint", Long.class);
              long from = size == null ? 0 : size;
              String text = KeyHistory.Handover.text(old, next, from, clock.instant().toString());
              String byNew = next.note(text);
              String both = old.note(text) + byNew.substring(text.length() + 1);
              jdbc.update(
                  "insert into archive.handover (from_size, note) values (?, ?)", from, both);
              return both;
            });
    Files.move(file, file.resolveSibling(file.getFileName() + "." + old.verifierKey().idHex()));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return note == null ? "" : note;
  }
}
