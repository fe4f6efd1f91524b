package org.recado.archive.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives records their place in the tree, a moment after they were committed. Any node may try at
 * any time; one at a time succeeds.
 */
public final class Ledger {

  /** Records a batch; each batch ends in one checkpoint. */
  static final int BATCH = 5_000;

  /** Advisory locks are numbers; this one spells "rcdledgr". */
  static final long LOCK = 0x7263646c65646772L;

  /**
   * Looks the records up one by one ({@code offset 0} makes the planner do so): joined, it would
   * read the whole archive for a few.
   */
  private static final String PENDING =
      """
      select p.record_id, r.metadata
      from (select record_id from archive.ledger_pending order by record_id limit ?) p
        cross join lateral (
          select metadata from archive.record where id = p.record_id offset 0) r
      order by p.record_id
      """;

  private static final String PLACE =
      """
      with placed as (
        insert into archive.ledger_leaf (leaf_index, record_id, leaf_hash)
        select ? + place - 1, id, hash
        from unnest(?::uuid[], ?::bytea[]) with ordinality as t (id, hash, place)
      )
      delete from archive.ledger_pending where record_id = any (?::uuid[])
      """;

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final SigningKey key;
  private final Clock clock;

  /**
   * @param transactions each {@link #sequence} runs in one of its own, at READ COMMITTED
   */
  public Ledger(
      JdbcTemplate jdbc, TransactionOperations transactions, SigningKey key, Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Moves waiting records into the tree and signs a checkpoint over them.
   *
   * @return how many; 0 if there were none or another node is at it. Call again at once if it is
   *     {@link #isFull full}
   * @throws IllegalStateException if the last checkpoint cannot be continued: it was signed with
   *     another key, or does not fit its frontier. Nothing is written then; run {@code archive
   *     verify}
   */
  public int sequence() {
    Integer placed = transactions.execute(status -> locked() ? sequenceLocked() : 0);
    return placed == null ? 0 : placed;
  }

  /** Whether a batch of that many records suggests that more are waiting. */
  public static boolean isFull(int placed) {
    return placed >= BATCH;
  }

  /** The newest checkpoint as a signed note, to be published outside. */
  public Optional<String> latestCheckpoint() {
    return jdbc
        .queryForList(
            "select note from archive.checkpoint order by tree_size desc limit 1", String.class)
        .stream()
        .findFirst();
  }

  public VerifierKey verifierKey() {
    return key.verifierKey();
  }

  private boolean locked() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, LOCK));
  }

  private int sequenceLocked() {
    var waiting =
        jdbc.query(
            PENDING,
            (row, number) -> new Waiting(row.getObject(1, UUID.class), row.getString(2)),
            BATCH);
    if (waiting.isEmpty()) {
      return 0;
    }
    var keys = KeyHistory.of(key.verifierKey(), handovers());
    if (!keys.newest().equals(key.verifierKey())) {
      throw new IllegalStateException(
          "The ledger stands still: its key was handed over. Start the gateway with the new key"
              + " file.");
    }
    var range = lastRange(keys);
    long first = range.size();
    var hashes = new byte[waiting.size()][];
    for (int i = 0; i < hashes.length; i++) {
      Hash leaf = MerkleTree.leaf(waiting.get(i).metadata.getBytes(StandardCharsets.UTF_8));
      range.append(leaf);
      hashes[i] = leaf.octets();
    }
    place(first, waiting, hashes);
    var checkpoint =
        new Checkpoint(
            key.verifierKey().name(), range.size(), range.root(), first, clock.instant());
    jdbc.update(
        "insert into archive.checkpoint (tree_size, note, frontier, signed_at)"
            + " values (?, ?, ?, ?::timestamptz)",
        range.size(),
        checkpoint.signed(key),
        range.frontier(),
        checkpoint.signedAt().toString());
    return waiting.size();
  }

  private void place(long first, List<Waiting> waiting, byte[][] hashes) {
    Object[] ids = waiting.stream().map(Waiting::id).toArray();
    int taken =
        jdbc.update(
            PLACE,
            statement -> {
              var connection = statement.getConnection();
              var idArray = connection.createArrayOf("uuid", ids);
              statement.setLong(1, first);
              statement.setArray(2, idArray);
              statement.setArray(3, connection.createArrayOf("bytea", hashes));
              statement.setArray(4, idArray);
            });
    if (taken != ids.length) {
      throw new IllegalStateException(
          "records were taken from the ledger's queue by somebody else");
    }
  }

  private List<KeyHistory.Handover> handovers() {
    return jdbc.query(
        "select note from archive.handover order by from_size",
        (row, number) -> KeyHistory.Handover.open(row.getString(1)));
  }

  private CompactRange lastRange(KeyHistory keys) {
    var last =
        jdbc.query(
            "select tree_size, note, frontier from archive.checkpoint"
                + " order by tree_size desc limit 1",
            (row, number) ->
                continued(
                    keys.at(row.getLong(1)), row.getLong(1), row.getString(2), row.getBytes(3)));
    return last.isEmpty() ? new CompactRange() : last.get(0);
  }

  /** Nothing is ever signed on top of what we did not sign. */
  private static CompactRange continued(
      VerifierKey signer, long size, String note, byte[] frontier) {
    try {
      var checkpoint = Checkpoint.open(note, signer);
      var range = CompactRange.of(size, frontier);
      if (checkpoint.size() != size || !checkpoint.root().equals(range.root())) {
        throw new IllegalArgumentException("does not fit its frontier");
      }
      return range;
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "The ledger stands still: the checkpoint of size " + size + " " + e.getMessage() + ".",
          e);
    }
  }

  private record Waiting(UUID id, String metadata) {}
}
