package org.recado.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much may be sent in a day or a month. Of several entries that fit somebody the first counts.
 *
 * @param of whose texts are counted together
 * @param names for whom it is: mail addresses of people, names of departments, applications or cost
 *     centres; empty for each one there is, with a count of their own
 * @param per day or month, by the firm's clock
 * @param segments short messages, which is what operators charge; 1 to 1000000000
 * @param warn who is told at 80 %, as a mail address; empty for the person themselves, and for
 *     nobody where it is not a person's
 */
public record QuotaSettings(
    @DefaultValue("person") HolderKind of,
    @Nullable List<String> names,
    @DefaultValue("day") Period per,
    @DefaultValue("0") int segments,
    @DefaultValue("") String warn) {

  public QuotaSettings {
    names = names == null ? List.of() : List.copyOf(names);
  }

  @Override
  public List<String> names() {
    return names == null ? List.of() : names;
  }

  /** From midnight to midnight, or from the first of a month to the first of the next. */
  public enum Period {
    DAY,
    MONTH;

    /** Names the period this day is in: {@code 2027-05-12} or {@code 2027-05}. */
    String nameOf(LocalDate day) {
      return this == DAY ? day.toString() : day.toString().substring(0, 7);
    }

    /** When the next begins. */
    Instant after(LocalDate day, ZoneId zone) {
      var next = this == DAY ? day.plusDays(1) : day.withDayOfMonth(1).plusMonths(1);
      return next.atStartOfDay(zone).toInstant();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
