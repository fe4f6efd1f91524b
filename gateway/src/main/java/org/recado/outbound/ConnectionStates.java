package org.recado.outbound;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How the connections stand on all nodes, and what operators decided of them. Plain statements,
 * each its own transaction or the caller's.
 */
public final class ConnectionStates {

  private static final Duration FRESH = Duration.ofSeconds(15);

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public ConnectionStates(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What an operator wants of a connection. */
  public enum Mode {
    RUNNING,
    /** Sends nothing; receipts and replies are taken. */
    PAUSED,
    /** Sends nothing and is unbound, once what was under way has ended. */
    DRAINED
  }

  /**
   * A decision.
   *
   * @param reloads how often the connection's settings were to be read anew
   */
  public record Wanted(Mode mode, long reloads) {}

  /** A connection on a node. */
  public record Standing(
      String node, String connection, boolean usable, String sessions, Timestamp seenAt) {}

  void report(String node, String connection, boolean usable, String sessions) {
    jdbc.update(
        """
        INSERT INTO gateway.connection_health (node, connection, usable, sessions, seen_at)
        VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (node, connection) DO UPDATE
               SET usable = excluded.usable, sessions = excluded.sessions, seen_at = excluded.seen_at
        """,
        node,
        connection,
        usable,
        sessions,
        Timestamp.from(clock.instant()));
    jdbc.update(
        "DELETE FROM gateway.connection_health WHERE seen_at < ?",
        Timestamp.from(clock.instant().minus(Duration.ofHours(1))));
  }

  /** The node stops. */
  void gone(String node) {
    jdbc.update("DELETE FROM gateway.connection_health WHERE node = ?", node);
  }

  /** Every connection on every node that lives, for people. */
  public List<Standing> standings() {
    return jdbc.query(
        "SELECT node, connection, usable, sessions, seen_at FROM gateway.connection_health WHERE"
            + " seen_at > ? ORDER BY connection, node",
        (row, i) ->
            new Standing(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getString(4),
                row.getTimestamp(5)),
        Timestamp.from(clock.instant().minus(FRESH)));
  }

  /** Connections some living node can send over. */
  Set<String> usable() {
    var usable = new HashSet<String>();
    standings().stream().filter(Standing::usable).forEach(s -> usable.add(s.connection()));
    return usable;
  }

  /** What was decided, by connection. */
  public Map<String, Wanted> wanted() {
    var wanted = new HashMap<String, Wanted>();
    jdbc.query(
        "SELECT connection, mode, reloads FROM gateway.connection_switch",
        row -> {
          wanted.put(row.getString(1), new Wanted(Mode.valueOf(row.getString(2)), row.getLong(3)));
        });
    return wanted;
  }

  /** Decides for all nodes; each follows within a second or two. */
  public void want(String connection, Mode mode) {
    jdbc.update(
        """
        INSERT INTO gateway.connection_switch (connection, mode, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (connection) DO UPDATE
               SET mode = excluded.mode, changed_at = excluded.changed_at
        """,
        connection,
        mode.name(),
        Timestamp.from(clock.instant()));
  }

  /** Every node reads the connection's settings anew and, if they changed, binds with them. */
  public void reload(String connection) {
    jdbc.update(
        """
        INSERT INTO gateway.connection_switch AS s (connection, mode, reloads, changed_at)
        VALUES (?, 'RUNNING', 1, ?)
            ON CONFLICT (connection) DO UPDATE
               SET reloads = s.reloads + 1, changed_at = excluded.changed_at
        """,
        connection,
        Timestamp.from(clock.instant()));
  }
}
