package org.recado.console;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Shows times by the firm's clock, and keeps the exact one beside. */
final class Moments {

  /**
   * A time to show.
   *
   * @param iso UTC, as the record has it
   * @param shown date and time, as people of the language write them
   * @param day the date alone
   * @param time hours and minutes alone
   */
  record Moment(String iso, String shown, String day, String time) {}

  private final ZoneId zone;
  private final Locale locale;

  Moments(ZoneId zone, Locale locale) {
    this.zone = zone;
    // day before month and 24 hours, as everywhere but in the United States
    this.locale = locale.getLanguage().equals("en") ? Locale.UK : locale;
  }

  Moment of(Instant at) {
    var local = at.atZone(zone);
    return new Moment(
        at.toString(),
        local.format(
            DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM)
                .withLocale(locale)),
        local.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale)),
        local.format(DateTimeFormatter.ofPattern("HH:mm", locale)));
  }

  String zone() {
    return zone.getId();
  }
}
