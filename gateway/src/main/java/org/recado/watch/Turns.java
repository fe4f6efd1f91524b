package org.recado.watch;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** When which duty is due: of each node in its memory, of one node in the database. */
final class Turns {

  /** What failed on one node may be done by another after this, or after a turn if that is less. */
  static final Duration AGAIN = Duration.ofHours(1);

  private final JdbcTemplate jdbc;
  private final Map<String, Instant> next = new HashMap<>();

  Turns(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether it is due, and this node's to do. */
  boolean take(Duty duty, Instant now) {
    return switch (duty.who()) {
      case EACH_NODE -> !now.isBefore(next.getOrDefault(duty.name(), Instant.MIN));
      case ONE_NODE -> claim(duty, now);
    };
  }

  /** It is done. */
  void done(Duty duty, Instant now) {
    next.put(duty.name(), now.plus(duty.every()));
  }

  /**
   * It was taken and is not done: this node's at its next round, or any node's a while from now.
   */
  void giveBack(Duty duty, Instant now) {
    if (duty.who() == Duty.Who.ONE_NODE) {
      var wait = duty.every().compareTo(AGAIN) < 0 ? duty.every() : AGAIN;
      jdbc.update(
          "UPDATE gateway.daily SET ran_at = ? WHERE job = ? AND ran_at = ?",
          Timestamp.from(now.minus(duty.every()).plus(wait)),
          duty.name(),
          Timestamp.from(now));
    }
  }

  private boolean claim(Duty duty, Instant now) {
    jdbc.update(
        "INSERT INTO gateway.daily (job, ran_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        duty.name(),
        Timestamp.from(now));
    return jdbc.update(
            "UPDATE gateway.daily SET ran_at = ? WHERE job = ? AND ran_at <= ?",
            Timestamp.from(now),
            duty.name(),
            Timestamp.from(now.minus(duty.every())))
        == 1;
  }
}
