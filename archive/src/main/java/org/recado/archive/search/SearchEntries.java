package org.recado.archive.search;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.RecordId;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of one generation of the index. */
final class SearchEntries {

  private static final String INSERT =
      """
      insert into %s (
        message_id, record_id, at, direction, client, number, person, mailbox, team, category,
        status, status_record, reference, conversation, submission, text)
      select * from unnest(
        ?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[],
        ?::text[])
      on conflict do nothing
      """;

  /** A status told by an older record never replaces that of a newer one. */
  private static final String STATUS =
      """
      update %s e set status = t.status, status_record = t.record
      from unnest(?::uuid[], ?::text[], ?::uuid[]) as t (message, status, record)
      where e.message_id = t.message
        and (e.status_record is null or e.status_record < t.record)
      """;

  /** When the entries of messages are of, if they have any. */
  private static final String MADE_AT =
      """
      select m.id, r.recorded_at
      from unnest(?::uuid[]) m (id)
        cross join lateral (
          select recorded_at from archive.record
          where message_id = m.id and kind in ('accepted', 'reply') offset 0) r
      """;

  private static final String PARTITIONS =
      "select inhrelid::regclass::text from pg_inherits where inhparent = to_regclass(?)";

  private final JdbcTemplate jdbc;
  private final int generation;

  /**
   * @param generation whose rows
   */
  SearchEntries(JdbcTemplate jdbc, int generation) {
    this.jdbc = jdbc;
    this.generation = generation;
  }

  /** For messages that had one before, which an older record made. */
  void remove(Collection<MessageId> messages) {
    if (!messages.isEmpty()) {
      jdbc.update(
          "delete from " + Generation.table(generation) + " where message_id = any (?)",
          statement -> statement.setArray(1, uuids(statement.getConnection(), messages)));
    }
  }

  void put(Collection<SearchEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    if (generation > 0) {
      entries.stream()
          .map(entry -> YearMonth.from(entry.at().atOffset(ZoneOffset.UTC)))
          .distinct()
          .forEach(
              month ->
                  jdbc.query(
                      "select archive_index.open_month(?, ?::date)",
                      row -> {},
                      generation,
                      month.atDay(1).toString()));
    }
    var rows = List.copyOf(entries);
    List<Function<SearchEntry, @Nullable Object>> columns =
        List.of(
            entry -> entry.message().value(),
            entry -> entry.record().value(),
            entry -> entry.at().toString(),
            SearchEntry::direction,
            entry -> orNull(entry.client()),
            entry -> orNull(entry.number()),
            entry -> orNull(entry.person()),
            entry -> orNull(entry.mailbox()),
            entry -> orNull(entry.team()),
            entry -> orNull(entry.category()),
            entry -> orNull(entry.status()),
            entry -> orNull(entry.statusRecord().map(RecordId::value)),
            entry -> orNull(entry.reference()),
            entry -> orNull(entry.conversation()),
            entry -> orNull(entry.submission()),
            SearchEntry::text);
    jdbc.update(
        INSERT.formatted(Generation.table(generation)),
        statement -> {
          var connection = statement.getConnection();
          for (int i = 0; i < columns.size(); i++) {
            boolean uuid = i == 0 || i == 1 || i == 11;
            statement.setArray(
                i + 1,
                connection.createArrayOf(
                    uuid ? "uuid" : "text",
                    rows.stream()
                        .map(columns.get(i))
                        .toArray(uuid ? Object[]::new : String[]::new)));
          }
        });
  }

  void putStatus(Collection<StatusChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    if (generation == 0) {
      putStatus(Generation.table(0), changes);
    } else {
      byPartition(changes).forEach(this::putStatus);
    }
  }

  /** A partition has nothing to prune: each row is found by its key, whatever the planner knows. */
  private Map<String, List<StatusChange>> byPartition(Collection<StatusChange> changes) {
    var exist =
        new HashSet<>(jdbc.queryForList(PARTITIONS, String.class, Generation.table(generation)));
    var byMessage = new HashMap<MessageId, StatusChange>();
    changes.forEach(change -> byMessage.put(change.message(), change));
    var byPartition = new TreeMap<String, List<StatusChange>>();
    jdbc.query(
        MADE_AT,
        statement -> statement.setArray(1, uuids(statement.getConnection(), byMessage.keySet())),
        row -> {
          var at = row.getObject(2, OffsetDateTime.class).toInstant();
          String table = Generation.tableOf(generation, at);
          var change = byMessage.get(new MessageId(row.getObject(1, UUID.class)));
          if (exist.contains(table) && change != null) {
            byPartition.computeIfAbsent(table, name -> new ArrayList<>()).add(change);
          }
        });
    return byPartition;
  }

  private void putStatus(String table, Collection<StatusChange> changes) {
    jdbc.update(
        STATUS.formatted(table),
        statement -> {
          var connection = statement.getConnection();
          statement.setArray(
              1, uuids(connection, changes.stream().map(StatusChange::message).toList()));
          statement.setArray(
              2,
              connection.createArrayOf(
                  "text", changes.stream().map(StatusChange::status).toArray(String[]::new)));
          statement.setArray(
              3,
              connection.createArrayOf(
                  "uuid", changes.stream().map(change -> change.record().value()).toArray()));
        });
  }

  private static Array uuids(Connection connection, Collection<MessageId> messages)
      throws SQLException {
    return connection.createArrayOf("uuid", messages.stream().map(MessageId::value).toArray());
  }

  private static <T> @Nullable T orNull(Optional<T> value) {
    return value.orElse(null);
  }

  record StatusChange(MessageId message, String status, RecordId record) {}
}
