package org.recado.archive.search;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A query as the condition of a statement over {@code archive.search_entry}. */
final class Where {

  private final StringBuilder sql = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  static Where of(Query query) {
    var where = new Where();
    query.words().ifPresent(words -> where.and("words @@ archive.search_query(?)", words));
    query.from().ifPresent(from -> where.and("at >= ?", from.atOffset(ZoneOffset.UTC)));
    query.before().ifPresent(before -> where.and("at < ?", before.atOffset(ZoneOffset.UTC)));
    query.client().ifPresent(client -> client(client, where));
    query.mailbox().ifPresent(mailbox -> where.and("lower(mailbox) = lower(?)", mailbox));
    query.status().ifPresent(status -> where.and("status = ?", status));
    query.direction().ifPresent(direction -> where.and("direction = ?", direction.name()));
    query.reference().ifPresent(reference -> where.and("reference = ?", reference));
    query
        .onlyOf()
        .ifPresent(
            names ->
                where.and(
                    "(lower(mailbox) = any (?) or person = any (?))",
                    folded(names),
                    names.toArray()));
    query
        .reach()
        .ifPresent(
            reach ->
                where.and(
                    "(lower(mailbox) = any (?) or person = any (?) or lower(team) = any (?))",
                    folded(reach.mailboxesAndPersons()),
                    reach.mailboxesAndPersons().toArray(),
                    folded(reach.teams())));
    query
        .message()
        .ifPresent(
            id -> where.and("(message_id = ? or submission = ?)", id.value(), id.toString()));
    query.number().ifPresent(number -> where.and("client = ?", number.e164()));
    query.team().ifPresent(team -> where.and("lower(team) = lower(?)", team));
    query.category().ifPresent(category -> where.and("category = ?", category));
    if (query.hasReply()) {
      where.and(
          "exists (select from archive.search_entry r where r.conversation ="
              + " search_entry.conversation and r.direction = 'MO' and r.at > search_entry.at)");
    }
    return where;
  }

  private static Object[] folded(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toArray();
  }

  private static void client(String typed, Where where) {
    String digits = typed.replaceAll("[^0-9]", "");
    if (digits.isEmpty()) {
      where.and("false");
    } else {
      where.and("client_parts @@ (? || ':*')::tsquery", digits);
    }
  }

  void and(String condition, Object... given) {
    sql.append(sql.isEmpty() ? "where " : "and ").append(condition).append('\n');
    values.addAll(List.of(given));
  }

  boolean isEmpty() {
    return sql.isEmpty();
  }

  String sql() {
    return sql.toString();
  }

  void bind(PreparedStatement statement) throws SQLException {
    int place = 1;
    for (Object value : values) {
      if (value instanceof Object[] several) {
        statement.setArray(place++, statement.getConnection().createArrayOf("text", several));
      } else {
        statement.setObject(place++, value);
      }
    }
  }
}
