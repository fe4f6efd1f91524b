package org.recado.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of RFC 5322 section 3.3, with the obsolete years and zones of section 4.3. */
final class MailDates {

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final List<String> ZONES =
      List.of("", "", "", "", "edt", "est cdt", "cst mdt", "mst pdt", "pst");

  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{1,2})\\s+(\\p{Alpha}{3})\\p{Alpha}*\\s+(\\d{2,4})\\s+(\\d{1,2})\\s*:\\s*(\\d{1,2})"
              + "(?:\\s*:\\s*(\\d{1,2}))?\\s*(?:([+-]\\d{4})|(\\p{Alpha}{1,5}))?");

  private MailDates() {}

  static Optional<Instant> parse(String value) {
    Matcher date = DATE.matcher(value.length() > 200 ? value.substring(0, 200) : value);
    if (!date.find()) {
      return Optional.empty();
    }
    try {
      int month = MONTHS.indexOf(date.group(2).toLowerCase(Locale.ROOT)) + 1;
      int second = date.group(6) == null ? 0 : Math.min(59, Integer.parseInt(date.group(6)));
      return Optional.of(
          LocalDateTime.of(
                  year(date.group(3)),
                  month,
                  Integer.parseInt(date.group(1)),
                  Integer.parseInt(date.group(4)),
                  Integer.parseInt(date.group(5)),
                  second)
              .toInstant(zone(date)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int year(String digits) {
    int year = Integer.parseInt(digits);
    if (digits.length() == 4) {
      return year;
    }
    return digits.length() == 3 || year >= 50 ? year + 1900 : year + 2000;
  }

  private static ZoneOffset zone(Matcher date) {
    String numeric = date.group(7);
    if (numeric != null) {
      int value = Integer.parseInt(numeric.substring(1));
      int minutes = Math.min(value / 100, 17) * 60 + Math.min(value % 100, 59);
      return ZoneOffset.ofTotalSeconds((numeric.charAt(0) == '-' ? -60 : 60) * minutes);
    }
    String name = date.group(8) == null ? "" : date.group(8).toLowerCase(Locale.ROOT);
    for (int hours = 4; hours < ZONES.size() && name.length() == 3; hours++) {
      if (ZONES.get(hours).contains(name)) {
        return ZoneOffset.ofHours(-hours);
      }
    }
    return ZoneOffset.UTC;
  }
}
