package org.recado.archive.search;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.record.Snapshot;
import org.recado.message.MessageId;

/** What a query finds, row by row in one snapshot, however much it is: for exports. */
public final class SearchRows implements AutoCloseable {

  private static final String MESSAGES = "with m as (select message_id, submission from ";

  private static final String AND_MAILS =
      """
      ) select message_id from m
      union select submission::uuid from m where submission ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      order by 1
      """;

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
    return rows(snapshot, query, MESSAGES, "", AND_MAILS);
  }

  /** The same of the messages of one conversation among them. */
  public static SearchRows conversationWithMails(
      Snapshot snapshot, Query query, String conversation) throws SQLException {
    return rows(snapshot, query, MESSAGES, "conversation = ?", AND_MAILS, conversation);
  }

  /** Those of these messages that are in the index, in time order. */
  public static SearchRows of(Snapshot snapshot, List<UUID> messages) throws SQLException {
    // an id is as old as its message, but for the clocks of nodes
    var oldest =
        messages.stream().map(id -> new MessageId(id).instant()).min(Comparator.naturalOrder());
    return rows(
        snapshot,
        oldest.map(at -> Query.ALL.withFrom(at.minus(View.MARGIN))).orElse(Query.ALL),
        Look.COLUMNS,
        "message_id = any (?::uuid[])",
        "order by at, message_id",
        (Object) messages.stream().map(UUID::toString).toArray());
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

  public Optional<String> conversation() throws SQLException {
    return Optional.ofNullable(rows.getString("conversation"));
  }

  public String text() throws SQLException {
    return rows.getString("text");
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
