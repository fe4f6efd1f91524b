package org.recado.archive.search;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds messages in the index, newest first. */
public final class Search {

  private static final String SETTINGS =
      """
      set local plan_cache_mode = force_custom_plan;
      set local enable_seqscan = off;
      set local max_parallel_workers_per_gather = 0;
      set local jit = off
      """;

  private static final String MADE_AT =
      "select recorded_at from archive.record where message_id = ? and kind in ('accepted',"
          + " 'reply')";

  private static final String UNDEFINED_TABLE = "42P01";

  private final JdbcTemplate jdbc;

  public Search(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** One page of what a query finds, newest first. */
  public List<Hit> find(Query query, Page page) {
    return looking(
        connection -> new Look(new View(connection, query), page.limit()).newest(page.after()));
  }

  /** All of it, newest first, page by page: for what is not too much to be held. */
  public List<Hit> findAll(Query query) {
    var all = new ArrayList<Hit>();
    var page = Page.first(Page.LARGEST);
    for (var hits = find(query, page); ; hits = find(query, page)) {
      all.addAll(hits);
      if (hits.size() < Page.LARGEST) {
        return all;
      }
      page = page.after(hits.get(hits.size() - 1));
    }
  }

  /** How many messages a query finds, or about how many. Takes as long as a page. */
  public Count count(Query query) {
    return looking(connection -> new Tally(new View(connection, query)).count());
  }

  public Optional<Hit> find(MessageId message) {
    return looking(
        connection -> {
          var generation = Generation.current(connection);
          try (var made = Sql.of(MADE_AT, message.value()).prepare(connection);
              var times = made.executeQuery()) {
            while (times.next()) {
              var at = times.getObject(1, OffsetDateTime.class).toInstant();
              for (var month : generation.within(at, at.plusNanos(1_000))) {
                var hits =
                    hits(
                        connection,
                        Sql.of(
                            Look.COLUMNS + month.table() + " where message_id = ?",
                            message.value()));
                if (!hits.isEmpty()) {
                  return Optional.of(hits.get(0));
                }
              }
            }
            return Optional.empty();
          }
        });
  }

  /** Every message of a conversation, in time order: what a chat would show. */
  public List<Hit> conversation(String conversation) {
    return looking(
        connection ->
            hits(
                connection,
                Sql.of(
                    Look.COLUMNS
                        + Generation.current(connection).table()
                        + " where conversation = ? order by at, message_id",
                    conversation)));
  }

  /** How many leaves of the tree the index has not read yet. */
  public long behind() {
    Long behind =
        jdbc.queryForObject(
            """
            select coalesce((select max(leaf_index) + 1 from archive.ledger_leaf), 0)
              - case number when 0 then (select next_leaf from archive.search_cursor) else next_leaf end
            from archive_index.generation where state = 'current'
            """,
            Long.class);
    return behind == null ? 0 : behind;
  }

  /** Reads the index. If another generation takes its place meanwhile, once more. */
  private <T> T looking(Looking<T> work) {
    try {
      return inOneTransaction(work);
    } catch (BadSqlGrammarException e) {
      if (e.getMostSpecificCause() instanceof SQLException cause
          && UNDEFINED_TABLE.equals(cause.getSQLState())) {
        return inOneTransaction(work);
      }
      throw e;
    }
  }

  private <T> T inOneTransaction(Looking<T> work) {
    T result =
        jdbc.execute(
            (ConnectionCallback<T>)
                connection -> {
                  if (!connection.getAutoCommit()) {
                    return work.with(connection); // in a transaction of the caller's
                  }
                  connection.setAutoCommit(false);
                  try (var settings = connection.createStatement()) {
                    settings.execute(SETTINGS);
                    return work.with(connection);
                  } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                  }
                });
    return Objects.requireNonNull(result);
  }

  private static List<Hit> hits(Connection connection, Sql sql) throws SQLException {
    try (var statement = sql.prepare(connection);
        var rows = statement.executeQuery()) {
      var hits = new ArrayList<Hit>();
      while (rows.next()) {
        hits.add(hit(rows));
      }
      return hits;
    }
  }

  /** What is done with a connection. */
  private interface Looking<T> {
    T with(Connection connection) throws SQLException;
  }

  static Hit hit(ResultSet row) throws SQLException {
    return new Hit(
        new MessageId(row.getObject("message_id", UUID.class)),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Direction.valueOf(row.getString("direction")),
        text(row, "client"),
        text(row, "number"),
        text(row, "person"),
        text(row, "mailbox"),
        text(row, "team"),
        text(row, "category"),
        text(row, "status"),
        text(row, "reference"),
        text(row, "conversation"),
        text(row, "submission"),
        row.getString("text"));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }
}
