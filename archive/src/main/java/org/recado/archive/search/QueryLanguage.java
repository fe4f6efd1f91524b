package org.recado.archive.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.recado.message.Direction;
import org.recado.message.MessageId;

/**
 * The one language people search in: words as {@link Query#words} reads them, and fields.
 *
 * <pre>
 * recibo -vencido "pago de marzo"     words, without a word, a phrase
 * from:eva@bank.example               texts this mailbox sent; with a number, what this client wrote
 * to:600111                           texts to this client, by any part of the number; with a mailbox, answers to it
 * number:600111 team:"Branch 7" status:DELIVERED ref:A-77 category:reminder is:reply
 * has:reply                           what the client answered
 * after:2026-03-01 before:2026-04-01 on:2026-03-05 in:2026-03
 * </pre>
 *
 * {@code after} counts from the beginning of its day, {@code before} until that of its own. Spanish
 * names do as well: {@code de: para: equipo: estado: tiene:respuesta desde: hasta: el:}.
 */
public final class QueryLanguage {

  private static final Pattern TOKEN =
      Pattern.compile("(-?)(?:(\\p{L}+):)?(\"[^\"]*\"?|\\S+)", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 .()-]*");

  private QueryLanguage() {}

  /**
   * @param zone in which a day begins and ends
   * @throws IllegalArgumentException with a sentence for the person who typed it
   */
  public static Query parse(String typed, ZoneId zone) {
    var query = Query.ALL;
    List<String> words = new ArrayList<>();
    var tokens = TOKEN.matcher(typed);
    while (tokens.find()) {
      String field = tokens.group(2) == null ? "" : tokens.group(2).toLowerCase(Locale.ROOT);
      String value = unquoted(tokens.group(3));
      if (tokens.group(1).isEmpty() && isField(field) && !value.isEmpty()) {
        query = with(query, field, value, zone);
      } else if (field.isEmpty() && value.startsWith("+") && NUMBER.matcher(value).matches()) {
        query = query.withClient(value);
      } else {
        words.add(tokens.group());
      }
    }
    return words.isEmpty() ? query : query.withWords(String.join(" ", words));
  }

  private static boolean isField(String name) {
    return switch (name) {
      case "from", "de", "to", "para", "number", "client", "cliente", "numero", "número" -> true;
      case "team", "equipo", "status", "estado", "ref", "category", "categoria", "categoría" ->
          true;
      case "has", "tiene", "is", "after", "desde", "before", "hasta", "on", "el", "in", "en" ->
          true;
      case "message", "mensaje" -> true;
      default -> false;
    };
  }

  private static Query with(Query query, String field, String value, ZoneId zone) {
    return switch (field) {
      case "from", "de" -> side(query, value, Direction.MT, Direction.MO);
      case "to", "para" -> side(query, value, Direction.MO, Direction.MT);
      case "number", "client", "cliente", "numero", "número" -> query.withClient(value);
      case "team", "equipo" -> query.withTeam(value);
      case "status", "estado" -> query.withStatus(value.toUpperCase(Locale.ROOT));
      case "ref" -> query.withReference(value);
      case "category", "categoria", "categoría" -> query.withCategory(value);
      case "message", "mensaje" -> query.withMessage(MessageId.of(value));
      case "has", "tiene" -> {
        if (value.equalsIgnoreCase("reply") || value.equalsIgnoreCase("respuesta")) {
          yield query.withReply();
        }
        throw new IllegalArgumentException(field + ": knows only reply (respuesta).");
      }
      case "is" -> {
        if (value.equalsIgnoreCase("reply") || value.equalsIgnoreCase("respuesta")) {
          yield query.withDirection(Direction.MO);
        }
        throw new IllegalArgumentException(field + ": knows only reply (respuesta).");
      }
      case "after", "desde" -> query.withFrom(start(field, value, 0, zone));
      case "before", "hasta" -> query.withBefore(start(field, value, 0, zone));
      default ->
          query.withFrom(start(field, value, 0, zone)).withBefore(start(field, value, 1, zone));
    };
  }

  /** A mailbox stands on one side of a text, a client on the other. */
  private static Query side(Query query, String value, Direction ofMailbox, Direction ofClient) {
    return NUMBER.matcher(value).matches()
        ? query.withClient(value).withDirection(ofClient)
        : query.withMailbox(value).withDirection(ofMailbox);
  }

  /** The beginning of a day or month, or of the next one. */
  private static Instant start(String field, String value, int later, ZoneId zone) {
    try {
      var day =
          value.length() == 7
              ? YearMonth.parse(value).plusMonths(later).atDay(1)
              : LocalDate.parse(value).plusDays(later);
      return day.atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          field + ": wants a day like 2026-03-31 or a month like 2026-03.", e);
    }
  }

  private static String unquoted(String text) {
    return text.startsWith("\"") ? text.replace("\"", "").strip() : text;
  }
}
