package org.recado.archive.export;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.ChunkedTree;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Snapshot;

/**
 * Inclusion proofs under one checkpoint. The tree is read when the first is asked for; leaves never
 * change, so any snapshot that is not older than the checkpoint will do.
 */
final class Proofs {

  private final long size;
  private Optional<ChunkedTree> tree = Optional.empty();
  private Snapshot snapshot;

  /**
   * @param snapshot that leaves are read through, until {@link #readThrough}
   */
  Proofs(Snapshot snapshot, Optional<Checkpoint> checkpoint) {
    this.snapshot = snapshot;
    this.size = checkpoint.map(Checkpoint::size).orElse(0L);
  }

  /** The newest signed tree head; empty before the first. */
  static String newestCheckpoint(Snapshot snapshot) throws SQLException {
    try (var statement =
            snapshot.prepare(
                "select note from archive.checkpoint order by tree_size desc limit 1", 0);
        var rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /**
   * @throws IOException with a sentence if this key did not sign it
   */
  static Optional<Checkpoint> opened(String note, SigningKey key) throws IOException {
    try {
      return note.isEmpty()
          ? Optional.empty()
          : Optional.of(Checkpoint.open(note, key.verifierKey()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "The newest checkpoint "
              + e.getMessage()
              + ". If the key was replaced, let the gateway sign one more first.",
          e);
    }
  }

  void readThrough(Snapshot now) {
    snapshot = now;
  }

  long size() {
    return size;
  }

  List<Hash> of(long index) throws SQLException {
    if (tree.isEmpty()) {
      try (var statement =
              snapshot.prepare(
                  "select leaf_hash from archive.ledger_leaf order by leaf_index", 10_000);
          var rows = statement.executeQuery()) {
        tree = Optional.of(new ChunkedTree(size, () -> next(rows), this::chunk));
      }
    }
    return tree.orElseThrow().inclusionProof(index);
  }

  private List<Hash> chunk(long from) {
    try (var statement =
        snapshot.prepare(
            "select leaf_hash from archive.ledger_leaf where leaf_index >= ? and leaf_index < ?"
                + " order by leaf_index",
            0)) {
      statement.setLong(1, from);
      statement.setLong(2, from + 1024);
      var hashes = new ArrayList<Hash>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          hashes.add(Hash.of(rows.getBytes(1)));
        }
      }
      return hashes;
    } catch (SQLException e) {
      throw new IllegalStateException("the leaves cannot be read", e);
    }
  }

  /** The next of the stored leaf hashes. */
  private static Hash next(ResultSet rows) {
    try {
      if (!rows.next()) {
        throw new NoSuchElementException("the tree has fewer leaves than its checkpoint says");
      }
      return Hash.of(rows.getBytes(1));
    } catch (SQLException e) {
      throw new IllegalStateException("the leaves cannot be read", e);
    }
  }
}
