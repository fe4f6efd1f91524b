package org.recado.lab.simulation;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.recado.lab.Lab;
import org.recado.lab.bank.LabPostgres;

/** Employees who leave in the middle of their conversations. */
final class Leavers {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** How long a gateway may go by what it asked the directory before. */
  private static final Duration REMEMBERED = Duration.ofMillis(1_500);

  private final Lab lab;
  private final Staff staff;

  /** Who left, and since when the gateways' database knows; zero as long as it does not. */
  private final Map<Integer, Long> leaving = new HashMap<>();

  private int gone;
  private long lookedAt = System.nanoTime();

  Leavers(Lab lab, Staff staff) {
    this.lab = lab;
    this.staff = staff;
  }

  int gone() {
    return gone;
  }

  /** Somebody who is still there is disabled; every third time a manager, but for the first. */
  void leave(SplittableRandom random) {
    int who;
    do {
      who = 1 + random.nextInt(staff.size() - 1);
    } while (staff.hasLeft(who) || (staff.isManager(who) && gone % 3 != 2));
    gone++;
    staff.begins(who);
    leaving.put(who, 0L);
    lab.directory().disable(Staff.login(who));
  }

  /** Notes from when on everybody knows of those who left. */
  void watch() {
    if (leaving.isEmpty() || System.nanoTime() - lookedAt < BETWEEN_LOOKS.toNanos()) {
      return;
    }
    lookedAt = System.nanoTime();
    leaving.replaceAll((who, since) -> since == 0 && isDisabled(who) ? lookedAt : since);
    leaving
        .entrySet()
        .removeIf(
            entry -> {
              boolean known =
                  entry.getValue() != 0 && lookedAt - entry.getValue() > REMEMBERED.toNanos();
              if (known) {
                staff.isKnown(entry.getKey());
              }
              return known;
            });
  }

  private boolean isDisabled(int who) {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var query =
            connection.prepareStatement(
                "SELECT FROM directory.person WHERE mail = ? AND NOT enabled")) {
      query.setString(1, staff.mail(who));
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
