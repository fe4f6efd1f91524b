package org.recado.directory;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From when on an account is expired. Directories write it in three ways: {@code accountExpires} in
 * 100 ns since 1601 with 0 and the largest number for never ([MS-ADA1] section 2.1), {@code
 * shadowExpire} in days since 1970 with -1 for never (shadow(5)), others as generalized time (RFC
 * 4517 section 3.3.13).
 */
final class AccountExpiry {

  private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
  private static final Pattern TIME = Pattern.compile("([0-9]{14})([.,][0-9]+)?Z");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private AccountExpiry() {}

  /**
   * @return empty for never
   * @throws IllegalArgumentException if the value is none of the three
   */
  static Optional<Instant> of(String attribute, String value) {
    try {
      var time = TIME.matcher(value);
      if (time.matches()) {
        return Optional.of(LocalDateTime.parse(time.group(1), SECONDS).toInstant(ZoneOffset.UTC));
      }
      if (!NUMBER.matcher(value).matches()) {
        throw new IllegalArgumentException(value);
      }
      long number = Long.parseLong(value);
      if (attribute.equalsIgnoreCase("accountExpires")) {
        return number <= 0 || number == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(number / 10_000_000 - SECONDS_1601_TO_1970));
      }
      // more days than there will be: PostgreSQL knows no such time
      return number < 0 || number > 1_000_000
          ? Optional.empty()
          : Optional.of(Instant.ofEpochSecond(number * 86_400));
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException(value, e);
    }
  }
}
