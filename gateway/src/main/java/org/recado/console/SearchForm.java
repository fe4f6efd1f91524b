package org.recado.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.archive.search.QueryLanguage;
import org.recado.archive.search.QueryMistake;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.outbound.SmsState;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What was typed into the search form, as it was typed; an empty text where nothing was.
 *
 * @param words words and fields, as in {@link QueryLanguage}; the other fields narrow them
 * @param from the first day, as {@code 2026-11-21}
 * @param to the last day
 * @param client a client's number or part of it
 * @param who a mailbox, or part of an employee's name; for compliance officers
 * @param status a state of a message
 * @param direction MT or MO
 * @param after where the page before ended
 */
record SearchForm(
    String words,
    String from,
    String to,
    String client,
    String who,
    String status,
    String direction,
    String after) {

  /** Far more than anybody types. */
  private static final int LONGEST = 300;

  private static final String WORDS = "words";

  /** In the order in which a message goes through them. */
  static final List<String> STATUSES = statuses();

  private static List<String> statuses() {
    var names = Arrays.stream(SmsState.values()).map(Enum::name);
    return java.util.stream.Stream.concat(names, java.util.stream.Stream.of("RECEIVED")).toList();
  }

  static SearchForm of(Map<String, String> given) {
    return new SearchForm(
        // one more than the language takes, so that it says so
        text(given, WORDS, QueryLanguage.LONGEST + 1),
        text(given, "from"),
        text(given, "to"),
        text(given, "client"),
        text(given, "who"),
        text(given, "status"),
        text(given, "direction"),
        text(given, "after"));
  }

  private static String text(Map<String, String> given, String name) {
    return text(given, name, LONGEST);
  }

  private static String text(Map<String, String> given, String name, int longest) {
    String text = given.getOrDefault(name, "").replaceAll("\\p{Cntrl}", " ").strip();
    return text.length() > longest ? text.substring(0, longest) : text;
  }

  /** The fields in which something cannot be understood. */
  List<String> mistakes() {
    return List.of(WORDS, "from", "to", "status", "direction").stream()
        .filter(this::isMistaken)
        .toList();
  }

  /** What is wrong with the words and fields; the one who asks may be told. */
  Optional<QueryMistake> mistake() {
    try {
      typed(ZoneOffset.UTC);
      return Optional.empty();
    } catch (QueryMistake e) {
      return Optional.of(e);
    }
  }

  /** Whether the words ask for a status that no message can have. */
  boolean isStatusUnknown() {
    return mistake().isEmpty()
        && typed(ZoneOffset.UTC).status().filter(name -> !STATUSES.contains(name)).isPresent();
  }

  private Query typed(ZoneId zone) {
    return QueryLanguage.parse(words, zone);
  }

  private boolean isMistaken(String field) {
    return switch (field) {
      case WORDS -> mistake().isPresent() || isStatusUnknown();
      case "from" -> !from.isEmpty() && day(from).isEmpty();
      case "to" -> !to.isEmpty() && day(to).isEmpty();
      case "status" -> !status.isEmpty() && !STATUSES.contains(status);
      default -> !direction.isEmpty() && way().isEmpty();
    };
  }

  /** The query, as yet without regard to who asks; call only if there are no mistakes. */
  Query query(ZoneId zone) {
    var query = typed(zone);
    query = client.isEmpty() ? query : query.withClient(client);
    query = status.isEmpty() ? query : query.withStatus(status);
    var first = day(from).map(day -> day.atStartOfDay(zone).toInstant());
    var end = day(to).map(day -> day.plusDays(1).atStartOfDay(zone).toInstant());
    if (first.isPresent() && query.from().filter(first.get()::isBefore).isEmpty()) {
      query = query.withFrom(first.get());
    }
    if (end.isPresent() && query.before().filter(end.get()::isAfter).isEmpty()) {
      query = query.withBefore(end.get());
    }
    return way().isPresent() ? query.withDirection(way().get()) : query;
  }

  private Optional<Direction> way() {
    return Arrays.stream(Direction.values()).filter(d -> d.name().equals(direction)).findAny();
  }

  private static Optional<LocalDate> day(String text) {
    try {
      var day = LocalDate.parse(text);
      // PostgreSQL's calendar is shorter than Java's
      return day.getYear() < 1970 || day.getYear() > 9000 ? Optional.empty() : Optional.of(day);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Where the page before ended; empty for the first page, or if somebody made the place up. */
  Optional<Page.Place> place() {
    int mark = after.indexOf('_');
    try {
      return mark < 0
          ? Optional.empty()
          : Optional.of(
              new Page.Place(
                  Instant.parse(after.substring(0, mark)),
                  MessageId.of(after.substring(mark + 1))));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The address of a page that is asked the same. */
  String path(String page) {
    var path = UriComponentsBuilder.fromPath(page);
    filled().forEach((name, value) -> path.queryParam(name, "{" + name + "}"));
    return path.encode().buildAndExpand(filled()).toUriString();
  }

  /** The address of the page that goes on after that place. */
  String pathAfter(Page.Place place) {
    var path = UriComponentsBuilder.fromPath("/search");
    filled().forEach((name, value) -> path.queryParam(name, "{" + name + "}"));
    return path.queryParam("after", place.at() + "_" + place.message())
        .encode()
        .buildAndExpand(filled())
        .toUriString();
  }

  /** What was asked, by field, for the record. */
  Map<String, String> asked() {
    var asked = filled();
    if (!after.isEmpty()) {
      asked.put("after", after);
    }
    return asked;
  }

  private Map<String, String> filled() {
    var filled = new LinkedHashMap<String, String>();
    filled.put(WORDS, words);
    filled.put("from", from);
    filled.put("to", to);
    filled.put("client", client);
    filled.put("who", who);
    filled.put("status", status);
    filled.put("direction", direction);
    filled.values().removeIf(String::isEmpty);
    return filled;
  }

  /** Whether more than the words narrow the search: then the form shows its fields. */
  public boolean isDetailed() {
    var filled = filled();
    filled.remove(WORDS);
    return !filled.isEmpty();
  }

  /** What is looked for is itself personal. */
  @Override
  public String toString() {
    return "SearchForm[…]";
  }
}
