package org.recado.archive.search;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.recado.archive.record.Snapshot;

/** What a query finds, row by row in one snapshot, however much it is: for exports. */
public final class SearchRows implements AutoCloseable {

  private final PreparedStatement statement;
  private final ResultSet rows;

  private SearchRows(PreparedStatement statement) throws SQLException {
    this.statement = statement;
    this.rows = statement.executeQuery();
  }

  /** Every message, in time order. */
  public static SearchRows messages(Snapshot snapshot, Query query) throws SQLException {
    return rows(snapshot, query, Look.COLUMNS, "", "order by at, message_id");
  }

  /** The messages of one conversation among them, in time order. */
  public static SearchRows conversation(Snapshot snapshot, Query query, String conversation)
      throws SQLException {
    return rows(
        snapshot, query, Look.COLUMNS, "conversation = ?", "order by at, message_id", conversation);
  }

  /** Each conversation among them once; {@link #text} tells which. */
  public static SearchRows conversations(Snapshot snapshot, Query query) throws SQLException {
    return rows(
        snapshot,
        query,
        "select distinct conversation as text from ",
        "conversation is not null",
        "order by 1");
  }

  /** The ids of the messages and of the mails they were made of, each once. */
  public static SearchRows withMails(Snapshot snapshot, Query query) throws SQLException {
    return rows(
        snapshot,
        query,
        "with m as (select message_id, submission from ",
        "",
        """
        ) select message_id from m
        union select submission::uuid from m where submission ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        order by 1
        """);
  }

  private static SearchRows rows(
      Snapshot snapshot, Query query, String columns, String and, String order, Object... values)
      throws SQLException {
    var generation = Generation.current(snapshot);
    var where = Where.withTime(query, generation);
    if (!and.isEmpty()) {
      where.and(and, values);
    }
    var sql =
        Sql.of(columns + generation.table() + " e where true")
            .add(where.conditions())
            .add(where.keys())
            .add(order);
    var statement = snapshot.prepare(sql.text(), 500);
    sql.bind(statement);
    return new SearchRows(statement);
  }

  public boolean next() throws SQLException {
    return rows.next();
  }

  public Hit hit() throws SQLException {
    return Search.hit(rows);
  }

  /** The id alone. */
  public UUID id() throws SQLException {
    return rows.getObject("message_id", UUID.class);
  }

  public String text() throws SQLException {
    return rows.getString("text");
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
