package org.recado.archive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.recado.archive.export.Selection;
import org.recado.archive.hold.HoldScope;
import org.recado.archive.record.RecordId;
import org.recado.archive.search.QueryLanguage;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/** The words after a command. Unknown, doubled or unfinished ones are refused with a sentence. */
final class CommandOptions {

  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> values = new HashMap<>();

  private CommandOptions() {}

  static CommandOptions parse(List<String> words, Set<String> flags, Set<String> valued) {
    var options = new CommandOptions();
    var rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      boolean fresh;
      if (flags.contains(word)) {
        fresh = options.flags.add(word);
      } else if (valued.contains(word)) {
        if (!rest.hasNext()) {
          throw new IllegalArgumentException(word + " wants a value.");
        }
        fresh = options.values.put(word, rest.next()) == null;
      } else {
        throw new IllegalArgumentException(word + " is not known here.");
      }
      if (!fresh) {
        throw new IllegalArgumentException(word + " is given twice.");
      }
    }
    return options;
  }

  /** The options after the id that a command may begin with. */
  static CommandOptions afterId(List<String> words, String... valued) {
    boolean id = !words.isEmpty() && !words.get(0).startsWith("--");
    return parse(id ? words.subList(1, words.size()) : words, Set.of(), Set.of(valued));
  }

  /**
   * @throws IllegalArgumentException if the command does not begin with one
   */
  static RecordId id(List<String> words) {
    if (words.isEmpty() || words.get(0).startsWith("--")) {
      throw new IllegalArgumentException("The id has to follow.");
    }
    return RecordId.of(words.get(0));
  }

  /** A whole number, or zero. */
  static int whole(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(text + " is not a number.");
  }

  /** What the usage follows. */
  static IllegalArgumentException unknown() {
    return new IllegalArgumentException("archive does one of these:");
  }

  boolean given(String flag) {
    return flags.contains(flag);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  /**
   * @throws IllegalArgumentException if it is not given
   */
  String required(String option) {
    return value(option)
        .orElseThrow(() -> new IllegalArgumentException(option + " has to be given."));
  }

  /** A whole number above zero. */
  int number(String option, int otherwise) {
    try {
      int number = value(option).map(Integer::parseInt).orElse(otherwise);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " wants a number above zero.");
  }

  Optional<Instant> time(String option, int days) {
    return value(option).map(text -> time(option, text, days));
  }

  /** What a hold, or anything else, is over. */
  HoldScope scope() {
    return new HoldScope(
        value("--message").map(MessageId::of),
        value("--client").map(text -> Msisdn.of(text).e164()),
        value("--person"),
        value("--mailbox"),
        value("--conversation"),
        time("--from", 0),
        time("--to", 1),
        value("--query"));
  }

  Selection selection() {
    return new Selection(
        value("--message").map(MessageId::of),
        value("--client").map(Msisdn::of),
        value("--from").map(text -> time("--from", text, 0)),
        value("--to").map(text -> time("--to", text, 1)),
        value("--query").orElse(""),
        QueryLanguage.parse(value("--query").orElse(""), ZoneOffset.UTC));
  }

  /** A day (UTC, the last one included) or an instant. */
  private static Instant time(String option, String text, int days) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).plusDays(days).atStartOfDay().toInstant(ZoneOffset.UTC)
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          option + " wants a day like 2026-03-31 or a time like 2026-03-31T08:00:00Z.", e);
    }
  }
}
