package org.recado.intake;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.recado.smpp.SubmitOptions;

/**
 * The {@code X-SMS-} headers that go on the wire with the text: {@code X-SMS-Validity} (a time such
 * as {@code 90m}, {@code 2h}, {@code 3d}, or a moment), {@code X-SMS-Schedule} (a moment), {@code
 * X-SMS-Priority} (0 to 3), {@code X-SMS-Replace} (yes or no), {@code X-SMS-Class} (0: shown at
 * once and not kept). Moments are written by RFC 3339 with their offset: {@code
 * 2027-05-12T08:00:00+02:00}.
 *
 * @param values by name in lower case, each well formed
 */
record WireHeaders(Map<String, String> values) {

  static final WireHeaders NONE = new WireHeaders(Map.of());

  /** As people are told. */
  static final String NAMES =
      "X-SMS-Validity, X-SMS-Schedule, X-SMS-Priority, X-SMS-Replace, X-SMS-Class";

  private static final String VALIDITY = "x-sms-validity";
  private static final String SCHEDULE = "x-sms-schedule";
  private static final String PRIORITY = "x-sms-priority";
  private static final String REPLACE = "x-sms-replace";
  private static final String CLASS = "x-sms-class";
  private static final Set<String> KNOWN = Set.of(VALIDITY, SCHEDULE, PRIORITY, REPLACE, CLASS);

  WireHeaders {
    values = Map.copyOf(values);
  }

  static boolean knows(String name) {
    return KNOWN.contains(name.toLowerCase(Locale.ROOT));
  }

  /** What is wrong with the value, empty if nothing is. */
  static Optional<String> problem(String name, String value) {
    boolean good =
        switch (name.toLowerCase(Locale.ROOT)) {
          case VALIDITY ->
              HeaderTimes.span(value).isPresent() || HeaderTimes.moment(value).isPresent();
          case SCHEDULE -> HeaderTimes.moment(value).isPresent();
          case PRIORITY -> value.matches("[0-3]");
          case REPLACE -> value.matches("(?i)yes|no");
          case CLASS -> value.equals("0");
          default -> false;
        };
    if (good) {
      return Optional.empty();
    }
    return Optional.of(
        name
            + ": "
            + switch (name.toLowerCase(Locale.ROOT)) {
              case VALIDITY -> "give a time such as 90m, 2h or 3d, or 2027-05-12T08:00:00+02:00";
              case SCHEDULE -> "give a moment such as 2027-05-12T08:00:00+02:00";
              case PRIORITY -> "give 0, 1, 2 or 3";
              case REPLACE -> "give yes or no";
              default -> "give 0, the class that is shown at once; there is no other";
            });
  }

  WireHeaders with(String name, String value) {
    var more = new HashMap<>(values);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new WireHeaders(more);
  }

  /**
   * @param now when the mail came: a validity that is a span begins there
   */
  SubmitOptions options(Instant now) {
    String validity = values.getOrDefault(VALIDITY, "");
    return new SubmitOptions(
        Integer.parseInt(values.getOrDefault(PRIORITY, "0")),
        HeaderTimes.moment(values.getOrDefault(SCHEDULE, "")),
        HeaderTimes.span(validity).map(now::plus).or(() -> HeaderTimes.moment(validity)),
        values.getOrDefault(REPLACE, "no").equalsIgnoreCase("yes"),
        values.containsKey(CLASS));
  }
}
