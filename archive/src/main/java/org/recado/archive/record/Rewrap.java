package org.recado.archive.record;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Wraps the secret of every record under the newest archive key, so that the older ones can be
 * destroyed. Nothing that a leaf commits to is touched. May be broken off and started again.
 */
public final class Rewrap {

  private static final int BATCH = 1_000;

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final ArchiveKey key;
  private final SecureRandom random;
  private final Crypto crypto = new Crypto();

  /**
   * @param transactions of a login that may take the role {@code recado_disposition}
   */
  public Rewrap(
      JdbcTemplate jdbc, TransactionOperations transactions, ArchiveKey key, SecureRandom random) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.key = key;
    this.random = random;
  }

  /**
   * @param progress told after each thousand
   * @return how many were wrapped anew
   * @throws DamagedRecordException if one opens under none of the keys
   */
  public long run(LongConsumer progress) {
    long done = wrap("select * from disposition.blocked_keys() where record_id > ?", 0, progress);
    return wrap(
        "select record_id, wrapped_key from archive.content where record_id > ?", done, progress);
  }

  private long wrap(String sql, long before, LongConsumer progress) {
    long done = before;
    UUID after = new UUID(0, 0);
    while (after != null) {
      UUID from = after;
      var step =
          transactions.execute(
              status -> {
                jdbc.execute("set local role recado_disposition");
                return batch(sql, from);
              });
      if (step == null || step.last.isEmpty()) {
        break;
      }
      done += step.wrapped;
      progress.accept(done);
      after = step.last.get(0);
    }
    return done;
  }

  private Step batch(String sql, UUID after) {
    List<UUID> last = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    List<byte[]> wrapped = new ArrayList<>();
    jdbc.query(
        sql + " order by record_id limit " + BATCH,
        row -> {
          var id = row.getObject(1, UUID.class);
          last.clear();
          last.add(id);
          byte[] old = row.getBytes(2);
          if (!key.isNewest(old)) {
            byte[] nonce = new byte[Crypto.NONCE_OCTETS];
            random.nextBytes(nonce);
            var record = new RecordId(id);
            ids.add(id);
            wrapped.add(key.wrap(crypto, record, nonce, key.unwrap(crypto, record, old)));
          }
        },
        after);
    if (!ids.isEmpty()) {
      jdbc.query(
          "select disposition.rewrap(?, ?)",
          statement -> {
            var connection = statement.getConnection();
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.setArray(
                2, connection.createArrayOf("bytea", wrapped.toArray(byte[][]::new)));
          },
          row -> {});
    }
    return new Step(last, ids.size());
  }

  /** The last id of a batch, if there was one, and how many of it were wrapped anew. */
  private record Step(List<UUID> last, int wrapped) {}
}
