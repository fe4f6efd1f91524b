package org.recado.archive.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds messages in the index, newest first. */
public final class Search {

  static final String COLUMNS =
      """
      select message_id, at, direction, client, number, person, mailbox, team, category, status,
        reference, conversation, submission, text
      from archive.search_entry
      """;

  /** The first is the whole plan's. */
  private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": ([0-9.e+]+)");

  private final JdbcTemplate jdbc;

  public Search(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  public List<Hit> find(Query query, Page page) {
    var where = Where.of(query);
    page.after()
        .ifPresent(
            place ->
                where.and(
                    "(at, message_id) < (?, ?)",
                    place.at().atOffset(ZoneOffset.UTC),
                    place.message().value()));
    String newest = "order by at desc, message_id desc limit " + page.limit();
    if (where.isEmpty()) {
      return query(where, newest);
    }
    // walking back in time finds a common word at once and a rare one never; the indexes of words
    // and
    // numbers are the other way round. Left alone, the planner walks too often
    double all = estimateAll();
    boolean rare = estimate(where) < Math.sqrt(page.limit() * all);
    return rare
        ? query("with found as materialized (\n", where, ")\nselect * from found " + newest)
        : query(where, newest);
  }

  /**
   * About how many messages a query finds, by the database's statistics: to be shown as "about".
   * Takes a millisecond, however many there are.
   */
  public long estimate(Query query) {
    var where = Where.of(query);
    return Math.round(where.isEmpty() ? estimateAll() : estimate(where));
  }

  private double estimateAll() {
    Double all =
        jdbc.queryForObject(
            "select greatest(reltuples, 1) from pg_class where oid = 'archive.search_entry'::regclass",
            Double.class);
    return all == null ? 1 : all;
  }

  private double estimate(Where where) {
    String plan =
        jdbc.query(
            connection -> {
              var statement =
                  connection.prepareStatement(
                      "explain (format json) select 1 from archive.search_entry " + where.sql());
              where.bind(statement);
              return statement;
            },
            row -> row.next() ? row.getString(1) : "");
    var rows = ROWS.matcher(plan == null ? "" : plan);
    return rows.find() ? Double.parseDouble(rows.group(1)) : 0;
  }

  public Optional<Hit> find(MessageId message) {
    var where = new Where();
    where.and("message_id = ?", message.value());
    return query(where, "").stream().findFirst();
  }

  /** Every message of a conversation, in time order: what a chat would show. */
  public List<Hit> conversation(String conversation) {
    var where = new Where();
    where.and("conversation = ?", conversation);
    return query(where, "order by at, message_id");
  }

  /** How many leaves of the tree the index has not read yet. */
  public long behind() {
    Long behind =
        jdbc.queryForObject(
            """
            select coalesce((select max(leaf_index) + 1 from archive.ledger_leaf), 0) - next_leaf
            from archive.search_cursor
            """,
            Long.class);
    return behind == null ? 0 : behind;
  }

  private List<Hit> query(Where where, String order) {
    return query("", where, order);
  }

  private List<Hit> query(String before, Where where, String order) {
    return jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(before + COLUMNS + where.sql() + order);
          where.bind(statement);
          return statement;
        },
        (row, number) -> hit(row));
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
