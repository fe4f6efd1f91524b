package org.recado.archive.search;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.RecordId;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of the index. */
final class SearchEntries {

  private static final String UPSERT =
      """
      insert into archive.search_entry as e (
        message_id, record_id, at, direction, client, number, person, mailbox, team, category,
        status, status_record, reference, conversation, submission, text)
      select * from unnest(
        ?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[],
        ?::text[])
      on conflict (message_id) do update set (
        record_id, at, direction, client, number, person, mailbox, team, category,
        status, status_record, reference, conversation, submission, text) = (
        excluded.record_id, excluded.at, excluded.direction, excluded.client, excluded.number,
        excluded.person, excluded.mailbox, excluded.team, excluded.category, excluded.status,
        excluded.status_record, excluded.reference, excluded.conversation, excluded.submission,
        excluded.text)
      """;

  /** A status told by an older record never replaces that of a newer one. */
  private static final String STATUS =
      """
      update archive.search_entry e set status = t.status, status_record = t.record
      from unnest(?::uuid[], ?::text[], ?::uuid[]) as t (message, status, record)
      where e.message_id = t.message
        and (e.status_record is null or e.status_record < t.record)
      """;

  private final JdbcTemplate jdbc;

  SearchEntries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void put(Collection<SearchEntry> entries) {
    if (entries.isEmpty()) {
      return;
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
        UPSERT,
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
    jdbc.update(
        STATUS,
        statement -> {
          var connection = statement.getConnection();
          statement.setArray(
              1,
              connection.createArrayOf(
                  "uuid", changes.stream().map(change -> change.message().value()).toArray()));
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

  private static <T> @Nullable T orNull(Optional<T> value) {
    return value.orElse(null);
  }

  record StatusChange(MessageId message, String status, RecordId record) {}
}
