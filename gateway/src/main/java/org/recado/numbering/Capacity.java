package org.recado.numbering;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** How much of the pools is in use. */
public final class Capacity {

  /** Counting a million leases takes a second: nobody needs it more often than this. */
  private static final Duration GOOD_FOR = Duration.ofMinutes(1);

  private static final String COUNT =
      """
      WITH pool AS (
        SELECT pool, count(*) AS numbers FROM gateway.long_number WHERE active GROUP BY pool),
      client AS (
        SELECT n.pool, l.client, count(*) AS held, count(*) FILTER (WHERE l.last_used >= ?) AS live
          FROM gateway.lease l JOIN gateway.long_number n USING (number)
         WHERE n.active AND l.last_used >= ?
         GROUP BY n.pool, l.client)
      SELECT p.pool, p.numbers, coalesce(sum(c.live), 0), coalesce(sum(c.held - c.live), 0),
             count(*) FILTER (WHERE c.held >= p.numbers)
        FROM pool p LEFT JOIN client c USING (pool)
       GROUP BY p.pool, p.numbers ORDER BY p.pool
      """;

  /**
   * One pool.
   *
   * @param numbers active long numbers
   * @param live conversations that are alive
   * @param quarantined conversations that have ended, whose number is still nobody else's
   * @param clientsAtLimit clients towards whom no number is left for one more employee
   */
  public record Pool(String name, int numbers, long live, long quarantined, long clientsAtLimit) {}

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Duration life;
  private final Duration quarantine;
  private List<Pool> counted = List.of();
  private Instant countedAt = Instant.MIN;

  public Capacity(JdbcTemplate jdbc, Clock clock, Duration life, Duration quarantine) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.life = life;
    this.quarantine = quarantine;
  }

  /** By name; at most a minute old. */
  public synchronized List<Pool> pools() {
    var now = clock.instant();
    if (countedAt.isBefore(now.minus(GOOD_FOR))) {
      counted = count();
      countedAt = now;
    }
    return counted;
  }

  /** One of them; empty if there is no such pool. */
  public Optional<Pool> find(String name) {
    return pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  private List<Pool> count() {
    var ended = clock.instant().minus(life);
    return jdbc.query(
        COUNT,
        (row, i) ->
            new Pool(
                row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5)),
        Timestamp.from(ended),
        Timestamp.from(ended.minus(quarantine)));
  }
}
