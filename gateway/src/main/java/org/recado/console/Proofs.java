package org.recado.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.recado.archive.record.RecordId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where records stand in the ledger. */
final class Proofs {

  /**
   * A record's place in the tree.
   *
   * @param leaf its index, from 0
   * @param hash the leaf hash (RFC 6962 section 2.1), in hexadecimal
   * @param treeSize the size of the first signed checkpoint that covers it; 0 if none does yet
   * @param signedAt when that was signed, UTC; empty if it was not yet
   */
  record Proof(long leaf, String hash, long treeSize, String signedAt) {}

  private static final String PLACES =
      """
      select l.record_id, l.leaf_index, l.leaf_hash, c.tree_size, c.signed_at
      from archive.ledger_leaf l
        left join lateral (
          select tree_size, signed_at from archive.checkpoint
          where tree_size > l.leaf_index order by tree_size limit 1) c on true
      where l.record_id = any (?::uuid[])
      """;

  private final JdbcTemplate jdbc;

  Proofs(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The places of those records that have one by now. */
  Map<RecordId, Proof> of(Collection<RecordId> records) {
    var proofs = new HashMap<RecordId, Proof>();
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(PLACES);
          statement.setArray(
              1, connection.createArrayOf("uuid", records.stream().map(RecordId::value).toArray()));
          return statement;
        },
        row -> {
          proofs.put(new RecordId(row.getObject("record_id", UUID.class)), proof(row));
        });
    return proofs;
  }

  private static Proof proof(ResultSet row) throws SQLException {
    var signed = row.getObject("signed_at", OffsetDateTime.class);
    return new Proof(
        row.getLong("leaf_index"),
        HexFormat.of().formatHex(row.getBytes("leaf_hash")),
        row.getLong("tree_size"),
        signed == null ? "" : signed.toInstant().toString());
  }
}
