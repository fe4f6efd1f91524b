package org.recado.archive.cold;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import javax.sql.DataSource;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.ChunkedTree;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.KeyHistory;
import org.recado.archive.ledger.SetProof;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Snapshot;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tree under the newest checkpoint, read once. Leaves never change, so the pieces a proof needs
 * may be read later without holding on to that moment.
 */
final class Leaves {

  private final String note;
  private final Checkpoint checkpoint;
  private final List<String> handovers;
  private final ChunkedTree tree;

  /**
   * @throws IllegalStateException with a sentence if there is no checkpoint of this key, or the
   *     leaves are not those it was signed over
   */
  Leaves(DataSource dataSource, SigningKey key) throws SQLException {
    var jdbc = new JdbcTemplate(dataSource);
    try (var snapshot = Snapshot.of(dataSource)) {
      handovers = texts(snapshot, "select note from archive.handover order by from_size");
      var newest =
          texts(snapshot, "select note from archive.checkpoint order by tree_size desc limit 1");
      if (newest.isEmpty()) {
        throw new IllegalStateException("The archive has no checkpoint yet.");
      }
      note = newest.get(0);
      var keys =
          KeyHistory.of(
              key.verifierKey(), handovers.stream().map(KeyHistory.Handover::open).toList());
      if (!keys.newest().equals(key.verifierKey())) {
        throw new IllegalStateException(
            "The signing key was handed over; use the file of the new one.");
      }
      try {
        checkpoint = Checkpoint.open(note, keys.at(Checkpoint.sizeOf(note)));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "The newest checkpoint " + e.getMessage() + ". Run archive verify.", e);
      }
      try (var statement =
              snapshot.prepare(
                  "select leaf_hash from archive.ledger_leaf order by leaf_index", 10_000);
          var rows = statement.executeQuery()) {
        tree = new ChunkedTree(checkpoint.size(), () -> next(rows), from -> chunk(jdbc, from));
      }
    }
    if (!tree.root().equals(checkpoint.root())) {
      throw new IllegalStateException(
          "The leaves are not those the newest checkpoint was signed over. Run archive verify.");
    }
  }

  String note() {
    return note;
  }

  List<String> handovers() {
    return handovers;
  }

  long size() {
    return checkpoint.size();
  }

  List<Hash> proof(SortedSet<Long> leaves) {
    return SetProof.of(checkpoint.size(), leaves, tree::subtree);
  }

  private static List<String> texts(Snapshot snapshot, String sql) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = snapshot.prepare(sql, 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static List<Hash> chunk(JdbcTemplate jdbc, long from) {
    return jdbc.query(
        "select leaf_hash from archive.ledger_leaf where leaf_index >= ? and leaf_index < ?"
            + " order by leaf_index",
        (row, number) -> Hash.of(row.getBytes(1)),
        from,
        from + ChunkedTree.LEAVES);
  }

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
