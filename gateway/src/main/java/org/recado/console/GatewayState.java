package org.recado.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.receipt.OrphanReceipts;
import org.recado.receipt.Receipts;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an operator sees: numbers and times, and nothing that anybody wrote. */
final class GatewayState {

  /** The last run of a source, as {@code directory.sync_run} has it. */
  record DirectoryRun(
      String source,
      Instant finishedAt,
      String outcome,
      int people,
      int groups,
      int contacts,
      int problems,
      String message) {}

  /** The newest signed tree head. */
  record SignedHead(long size, Instant signedAt) {}

  /** Each state by an index of its own, so that it costs what is open and not what ever was. */
  private static final String OPEN =
      """
      select 'WAITING' as state, count(*) from gateway.sms where state = 'WAITING'
      union all select 'QUEUED', count(*) from gateway.sms where state = 'QUEUED'
      union all select 'CLAIMED', count(*) from gateway.sms where state = 'CLAIMED'
      union all select 'UNKNOWN', count(*) from gateway.sms where state = 'UNKNOWN'
      """;

  /** Ids begin with their time, so the primary key finds the youngest. */
  private static final String LATELY =
      "select state, count(*) from gateway.sms where id >= ? group by state";

  private static final String RUNS =
      """
      select distinct on (source) source, finished_at, outcome, people, groups, contacts, problems,
        message
      from directory.sync_run order by source, started_at desc
      """;

  private final JdbcTemplate jdbc;
  private final Clock clock;

  GatewayState(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  Map<String, Long> open() {
    return counts(OPEN);
  }

  /** Where the texts stand that were accepted in that time. */
  Map<String, Long> acceptedWithin(Duration time) {
    long since = clock.instant().minus(time).toEpochMilli();
    return counts(LATELY, new UUID((since << 16) | 0x7000L, 0x8000_0000_0000_0000L));
  }

  private Map<String, Long> counts(String sql, Object... arguments) {
    var counts = new LinkedHashMap<String, Long>();
    jdbc.query(
        sql,
        row -> {
          counts.put(row.getString(1), row.getLong(2));
        },
        arguments);
    return counts;
  }

  /** Receipts that fit no message yet. */
  OrphanReceipts.Waiting orphans() {
    return new OrphanReceipts(jdbc).waiting(clock.instant().minus(Receipts.PATIENCE));
  }

  List<DirectoryRun> directoryRuns() {
    return jdbc.query(
        RUNS,
        (row, i) ->
            new DirectoryRun(
                row.getString("source"),
                row.getObject("finished_at", OffsetDateTime.class).toInstant(),
                row.getString("outcome"),
                row.getInt("people"),
                row.getInt("groups"),
                row.getInt("contacts"),
                row.getInt("problems"),
                row.getString("message")));
  }

  /** Empty before the first batch is in the tree. */
  Optional<SignedHead> head() {
    return jdbc
        .query(
            "select tree_size, signed_at from archive.checkpoint order by tree_size desc limit 1",
            (row, i) ->
                new SignedHead(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()))
        .stream()
        .findFirst();
  }

  /** Records that have no place in the tree yet. */
  long pending() {
    Long pending = jdbc.queryForObject("select count(*) from archive.ledger_pending", Long.class);
    return pending == null ? 0 : pending;
  }
}
