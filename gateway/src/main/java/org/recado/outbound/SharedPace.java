package org.recado.outbound;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The pace of accounts, shared by all nodes: one row for each says when the next segment may leave.
 * By the database's clock, so that the nodes' do not have to agree.
 */
public final class SharedPace {

  private final JdbcTemplate jdbc;

  public SharedPace(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** How far what was promised so far reaches into the future. */
  Duration ahead(String connection) {
    List<Double> seconds =
        jdbc.queryForList(
            "SELECT extract(epoch FROM next_free - clock_timestamp())::float8 FROM gateway.pace"
                + " WHERE connection = ?",
            Double.class,
            connection);
    return seconds.isEmpty() ? Duration.ZERO : duration(Math.max(0, seconds.get(0)));
  }

  /**
   * Promises moments to so many segments, one interval apart, in the caller's transaction.
   *
   * @return how long the first has to wait
   */
  Duration promise(String connection, int segments, Duration interval) {
    double taken = interval.toNanos() / 1e9 * segments;
    Double end =
        jdbc.queryForObject(
            """
            INSERT INTO gateway.pace AS p (connection, next_free)
            VALUES (?, clock_timestamp() + ? * interval '1 second')
                ON CONFLICT (connection) DO UPDATE
                   SET next_free = greatest(p.next_free, clock_timestamp()) + ? * interval '1 second'
            RETURNING extract(epoch FROM next_free - clock_timestamp())::float8
            """,
            Double.class,
            connection,
            taken,
            taken);
    return duration(Math.max(0, (end == null ? 0 : end) - taken));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
