package org.recado.archive.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Snapshot;

/**
 * The index that is searched, as it was built once: a table in monthly partitions, newest first.
 * Generation 0 is the table of version 0.1, which had none.
 */
record Generation(int number, List<Partition> partitions) {

  private static final String CURRENT =
      """
      select g.number, c.relname, case when c.reltuples < 0
          then pg_relation_size(c.oid) / 600.0 else c.reltuples end as messages
      from archive_index.generation g
        left join pg_inherits i on i.inhparent = case when g.number > 0
            then to_regclass('archive_index.g' || g.number) end
        left join pg_class c on c.oid = case when g.number > 0
            then i.inhrelid else 'archive.search_entry'::regclass end
      where g.state = 'current'
      order by c.relname desc
      """;

  Generation {
    partitions = List.copyOf(partitions);
  }

  /**
   * @param messages about how many it holds
   */
  record Partition(String table, Instant from, Instant before, double messages) {

    /** About how many are of that time, if they are spread evenly. */
    double messages(Instant first, Instant end) {
      double all = before.toEpochMilli() - (double) from.toEpochMilli();
      double part =
          Math.min(before.toEpochMilli(), end.toEpochMilli())
              - (double) Math.max(from.toEpochMilli(), first.toEpochMilli());
      return part <= 0 ? 0 : messages * part / all;
    }
  }

  static Generation current(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(CURRENT)) {
      return read(statement);
    }
  }

  static Generation current(Snapshot snapshot) throws SQLException {
    try (var statement = snapshot.prepare(CURRENT, 100)) {
      return read(statement);
    }
  }

  private static Generation read(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var partitions = new ArrayList<Partition>();
      int number = -1;
      while (rows.next()) {
        number = rows.getInt("number");
        partition(number, rows).ifPresent(partitions::add);
      }
      if (number < 0) {
        throw new SQLException("archive_index.generation names no current generation");
      }
      return new Generation(number, partitions);
    }
  }

  private static Optional<Partition> partition(int number, ResultSet row) throws SQLException {
    String name = row.getString("relname");
    if (name == null) {
      return Optional.empty();
    }
    double messages = row.getDouble("messages");
    if (number == 0) {
      return Optional.of(
          new Partition(
              "archive.search_entry",
              Instant.EPOCH,
              Instant.parse("9999-01-01T00:00:00Z"),
              messages));
    }
    String[] parts = name.split("_", -1);
    var month = YearMonth.of(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    return Optional.of(
        new Partition("archive_index." + name, start(month), start(month.plusMonths(1)), messages));
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static String table(int number) {
    return number == 0 ? "archive.search_entry" : "archive_index.g" + number;
  }

  /** The partition of that time, whether it exists or not. */
  static String tableOf(int number, Instant at) {
    var month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
    return number == 0
        ? table(0)
        : "%s_%04d_%02d".formatted(table(number), month.getYear(), month.getMonthValue());
  }

  String table() {
    return table(number);
  }

  boolean isOld() {
    return number == 0;
  }

  /** Those with messages of that time, newest first. */
  List<Partition> within(Instant from, Instant before) {
    return partitions.stream()
        .filter(part -> part.from().isBefore(before) && part.before().isAfter(from))
        .toList();
  }
}
