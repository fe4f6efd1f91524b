package org.recado.archive.cold;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Months that are over and not wholly sealed. */
public final class ClosedMonths {

  private final JdbcTemplate jdbc;

  public ClosedMonths(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Since when the oldest of them has been over, whether it is old enough to be sealed or not.
   *
   * @return empty if there is none
   */
  public Optional<Instant> oldestOverSince(Instant now) {
    return before(now).stream()
        .findFirst()
        .map(month -> month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  /** Those that were over at that time, the oldest first. */
  List<YearMonth> before(Instant time) {
    List<UUID> first =
        jdbc.queryForList("select id from archive.record order by id limit 1", UUID.class);
    var months = new ArrayList<YearMonth>();
    if (!first.isEmpty()) {
      var open = YearMonth.from(time.atOffset(ZoneOffset.UTC));
      for (var month = MonthPlan.of(first.get(0));
          month.isBefore(open);
          month = month.plusMonths(1)) {
        months.add(month);
      }
      jdbc.queryForList("select month from cold.month_done", LocalDate.class)
          .forEach(done -> months.remove(YearMonth.from(done)));
    }
    return months;
  }

  /** Whether nothing of a month is left that may ever be sealed. */
  boolean isEmpty(YearMonth month) {
    return Boolean.FALSE.equals(
        jdbc.queryForObject(
            """
            select exists (select from archive.content c join archive.record r on r.id = c.record_id
              where c.record_id >= ? and c.record_id < ? and c.sealed is not null
                and disposition.goes(r.kind))
            """,
            Boolean.class,
            MonthPlan.first(month),
            MonthPlan.first(month.plusMonths(1))));
  }
}
