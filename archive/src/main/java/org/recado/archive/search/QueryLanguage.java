package org.recado.archive.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.recado.archive.search.QueryMistake.Kind;
import org.recado.message.Direction;
import org.recado.message.MessageId;

/**
 * The one language people search in: words as {@link Words} reads them, and fields.
 *
 * <pre>
 * recibo -vencido "pago de marzo" hipot*   words, without a word, a phrase, a beginning
 * recibo or factura                        either
 * from:eva@bank.example                    texts this mailbox sent; with a number, what this client wrote
 * to:600111                                texts to this client, by any part of the number; with a mailbox, answers to it
 * +34 600 111 222                          a client's number, blanks and all; as well after a field
 * number:600111 team:"Branch 7" status:DELIVERED ref:A-77 category:reminder is:reply message:ID
 * has:reply                                what the client answered
 * after:2026-03-01 before:01/04/2026 on:2026-03-05 in:2026-03 in:2026
 * </pre>
 *
 * {@code after} counts from the beginning of its day, {@code before} until that of its own. Spanish
 * names do as well: {@code de: para: numero: equipo: estado: categoria: mensaje: tiene:respuesta
 * es:respuesta desde: hasta: el: en:}. Anything that cannot be meant so is a {@link QueryMistake}.
 */
public final class QueryLanguage {

  /** Characters: far more than anybody types. */
  public static final int LONGEST = 1_000;

  private static final int LONGEST_NUMBER = 15;

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("from", "from"),
          Map.entry("de", "from"),
          Map.entry("to", "to"),
          Map.entry("para", "to"),
          Map.entry("number", "number"),
          Map.entry("client", "number"),
          Map.entry("cliente", "number"),
          Map.entry("numero", "number"),
          Map.entry("número", "number"),
          Map.entry("team", "team"),
          Map.entry("equipo", "team"),
          Map.entry("status", "status"),
          Map.entry("estado", "status"),
          Map.entry("ref", "ref"),
          Map.entry("category", "category"),
          Map.entry("categoria", "category"),
          Map.entry("categoría", "category"),
          Map.entry("message", "message"),
          Map.entry("mensaje", "message"),
          Map.entry("has", "has"),
          Map.entry("tiene", "has"),
          Map.entry("is", "is"),
          Map.entry("es", "is"),
          Map.entry("after", "after"),
          Map.entry("desde", "after"),
          Map.entry("before", "before"),
          Map.entry("hasta", "before"),
          Map.entry("on", "in"),
          Map.entry("el", "in"),
          Map.entry("in", "in"),
          Map.entry("en", "in"));

  private static final Pattern TOKEN =
      Pattern.compile("(-?)(?:(\\p{L}+):(?!//))?(\"[^\"]*\"|\"|[^\\s\"]*)");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9(][0-9 .()/-]*");
  private static final Pattern GROUP =
      Pattern.compile("\\s+(?!\\d{4}-\\d\\d)([0-9().-]+)(?=\\s|$)");
  private static final Pattern SAYING = Pattern.compile("[\\p{L}\\p{N}]");
  private static final Pattern BEGINNING = Pattern.compile("[\\p{L}\\p{N}]{3,}\\*");
  private static final DateTimeFormatter DAY_FIRST =
      DateTimeFormatter.ofPattern("d/M/uuuu").withResolverStyle(ResolverStyle.STRICT);

  private final String typed;
  private final ZoneId zone;
  private final List<String> words = new ArrayList<>();

  /** What was said of each thing, so that nothing is said twice and only the last counts. */
  private final Map<String, Object> said = new HashMap<>();

  private Query query = Query.ALL;

  private QueryLanguage(String typed, ZoneId zone) {
    this.typed = typed;
    this.zone = zone;
  }

  /**
   * @param zone in which a day begins and ends
   * @throws QueryMistake with a sentence for the person who typed it
   */
  public static Query parse(String typed, ZoneId zone) {
    if (typed.length() > LONGEST) {
      throw new QueryMistake(Kind.TOO_LONG, String.valueOf(LONGEST));
    }
    // marks of direction and the like cannot be seen; curly quotation marks come from word
    // processors
    String plain = typed.replaceAll("\\p{Cf}", "").replaceAll("[\\p{Cntrl}\\p{Z}]", " ");
    return new QueryLanguage(plain.replaceAll("[“”„«»]", "\""), zone).parse();
  }

  private Query parse() {
    var tokens = TOKEN.matcher(typed);
    int at = 0;
    while (at < typed.length()) {
      if (typed.charAt(at) == ' ') {
        at++;
        continue;
      }
      tokens.region(at, typed.length()).lookingAt();
      at = tokens.end();
      String value = tokens.group(3);
      if (value.equals("\"")) {
        throw new QueryMistake(Kind.OPEN_QUOTE, shown(typed.substring(tokens.start(3) + 1)));
      }
      boolean excluded = !tokens.group(1).isEmpty();
      String name = tokens.group(2);
      if (name == null) {
        at = word(excluded, value, at);
      } else {
        at = field(excluded, name, value, at);
      }
    }
    if (!words.isEmpty() && isOr(words.get(words.size() - 1))) {
      throw new QueryMistake(Kind.LOOSE_OR, "or");
    }
    var from = query.from();
    if (from.isPresent() && query.before().filter(end -> !end.isAfter(from.get())).isPresent()) {
      throw new QueryMistake(Kind.BACKWARDS, "");
    }
    return words.isEmpty() ? query : query.withWords(String.join(" ", words));
  }

  /**
   * @return where to go on
   */
  private int word(boolean excluded, String value, int end) {
    if (!excluded && value.startsWith("+") && NUMBER.matcher(value).matches()) {
      var number = new StringBuilder(value);
      int next = number(number, end);
      client("+", number.toString());
      return next;
    }
    if (!excluded && isOr(value)) {
      if (words.isEmpty() || isOr(words.get(words.size() - 1))) {
        throw new QueryMistake(Kind.LOOSE_OR, "or");
      }
    } else if (!SAYING.matcher(value).find()) {
      throw new QueryMistake(Kind.NO_WORD, shown((excluded ? "-" : "") + value));
    } else if (!value.startsWith("\"")
        && value.contains("*")
        && !BEGINNING.matcher(value).matches()) {
      throw new QueryMistake(Kind.STAR, shown(value));
    }
    words.add((excluded ? "-" : "") + value);
    return end;
  }

  private int field(boolean excluded, String typedName, String typedValue, int end) {
    String name = typedName.toLowerCase(Locale.ROOT);
    String field = FIELDS.get(name);
    if (field == null) {
      if (typedValue.isEmpty()) {
        words.add((excluded ? "-" : "") + typedName); // a word before a colon
        return end;
      }
      throw new QueryMistake(Kind.UNKNOWN_FIELD, shown(typedName + ":"));
    }
    if (excluded) {
      throw new QueryMistake(Kind.EXCLUDED_FIELD, name);
    }
    if (!words.isEmpty() && isOr(words.get(words.size() - 1))) {
      throw new QueryMistake(Kind.JOINED_FIELD, name);
    }
    String value = typedValue.replace("\"", "").strip();
    if (value.isEmpty()) {
      throw new QueryMistake(Kind.EMPTY_FIELD, name);
    }
    boolean number = field.equals("from") || field.equals("to") || field.equals("number");
    if (number && !typedValue.startsWith("\"") && NUMBER.matcher(value).matches()) {
      var whole = new StringBuilder(value);
      int next = number(whole, end);
      with(field, name, whole.toString());
      return next;
    }
    with(field, name, value);
    return end;
  }

  /** A number's groups of digits go on behind blanks, as long as it may be one number. */
  private int number(StringBuilder number, int end) {
    int at = end;
    var group = GROUP.matcher(typed);
    while (group.region(at, typed.length()).lookingAt()
        && digits(number) + digits(group.group(1)) <= LONGEST_NUMBER) {
      number.append(' ').append(group.group(1));
      at = group.end(1);
    }
    return at;
  }

  private static long digits(CharSequence text) {
    return text.chars().filter(c -> c >= '0' && c <= '9').count();
  }

  private void with(String field, String name, String value) {
    switch (field) {
      case "from" -> side(name, value, Direction.MT, Direction.MO);
      case "to" -> side(name, value, Direction.MO, Direction.MT);
      case "number" -> client(name, value);
      case "team" -> query = once(name, "team", value, query.withTeam(value));
      case "status" -> {
        String status = value.toUpperCase(Locale.ROOT);
        query = once(name, "status", status, query.withStatus(status));
      }
      case "ref" -> query = once(name, "ref", value, query.withReference(value));
      case "category" -> query = once(name, "category", value, query.withCategory(value));
      case "message" -> {
        var id = message(name, value);
        query = once(name, "message", id, query.withMessage(id));
      }
      case "has" -> {
        reply(name, value);
        query = query.withReply();
      }
      case "is" -> {
        reply(name, value);
        direction(name, Direction.MO);
      }
      case "after" -> from(name, span(name, value).from);
      case "before" -> before(name, span(name, value).from);
      default -> {
        var span = span(name, value);
        from(name, span.from);
        before(name, span.before);
      }
    }
  }

  /** A mailbox stands on one side of a text, a client on the other. */
  private void side(String name, String value, Direction ofMailbox, Direction ofClient) {
    if (NUMBER.matcher(value).matches()) {
      client(name, value);
      direction(name, ofClient);
    } else if (value.indexOf('@') > 0) {
      query = once(name, "mailbox", value.toLowerCase(Locale.ROOT), query.withMailbox(value));
      direction(name, ofMailbox);
    } else {
      throw new QueryMistake(Kind.SIDE, name, shown(value));
    }
  }

  private void client(String name, String value) {
    if (!NUMBER.matcher(value).matches() || digits(value) == 0) {
      throw new QueryMistake(Kind.NUMBER, name, shown(value));
    }
    query = once(name, "client", value.replaceAll("[^0-9]", ""), query.withClient(value));
  }

  private void direction(String name, Direction direction) {
    query = once(name, "direction", direction, query.withDirection(direction));
  }

  private void from(String name, Instant from) {
    query = once(name, "after", from, query.withFrom(from));
  }

  private void before(String name, Instant before) {
    query = once(name, "before", before, query.withBefore(before));
  }

  private Query once(String name, String thing, Object value, Query with) {
    var other = said.putIfAbsent(thing, value);
    if (other != null && !other.equals(value)) {
      throw new QueryMistake(Kind.TWICE, name);
    }
    return with;
  }

  private static void reply(String name, String value) {
    if (!value.equalsIgnoreCase("reply") && !value.equalsIgnoreCase("respuesta")) {
      throw new QueryMistake(Kind.ONLY_REPLY, name);
    }
  }

  private static MessageId message(String name, String value) {
    try {
      return MessageId.of(value);
    } catch (IllegalArgumentException e) {
      throw new QueryMistake(Kind.MESSAGE, name);
    }
  }

  /** A day, a month or a year. */
  private Span span(String name, String value) {
    try {
      LocalDate first;
      LocalDate next;
      if (value.matches("[0-9]{4}")) {
        first = Year.parse(value).atDay(1);
        next = first.plusYears(1);
      } else if (value.matches("[0-9]{4}-[0-9]{2}")) {
        first = YearMonth.parse(value).atDay(1);
        next = first.plusMonths(1);
      } else {
        first = value.contains("/") ? LocalDate.parse(value, DAY_FIRST) : LocalDate.parse(value);
        next = first.plusDays(1);
      }
      // PostgreSQL's calendar is shorter than Java's
      if (first.getYear() >= 1970 && first.getYear() <= 9000) {
        return new Span(first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new QueryMistake(Kind.DAY, name);
  }

  private record Span(Instant from, Instant before) {}

  private static boolean isOr(String word) {
    return word.equalsIgnoreCase("or");
  }

  /** As much of it as a sentence bears. */
  private static String shown(String text) {
    String start = text.strip();
    if (start.codePointCount(0, start.length()) <= 40) {
      return start;
    }
    return start.substring(0, start.offsetByCodePoints(0, 40)) + "…";
  }
}
