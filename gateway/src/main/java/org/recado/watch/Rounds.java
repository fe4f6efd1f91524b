package org.recado.watch;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.recado.archive.store.ObjectStoreException;
import org.recado.commit.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Duties that are gone through one after another. One that fails keeps none from its turn. */
public final class Rounds {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final List<Duty> duties;
  private final Turns turns;
  private final Clock clock;

  /** What failed the last time, and how. */
  private final Map<String, String> failing = new ConcurrentHashMap<>();

  /**
   * @param name of the thread that goes through them
   */
  public Rounds(String name, List<Duty> duties, JdbcTemplate jdbc, Clock clock) {
    this.name = name;
    this.duties = List.copyOf(duties);
    this.turns = new Turns(jdbc);
    this.clock = clock;
  }

  String name() {
    return name;
  }

  List<Duty> duties() {
    return duties;
  }

  /** The names of those that failed when they were last tried. */
  Set<String> failing() {
    return Set.copyOf(failing.keySet());
  }

  /** Does what is due; for a loop, which it never ends. */
  public boolean work() {
    duties.forEach(this::attend);
    return false;
  }

  private void attend(Duty duty) {
    var now = clock.instant();
    boolean taken = false;
    try {
      if (!duty.ready().getAsBoolean() || !turns.take(duty, now)) {
        return;
      }
      taken = true;
      if (duty.work().perform(now)) {
        turns.done(duty, now);
      } else {
        turns.giveBack(duty, now);
      }
      if (failing.remove(duty.name()) != null) {
        log.info("{} works again", duty.name());
      }
    } catch (IOException | SQLException | RuntimeException e) {
      tell(duty, e);
      if (taken) {
        giveBack(duty, now);
      }
    }
  }

  /** Once for each cause, not once for each try. */
  private void tell(Duty duty, Exception failure) {
    String what = sentence(failure);
    if (!what.equals(failing.put(duty.name(), what))) {
      log.error("{} failed and will be tried again: {}", duty.name(), what);
    }
  }

  /** Sentences are ours; what a database says may quote a row. */
  private static String sentence(Exception failure) {
    return failure instanceof IOException || failure instanceof ObjectStoreException
        ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
        : Failures.describe(failure);
  }

  private void giveBack(Duty duty, Instant now) {
    try {
      turns.giveBack(duty, now);
    } catch (RuntimeException e) {
      // the database is away: it is due a turn from now
      log.warn("{} is not given back: {}", duty.name(), Failures.describe(e));
    }
  }
}
