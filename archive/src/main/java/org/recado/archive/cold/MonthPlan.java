package org.recado.archive.cold;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.recado.archive.search.SearchTable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What of a month, or of a piece of a large one, is to be sealed, in groups that may be destroyed
 * in one month: so that an object's lock fits all that is in it, and ends soon after the last may
 * go.
 */
final class MonthPlan {

  /** The month of a record is that of its id, so that no record comes into a month that is over. */
  private static final String CANDIDATES =
      """
      select c.record_id, l.leaf_index, octet_length(c.sealed) as size,
        least(disposition.earliest_end(coalesce(r.message_id, r.id)), '9999-01-01') as kept,
        r.message_id is not null
          and (exists (select from %1$s e where e.message_id = r.message_id)
            or exists (select from %1$s e where e.submission = r.message_id::text))
          as indexed
      from archive.content c
        join archive.record r on r.id = c.record_id
        join archive.ledger_leaf l on l.record_id = c.record_id
      where c.record_id >= ? and c.record_id < ? and c.sealed is not null
        and disposition.goes(r.kind) and l.leaf_index < ?
      order by c.record_id
      limit ?
      """;

  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private final List<Group> groups;
  private final Optional<UUID> next;

  /**
   * What has one lock.
   *
   * @param lockedUntil the first of the month after the last of it may go
   * @param indexed whether the search index knows the messages, so that a hold finds them
   * @param octets of the sealed contents
   */
  record Group(Instant lockedUntil, boolean indexed, long octets, List<Long> leaves) {
    Group {
      leaves = List.copyOf(leaves);
    }
  }

  private record Name(Instant lockedUntil, boolean indexed) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int first = lockedUntil.compareTo(other.lockedUntil);
      return first != 0 ? first : Boolean.compare(indexed, other.indexed);
    }
  }

  private static final class Gathered {
    private final LongStream.Builder leaves = LongStream.builder();
    private long octets;
  }

  private MonthPlan(List<Group> groups, Optional<UUID> next) {
    this.groups = List.copyOf(groups);
    this.next = next;
  }

  /**
   * The piece of the month that begins with a record. Within a transaction.
   *
   * @param from the first id that counts; {@link #first} of the month for its beginning
   * @param below only leaves below this index
   * @param most how many records are looked at, so that a month of any size fits into memory
   */
  static MonthPlan of(JdbcTemplate jdbc, YearMonth month, UUID from, long below, int most) {
    var gathered = new TreeMap<Name, Gathered>();
    var beyond = new ArrayList<UUID>();
    var looked = new int[1];
    String index = SearchTable.current(jdbc);
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(CANDIDATES.formatted(index));
          statement.setObject(1, from);
          statement.setObject(2, first(month.plusMonths(1)));
          statement.setLong(3, below);
          statement.setInt(4, most + 1);
          // rows come in pieces within a transaction
          statement.setFetchSize(10_000);
          return statement;
        },
        row -> {
          if (looked[0]++ == most) {
            beyond.add(row.getObject("record_id", UUID.class));
            return;
          }
          Timestamp kept = row.getTimestamp("kept");
          if (kept.toInstant().isBefore(NEVER)) {
            var group =
                gathered.computeIfAbsent(
                    new Name(monthAfter(kept.toInstant()), row.getBoolean("indexed")),
                    name -> new Gathered());
            group.leaves.add(row.getLong("leaf_index"));
            group.octets += row.getLong("size");
          }
        });
    var groups = new ArrayList<Group>();
    for (Map.Entry<Name, Gathered> entry : gathered.entrySet()) {
      groups.add(
          new Group(
              entry.getKey().lockedUntil,
              entry.getKey().indexed,
              entry.getValue().octets,
              entry.getValue().leaves.build().sorted().boxed().toList()));
    }
    return new MonthPlan(groups, beyond.stream().findFirst());
  }

  List<Group> groups() {
    return groups;
  }

  /** Where the next piece begins; empty if this was the last. */
  Optional<UUID> next() {
    return next;
  }

  static Instant monthAfter(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC))
        .plusMonths(1)
        .atDay(1)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC);
  }

  /** The least id of version 7 that can be made in the month. */
  static UUID first(YearMonth month) {
    long millis = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    return new UUID(millis << 16, 0);
  }

  /** The month an id of version 7 was made in. */
  static YearMonth of(UUID id) {
    return YearMonth.from(
        Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).atOffset(ZoneOffset.UTC));
  }
}
