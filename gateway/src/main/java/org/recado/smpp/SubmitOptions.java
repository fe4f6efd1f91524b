package org.recado.smpp;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a {@code submit_sm} may say beside the text.
 *
 * @param priority {@code priority_flag}, SMPP 3.4 section 5.2.14, 0 to 3
 * @param schedule {@code schedule_delivery_time}: not before; empty for at once
 * @param validUntil {@code validity_period}: the SMSC gives up after; empty for its own default
 * @param replaceIfPresent {@code replace_if_present_flag}: takes the place of an undelivered one
 * @param flash whether the telephone shows it at once and keeps it not: class 0, 3GPP TS 23.038
 *     section 4
 */
public record SubmitOptions(
    int priority,
    Optional<Instant> schedule,
    Optional<Instant> validUntil,
    boolean replaceIfPresent,
    boolean flash) {

  public static final SubmitOptions NONE =
      new SubmitOptions(0, Optional.empty(), Optional.empty(), false, false);

  /** SMPP 3.4 section 7.1.1, in UTC: tenths of a second and quarters of an hour are zero. */
  private static final DateTimeFormatter ABSOLUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'000+'").withZone(ZoneOffset.UTC);

  public SubmitOptions {
    if (priority < 0 || priority > 3) {
      throw new IllegalArgumentException("priority_flag is 0 to 3");
    }
  }

  /** As one line, for a database; empty for {@link #NONE}. */
  public String toLine() {
    var line = new StringJoiner(" ");
    if (priority > 0) {
      line.add("priority=" + priority);
    }
    schedule.ifPresent(at -> line.add("schedule=" + at));
    validUntil.ifPresent(at -> line.add("valid-until=" + at));
    if (replaceIfPresent) {
      line.add("replace");
    }
    if (flash) {
      line.add("flash");
    }
    return line.toString();
  }

  /** Reads {@link #toLine}; words it does not know are left out. */
  public static SubmitOptions ofLine(String line) {
    var values = new HashMap<String, String>();
    for (String word : line.split(" ", -1)) {
      int at = word.indexOf('=');
      values.put(at < 0 ? word : word.substring(0, at), word.substring(at + 1));
    }
    return new SubmitOptions(
        Integer.parseInt(values.getOrDefault("priority", "0")),
        Optional.ofNullable(values.get("schedule")).map(Instant::parse),
        Optional.ofNullable(values.get("valid-until")).map(Instant::parse),
        values.containsKey("replace"),
        values.containsKey("flash"));
  }

  String scheduleDeliveryTime() {
    return schedule.map(SubmitOptions::time).orElse("");
  }

  String validityPeriod() {
    return validUntil.map(SubmitOptions::time).orElse("");
  }

  /** Class 0 within the general coding group, else the alphabet as it is. */
  int dataCoding(int alphabet) {
    return flash && (alphabet == 0 || alphabet == 8) ? 0x10 | alphabet : alphabet;
  }

  /** Rounded up: what is valid until 10.5 s is not given up at 10 s. */
  private static String time(Instant at) {
    return ABSOLUTE.format(at.plus(Duration.ofMillis(999)));
  }
}
