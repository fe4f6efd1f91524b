package org.recado.intake;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** How times are written in {@code X-SMS-} headers; empty for what is not written so. */
final class HeaderTimes {

  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

  private HeaderTimes() {}

  /** A time such as {@code 90m}, {@code 2h} or {@code 3d}. */
  static Optional<Duration> span(String text) {
    var span = SPAN.matcher(text);
    if (!span.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(span.group(1));
    return Optional.of(
        switch (span.group(2)) {
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  /** A moment by RFC 3339 with its offset. */
  static Optional<Instant> moment(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
