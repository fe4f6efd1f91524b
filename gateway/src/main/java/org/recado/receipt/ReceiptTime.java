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

  /** Seconds are always shown. */
  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

  /**
   * Reads {@code YYMMDDhhmm}, {@code YYMMDDhhmmss}, {@code YYYYMMDDhhmm}, {@code YYYYMMDDhhmmss},
   * with or without separators, and the absolute {@code YYMMDDhhmmsstnnp}. Twelve digits that fit
   * both forms are read with two digits of year: from 2013 on, none does.
   *
   * @return empty for zeros and for what is no date
   */
  static Optional<ReceiptTime> of(String text) {
    Matcher absolute = ABSOLUTE.matcher(text);
    if (absolute.matches()) {
      return absolute(absolute);
    }
    String digits = text.replaceAll("[-/:. T]", "");
    if (!digits.matches("\\d{10,14}")) {
      return Optional.empty();
    }
    return switch (digits.length()) {
      case 10 -> local("20" + digits + "00");
      case 12 -> local("20" + digits).or(() -> local(digits + "00"));
      case 14 -> local(digits);
      default -> Optional.empty();
    };
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
    return local("20" + text.group(1))
        .map(time -> new ReceiptTime(time.local(), ZoneOffset.ofTotalSeconds(seconds)));
  }

  /** Fourteen digits, or nothing. */
  private static Optional<ReceiptTime> local(String digits) {
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
