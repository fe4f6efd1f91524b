package org.recado.receipt;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time of a receipt, by the SMSC's clock. Appendix B of SMPP 3.4 gives it no zone; only the
 * absolute format of section 7.1.1 does.
 *
 * @param local as written, to the second
 * @param offset from UTC, null when the SMSC did not say
 */
public record ReceiptTime(LocalDateTime local, @Nullable ZoneOffset offset) {

  private static final Pattern ABSOLUTE = Pattern.compile("(\\d{12})\\d(\\d{2})([+-])");

  private static final Pattern ZONED =
      Pattern.compile("(.*(?:\\d{14}|:\\d{2}(?:\\.\\d+)?))(Z|[+-]\\d{2}(?::?\\d{2})?)");

  private static final Pattern FRACTION = Pattern.compile("(?<=:\\d{2}|\\d{14})\\.\\d{1,9}$");

  /** Seconds are always shown. */
  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

  /**
   * Reads {@code YYMMDDhhmm}, {@code YYMMDDhhmmss}, {@code YYYYMMDDhhmm}, {@code YYYYMMDDhhmmss},
   * with or without separators, parts of a second, and an offset; the absolute {@code
   * YYMMDDhhmmsstnnp}; and seconds or milliseconds since 1970 where the digits are no date. Twelve
   * digits that fit both forms are read with two digits of year: from 2013 on, none does.
   *
   * @return empty for zeros, for a relative time and for what is no date
   */
  static Optional<ReceiptTime> of(String text) {
    Matcher absolute = ABSOLUTE.matcher(text);
    if (absolute.matches()) {
      return absolute(absolute);
    }
    Matcher zoned = ZONED.matcher(text);
    if (zoned.matches()) {
      return offset(zoned)
          .flatMap(
              offset -> local(zoned.group(1)).map(time -> new ReceiptTime(time.local(), offset)));
    }
    return local(text).or(() -> sinceEpoch(text));
  }

  /**
   * @param zone the SMSC's, for a time without an offset
   */
  public Instant at(ZoneId zone) {
    return offset == null ? local.atZone(zone).toInstant() : local.toInstant(offset);
  }

  /** ISO 8601, with the offset when there is one. */
  @Override
  public String toString() {
    return SHOWN.format(local) + (offset == null ? "" : offset);
  }

  private static Optional<ReceiptTime> absolute(Matcher text) {
    int quarters = Integer.parseInt(text.group(2));
    if (quarters > 48) {
      return Optional.empty();
    }
    int seconds = quarters * 15 * 60 * ("+".equals(text.group(3)) ? 1 : -1);
    return date("20" + text.group(1))
        .map(time -> new ReceiptTime(time.local(), ZoneOffset.ofTotalSeconds(seconds)));
  }

  /** ISO 8601's, or after {@code yy/MM/dd} the quarters of an hour of 3GPP TS 27.007. */
  private static Optional<ZoneOffset> offset(Matcher zoned) {
    String written = zoned.group(2);
    boolean quarters = written.length() == 3 && zoned.group(1).matches("\\d\\d/.*");
    try {
      return Optional.of(
          quarters
              ? ZoneOffset.ofTotalSeconds(Integer.parseInt(written) * 15 * 60)
              : ZoneOffset.of(written));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<ReceiptTime> local(String text) {
    String digits = FRACTION.matcher(text).replaceFirst("").replaceAll("[-/:. T]", "");
    if (!digits.matches("\\d{10,17}")) {
      return Optional.empty();
    }
    return switch (digits.length()) {
      case 10 -> date("20" + digits + "00");
      case 12 -> date("20" + digits).or(() -> date(digits + "00"));
      case 14, 17 -> date(digits);
      default -> Optional.empty();
    };
  }

  private static Optional<ReceiptTime> sinceEpoch(String digits) {
    if (!digits.matches("1\\d{9}(\\d{3})?")) {
      return Optional.empty();
    }
    var time = LocalDateTime.ofEpochSecond(Long.parseLong(digits, 0, 10, 10), 0, ZoneOffset.UTC);
    return Optional.of(new ReceiptTime(time, ZoneOffset.UTC));
  }

  /** Fourteen digits, or nothing. */
  private static Optional<ReceiptTime> date(String digits) {
    try {
      var time =
          LocalDateTime.of(
              Integer.parseInt(digits, 0, 4, 10),
              Integer.parseInt(digits, 4, 6, 10),
              Integer.parseInt(digits, 6, 8, 10),
              Integer.parseInt(digits, 8, 10, 10),
              Integer.parseInt(digits, 10, 12, 10),
              Integer.parseInt(digits, 12, 14, 10));
      return time.getYear() < 1990 ? Optional.empty() : Optional.of(new ReceiptTime(time, null));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
