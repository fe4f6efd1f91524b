package org.recado.intake;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.recado.archive.record.RecordDraft;
import org.recado.policy.CategorySettings.Lane;

/**
 * The {@code X-SMS-} headers that say how a text waits and what it is for: {@code X-SMS-Lane},
 * {@code X-SMS-Not-Before}, {@code X-SMS-Pool}, {@code X-SMS-Cost-Center}, {@code X-SMS-Due-Date},
 * {@code X-SMS-Template}, {@code X-SMS-Language} and {@code X-SMS-Field-…}. docs/headers.md has
 * them all with examples.
 *
 * @param values by name in lower case, each well formed
 */
record QueueHeaders(Map<String, String> values) {

  static final QueueHeaders NONE = new QueueHeaders(Map.of());

  /** As people are told. */
  static final String NAMES =
      "X-SMS-Lane, X-SMS-Not-Before, X-SMS-Pool, X-SMS-Cost-Center, X-SMS-Due-Date,"
          + " X-SMS-Template, X-SMS-Language, X-SMS-Field-NAME";

  private static final String LANE = "x-sms-lane";
  private static final String NOT_BEFORE = "x-sms-not-before";
  private static final String POOL = "x-sms-pool";
  private static final String COST_CENTER = "x-sms-cost-center";
  private static final String DUE_DATE = "x-sms-due-date";
  private static final String TEMPLATE = "x-sms-template";
  private static final String LANGUAGE = "x-sms-language";
  private static final String FIELD = "x-sms-field-";

  private static final Set<String> KNOWN =
      Set.of(LANE, NOT_BEFORE, POOL, COST_CENTER, DUE_DATE, TEMPLATE, LANGUAGE);

  /** Later than this a text is a mistake of whoever computed the moment. */
  static final Duration FARTHEST = Duration.ofDays(90);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  QueueHeaders {
    values = Map.copyOf(values);
  }

  static boolean knows(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return KNOWN.contains(lower) || lower.startsWith(FIELD);
  }

  /** What is wrong with the value, empty if nothing is. */
  static Optional<String> problem(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean good =
        switch (lower) {
          case LANE -> value.matches("person|application|bulk");
          case NOT_BEFORE ->
              HeaderTimes.span(value).isPresent() || HeaderTimes.moment(value).isPresent();
          case COST_CENTER -> value.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,31}");
          case DUE_DATE -> date(value).isPresent();
          case LANGUAGE -> value.matches("[a-z]{2}");
          case POOL, TEMPLATE -> NAME.matcher(value).matches();
          default ->
              NAME.matcher(lower.substring(FIELD.length())).matches()
                  && !value.isBlank()
                  && value.length() <= 500;
        };
    return good ? Optional.empty() : Optional.of(name + ": " + shape(lower));
  }

  private static String shape(String name) {
    return switch (name) {
      case LANE -> "give person, application or bulk";
      case NOT_BEFORE -> "give a time from now such as 30m, 2h or 1d, or 2027-05-12T08:00:00+02:00";
      case COST_CENTER -> "give 1 to 32 letters, digits, dots, hyphens or slashes";
      case DUE_DATE -> "give a day such as 2027-05-12";
      case LANGUAGE -> "give a language of two letters, like es";
      case POOL, TEMPLATE -> "give a name of 1 to 32 lower-case letters, digits and hyphens";
      default -> "give 1 to 500 characters for a place of the template, named in lower case";
    };
  }

  QueueHeaders with(String name, String value) {
    var more = new HashMap<>(values);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new QueueHeaders(more);
  }

  /** What of it cannot be used today; empty if nothing is. */
  Optional<String> problem(Instant now, LocalDate today) {
    if (notBefore(now).filter(at -> at.isAfter(now.plus(FARTHEST))).isPresent()) {
      return Optional.of("X-SMS-Not-Before: that is more than 90 days from now");
    }
    if (dueDate().filter(day -> day.isBefore(today)).isPresent()) {
      return Optional.of("X-SMS-Due-Date: that day is over");
    }
    return template().isEmpty() && values.keySet().stream().anyMatch(n -> n.startsWith(FIELD))
        ? Optional.of("X-SMS-Field: there is no X-SMS-Template that it could be for")
        : Optional.empty();
  }

  Optional<Lane> lane() {
    return Optional.ofNullable(values.get(LANE))
        .map(lane -> Lane.valueOf(lane.toUpperCase(Locale.ROOT)));
  }

  /**
   * @param now when the mail came: a span begins there
   */
  Optional<Instant> notBefore(Instant now) {
    String value = values.getOrDefault(NOT_BEFORE, "");
    return HeaderTimes.span(value).map(now::plus).or(() -> HeaderTimes.moment(value));
  }

  Optional<String> pool() {
    return Optional.ofNullable(values.get(POOL));
  }

  Optional<String> costCenter() {
    return Optional.ofNullable(values.get(COST_CENTER));
  }

  Optional<LocalDate> dueDate() {
    return date(values.getOrDefault(DUE_DATE, ""));
  }

  Optional<String> template() {
    return Optional.ofNullable(values.get(TEMPLATE));
  }

  Optional<String> language() {
    return Optional.ofNullable(values.get(LANGUAGE));
  }

  /** Values for the places of the template, by name. */
  Map<String, String> fields() {
    var fields = new HashMap<String, String>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(FIELD)) {
            fields.put(name.substring(FIELD.length()), value);
          }
        });
    return fields;
  }

  /** Adds what the record keeps of it. */
  void record(RecordDraft draft, Instant now) {
    draft
        .fact("cost-center", costCenter())
        .fact("due-date", dueDate())
        .fact("not-before", notBefore(now))
        .fact("template", template());
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
