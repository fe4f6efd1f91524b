package org.recado.archive;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.Indexer;
import org.recado.archive.search.Search;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The archive's parts, put together over one database and one pair of keys.
 *
 * @param key the archive key, kept in memory: who wraps it in its file is not asked again
 */
public record ArchiveSetup(
    Archive archive, Ledger ledger, Indexer indexer, Search search, Holds holds, ArchiveKey key) {

  /**
   * Loads the keys, or makes them if the archive is empty, and puts the parts together. The
   * database is migrated.
   *
   * @param transactions of the same data source, READ COMMITTED
   * @param ids one object for the whole node, so that ids never go backwards
   * @throws IOException with a sentence for the operator: a key is missing, unreadable or not the
   *     one this archive was made with
   */
  public static ArchiveSetup open(
      JdbcTemplate jdbc,
      TransactionOperations transactions,
      ArchiveFiles files,
      Schedules schedules,
      MessageIds ids,
      Clock clock,
      SecureRandom random)
      throws IOException {
    var key = files.keyFile().loadOrCreate(() -> holdsAny(jdbc, "archive.record"), random);
    var wrapped =
        jdbc.queryForList(
            "select wrapped_key from archive.content order by record_id desc limit 1",
            byte[].class);
    if (!wrapped.isEmpty() && !key.wrapped(wrapped.get(0))) {
      throw new IOException(
          "The archive key "
              + files.key()
              + " is not the one the archive's records are sealed with. Put the right key back.");
    }
    var signingKey =
        SigningKey.loadOrCreate(
            files.signingKey(), files.origin(), () -> holdsAny(jdbc, "archive.checkpoint"), random);
    var cold = files.coldSource(jdbc);
    var archive = new Archive(jdbc, key, schedules, ids, random, cold);
    return new ArchiveSetup(
        archive,
        new Ledger(jdbc, transactions, signingKey, clock),
        new Indexer(jdbc, transactions, key, cold),
        new Search(jdbc),
        new Holds(jdbc, archive, clock),
        key);
  }

  private static boolean holdsAny(JdbcTemplate jdbc, String table) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select exists (select from " + table + ")", Boolean.class));
  }
}
