package org.recado.archive.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    return query(where, "order by at desc, message_id desc limit " + page.limit());
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
    return jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(COLUMNS + where.sql() + order);
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
