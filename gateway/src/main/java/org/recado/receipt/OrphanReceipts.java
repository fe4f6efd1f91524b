package org.recado.receipt;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Receipts whose message is not known. Runs in the caller's transaction. */
public final class OrphanReceipts {

  private final JdbcTemplate jdbc;

  public OrphanReceipts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A receipt that waits for its message. */
  record Orphan(UUID id, SegmentStates.Notice notice, String number, Instant receivedAt) {}

  /**
   * Receipts that wait for their message.
   *
   * @param oldest when the oldest of them came; empty for none
   */
  public record Waiting(long count, Optional<Instant> oldest) {}

  /** Those received since then, settled ones left out. */
  public Waiting waiting(Instant since) {
    return jdbc.query(
            "SELECT count(*), min(received_at) FROM gateway.orphan_receipt"
                + " WHERE NOT settled AND received_at > ?",
            (row, i) ->
                new Waiting(
                    row.getLong(1),
                    Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)),
            Timestamp.from(since))
        .get(0);
  }

  void keep(MessageId id, SegmentStates.Notice notice, String number, Instant at) {
    jdbc.update(
        """
        INSERT INTO gateway.orphan_receipt (id, connection, smsc_ids, client, number, state, error, received_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id.value(),
        notice.connection(),
        String.join(" ", notice.ids()),
        notice.client(),
        number,
        notice.state().name(),
        notice.error(),
        Timestamp.from(at));
  }

  /**
   * Those that still wait, oldest first, locked for this transaction.
   *
   * @param since those received before are not looked at
   * @param last of those looked at before; empty to begin with the oldest
   */
  List<Orphan> open(Instant since, Optional<Orphan> last, int most) {
    var found = new ArrayList<Orphan>();
    jdbc.query(
        """
        SELECT id, connection, smsc_ids, client, number, state, error, received_at FROM gateway.orphan_receipt
         WHERE NOT settled AND (received_at, id) > (?, ?)
         ORDER BY received_at, id LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        row -> {
          var notice =
              new SegmentStates.Notice(
                  found.size(),
                  row.getString(2),
                  List.of(row.getString(3).split(" ")),
                  row.getString(4),
                  ReceiptState.valueOf(row.getString(6)),
                  row.getString(7));
          found.add(
              new Orphan(
                  row.getObject(1, UUID.class),
                  notice,
                  row.getString(5),
                  row.getTimestamp(8).toInstant()));
        },
        Timestamp.from(last.map(Orphan::receivedAt).orElse(since)),
        last.map(Orphan::id).orElse(new UUID(0, 0)),
        most);
    return found;
  }

  void settle(Collection<UUID> ids) {
    if (!ids.isEmpty()) {
      jdbc.update(
          connection -> {
            var statement =
                connection.prepareStatement(
                    "UPDATE gateway.orphan_receipt SET settled = true WHERE id = ANY (?)");
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return statement;
          });
    }
  }
}
