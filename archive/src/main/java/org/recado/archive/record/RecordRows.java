package org.recado.archive.record;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How sealed records get into their three tables. A few go by one statement and one round trip.
 * Many go by {@code COPY}, which takes three round trips and a quarter less of PostgreSQL's time:
 * it reads no literals, and fills a page at once.
 */
final class RecordRows {

  /** Where the two cost the same (docs/ARCHITECTURE.md, "What a record costs"). */
  static final int MANY = 64;

  private static final String INSERT =
      """
      with r as (
        insert into archive.record (id, message_id, recorded_at, kind, metadata)
        select id, message, at::timestamptz, kind, metadata
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[])
          as t (id, message, at, kind, metadata)
      ), c as (
        insert into archive.content (record_id, sealed, wrapped_key)
        select * from unnest(?::uuid[], ?::bytea[], ?::bytea[])
      )
      insert into archive.ledger_pending (record_id) select unnest(?::uuid[])
      """;

  private RecordRows() {}

  static void write(JdbcTemplate jdbc, List<SealedRecord> records) {
    if (records.size() < MANY) {
      jdbc.update(INSERT, statement -> bind(statement, records));
    } else {
      jdbc.execute(
          (Connection connection) -> {
            copy(connection, records);
            return records.size();
          });
    }
  }

  private static void copy(Connection connection, List<SealedRecord> records) throws SQLException {
    var record = new BinaryCopy(5);
    var content = new BinaryCopy(3);
    var pending = new BinaryCopy(1);
    for (var each : records) {
      var leaf = each.leaf;
      var id = leaf.id().value();
      record
          .row()
          .uuid(id)
          .uuid(leaf.message().map(MessageId::value))
          .time(leaf.at())
          .text(leaf.kind().wireName())
          .text(leaf.metadata());
      content.row().uuid(id).bytea(each.sealed).bytea(each.wrappedKey);
      pending.row().uuid(id);
    }
    record.into(connection, "archive.record (id, message_id, recorded_at, kind, metadata)");
    content.into(connection, "archive.content (record_id, sealed, wrapped_key)");
    pending.into(connection, "archive.ledger_pending (record_id)");
  }

  private static void bind(PreparedStatement statement, List<SealedRecord> records)
      throws SQLException {
    int n = records.size();
    var id = new Object[n];
    var message = new @Nullable Object[n];
    // the driver sends an array of strings as it is, and of anything else by its literal
    var at = new String[n];
    var kind = new String[n];
    var metadata = new String[n];
    var sealed = new byte[n][];
    var wrapped = new byte[n][];
    for (int i = 0; i < n; i++) {
      var record = records.get(i);
      id[i] = record.leaf.id().value();
      message[i] = record.leaf.message().map(MessageId::value).orElse(null);
      at[i] = Leaf.time(record.leaf.at());
      kind[i] = record.leaf.kind().wireName();
      metadata[i] = record.leaf.metadata();
      sealed[i] = record.sealed;
      wrapped[i] = record.wrappedKey;
    }
    var connection = statement.getConnection();
    Array ids = connection.createArrayOf("uuid", id);
    statement.setArray(1, ids);
    statement.setArray(2, connection.createArrayOf("uuid", message));
    statement.setArray(3, connection.createArrayOf("text", at));
    statement.setArray(4, connection.createArrayOf("text", kind));
    statement.setArray(5, connection.createArrayOf("text", metadata));
    statement.setArray(6, ids);
    statement.setArray(7, connection.createArrayOf("bytea", sealed));
    statement.setArray(8, connection.createArrayOf("bytea", wrapped));
    statement.setArray(9, ids);
  }
}
