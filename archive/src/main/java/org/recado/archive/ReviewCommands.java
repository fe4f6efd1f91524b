package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.recado.archive.review.Outcome;
import org.recado.archive.review.Reviews;
import org.recado.archive.review.Sample;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code archive sample} and {@code archive review}: what a supervisor reads, and what of it. */
final class ReviewCommands {

  static final String USAGE =
      """
      archive sample --seed WORDS --per-mille N --from DAY --to DAY [--open]
      archive review ID --outcome no-issue|coached|escalated|violation --by WHO [--note WHY]
      """;

  private final CommandParts parts;

  ReviewCommands(CommandParts parts) {
    this.parts = parts;
  }

  /** One id a line. */
  int sample(List<String> words, PrintStream out) throws IOException {
    var options =
        CommandOptions.parse(
            words, Set.of("--open"), Set.of("--seed", "--per-mille", "--from", "--to"));
    var sample =
        new Sample(
            options.required("--seed"),
            options.number("--per-mille", 10),
            required(options, "--from", 0),
            required(options, "--to", 1));
    var jdbc = parts.jdbc();
    reviews(jdbc).draw(sample, options.given("--open")).forEach(out::println);
    return ArchiveCommands.FINE;
  }

  private static Instant required(CommandOptions options, String day, int later) {
    return options
        .time(day, later)
        .orElseThrow(() -> new IllegalArgumentException(day + " has to be given."));
  }

  int review(List<String> words, PrintStream out) throws IOException {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("Name the message.");
    }
    var message = MessageId.of(words.get(0));
    var options =
        CommandOptions.parse(
            words.subList(1, words.size()), Set.of(), Set.of("--outcome", "--by", "--note"));
    var outcome = Outcome.of(options.required("--outcome"));
    String by = options.required("--by");
    var jdbc = parts.jdbc();
    var reviews = reviews(jdbc);
    parts
        .transactions()
        .executeWithoutResult(
            status -> reviews.record(message, outcome, by, options.value("--note")));
    out.println("Reviewed: " + message + " is " + outcome.wireName() + ".");
    return ArchiveCommands.FINE;
  }

  private Reviews reviews(JdbcTemplate jdbc) throws IOException {
    return new Reviews(jdbc, parts.archive(jdbc), parts.clock());
  }
}
