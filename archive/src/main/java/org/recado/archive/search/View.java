package org.recado.archive.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.recado.archive.search.Generation.Partition;

/** What of the current generation a query may find: its time, and the conditions on the rest. */
final class View {

  private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

  /** The clocks of nodes differ, and a message's id is older than its records. */
  static final Duration MARGIN = Duration.ofDays(1);

  private final Connection connection;
  private final Generation generation;
  private final Where where;
  private final Instant from;
  private final Instant before;

  View(Connection connection, Query query) throws SQLException {
    this.connection = connection;
    this.generation = Generation.current(connection);
    this.where = Where.of(query, generation);
    this.before = query.before().orElse(END_OF_TIME);
    var asked = query.from().orElse(Instant.EPOCH);
    var made = query.message().map(id -> id.instant().minus(MARGIN)).orElse(Instant.EPOCH);
    this.from = asked.isAfter(made) ? asked : made;
  }

  Where where() {
    return where;
  }

  /** The partitions with something of that time in them, newest first. */
  List<Partition> partitions() {
    return generation.within(from, before);
  }

  /** About how many messages of a partition are of that time. */
  double messages(Partition partition) {
    return partition.messages(from, before);
  }

  /**
   * A moment of that time within a partition.
   *
   * @param share 0 for its beginning, 1 for its end
   */
  Instant at(Partition partition, double share) {
    long first = Math.max(partition.from().toEpochMilli(), from.toEpochMilli());
    long end = Math.min(partition.before().toEpochMilli(), before.toEpochMilli());
    return Instant.ofEpochMilli(first + Math.round((end - first) * share));
  }

  /** The rows {@code e} of a partition that are of that time. */
  Sql rows(String columns, Partition partition) {
    return edges(Sql.of(columns + partition.table() + " e where true"), List.of(partition));
  }

  /** The rows {@code e} of neighbouring partitions that fit, by the index. */
  Sql fitting(String columns, List<Partition> months) {
    if (months.size() == 1) {
      return rows(columns, months.get(0)).add(where.conditions()).add(where.keys());
    }
    var rows = Sql.of(columns + generation.table() + " e where true");
    rows.add("and at >= ?", utc(months.get(months.size() - 1).from()));
    rows.add("and at < ?", utc(months.get(0).before()));
    return edges(rows, months).add(where.conditions()).add(where.keys());
  }

  private Sql edges(Sql rows, List<Partition> months) {
    if (from.isAfter(months.get(months.size() - 1).from())) {
      rows.add("and at >= ?", utc(from));
    }
    if (before.isBefore(months.get(0).before())) {
      rows.add("and at < ?", utc(before));
    }
    return rows;
  }

  /**
   * From here on plans are made without the values, once for a connection. Over many months at once
   * that is most of what a look by the index costs, and it can only be the plan by the index.
   */
  void planOnce() throws SQLException {
    try (var settings = connection.createStatement()) {
      settings.execute("set local plan_cache_mode = force_generic_plan");
    }
  }

  PreparedStatement prepare(Sql sql) throws SQLException {
    return sql.prepare(connection);
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
