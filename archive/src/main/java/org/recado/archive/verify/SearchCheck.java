package org.recado.archive.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.SearchEntry;
import org.recado.archive.search.SearchTable;
import org.recado.message.MessageId;

/**
 * Holds the rows of the index against what the records say, both in the order of message ids. What
 * the index has not read yet it need not have.
 */
final class SearchCheck {

  private static final String TABLE = "search index";

  private static final Map<String, Function<SearchEntry, Object>> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("record_id", SearchEntry::record);
    COLUMNS.put("at", SearchEntry::at);
    COLUMNS.put("direction", SearchEntry::direction);
    COLUMNS.put("client", SearchEntry::client);
    COLUMNS.put("number", SearchEntry::number);
    COLUMNS.put("person", SearchEntry::person);
    COLUMNS.put("mailbox", SearchEntry::mailbox);
    COLUMNS.put("team", SearchEntry::team);
    COLUMNS.put("category", SearchEntry::category);
    COLUMNS.put("status", SearchEntry::status);
    COLUMNS.put("status_record", SearchEntry::statusRecord);
    COLUMNS.put("reference", SearchEntry::reference);
    COLUMNS.put("conversation", SearchEntry::conversation);
    COLUMNS.put("submission", SearchEntry::submission);
    COLUMNS.put("text", SearchEntry::text);
  }

  private final Report report;
  private @Nullable ResultSet rows;
  private boolean absent;

  SearchCheck(Report report) {
    this.report = report;
  }

  /** How far the index has read the tree. */
  long cursor(Snapshot snapshot) throws SQLException {
    long size =
        RecordCheck.number(
            snapshot, "select coalesce(max(leaf_index) + 1, 0) from archive.ledger_leaf");
    long cursor =
        RecordCheck.number(
            snapshot,
            """
            select coalesce((
              select case number when 0 then (select next_leaf from archive.search_cursor)
                else next_leaf end
              from archive_index.generation where state = 'current'), -1)
            """);
    absent = cursor < 0;
    if (absent) {
      report.add(Finding.in(TABLE, "there is none: no generation is current"));
    } else if (cursor > size) {
      report.add(
          Finding.in(
              TABLE, "the index claims to have read " + cursor + " leaves, the tree has " + size));
    }
    return cursor;
  }

  /** All rows of the index, and whether what is derived of each fits; none if there is no index. */
  String rows(Snapshot snapshot) throws SQLException {
    if (absent) {
      return "select null::uuid as message_id where false";
    }
    return "select e.*, e.words is not distinct from archive.search_vector(e.text) as words_fit from "
        + SearchTable.current(snapshot)
        + " e order by e.message_id";
  }

  void start(ResultSet entries) throws SQLException {
    rows = entries;
    advance();
  }

  /** Messages come in the order of their ids. */
  void message(MessageId message, Optional<SearchEntry> expected, boolean damaged)
      throws SQLException {
    while (rows != null && compare(id(rows), message.value()) < 0) {
      stray(rows);
      advance();
    }
    if (rows == null || !id(rows).equals(message.value())) {
      if (!absent && !damaged && expected.isPresent()) {
        bad(expected.get().record(), "message " + message + " is missing from the index");
      }
      return;
    }
    if (!damaged) {
      if (expected.isEmpty()) {
        stray(rows);
      } else {
        row(rows, expected.get());
      }
    }
    advance();
  }

  void end() throws SQLException {
    while (rows != null) {
      stray(rows);
      advance();
    }
  }

  private void row(ResultSet row, SearchEntry expected) throws SQLException {
    var actual = entry(row);
    List<String> wrong = new ArrayList<>();
    COLUMNS.forEach(
        (name, column) -> {
          if (!column.apply(expected).equals(column.apply(actual))) {
            wrong.add(name);
          }
        });
    if (!row.getBoolean("words_fit")) {
      wrong.add("words");
    }
    if (!wrong.isEmpty()) {
      bad(
          expected.record(),
          "message "
              + expected.message()
              + " is not indexed as its records say: "
              + String.join(", ", wrong));
    }
  }

  private void stray(ResultSet row) throws SQLException {
    report.add(
        Finding.in(
            TABLE, "message " + id(row) + " is indexed, and no record the index has read says so"));
  }

  private void bad(RecordId record, String what) {
    report.add(new Finding(TABLE, Optional.of(record), Optional.empty(), what));
  }

  private void advance() throws SQLException {
    if (rows != null) {
      if (rows.next()) {
        report.entries++;
      } else {
        rows = null;
      }
    }
  }

  private static UUID id(ResultSet row) throws SQLException {
    return row.getObject("message_id", UUID.class);
  }

  /** As PostgreSQL sorts them. */
  private static int compare(UUID a, UUID b) {
    return new RecordId(a).compareTo(new RecordId(b));
  }

  private static SearchEntry entry(ResultSet row) throws SQLException {
    return new SearchEntry(
        new MessageId(id(row)),
        new RecordId(row.getObject("record_id", UUID.class)),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("direction"),
        text(row, "client"),
        text(row, "number"),
        text(row, "person"),
        text(row, "mailbox"),
        text(row, "team"),
        text(row, "category"),
        text(row, "status"),
        Optional.ofNullable(row.getObject("status_record", UUID.class)).map(RecordId::new),
        text(row, "reference"),
        text(row, "conversation"),
        text(row, "submission"),
        row.getString("text"));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }
}
