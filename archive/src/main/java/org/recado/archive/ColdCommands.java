package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdRound;
import org.recado.archive.cold.Pace;
import org.recado.archive.cold.Sealing;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code archive seal}: closed months leave the database for the object store. */
final class ColdCommands {

  static final String USAGE =
      """
      archive seal [--dry-run] [--pause MILLISECONDS]       closed months into the object store
      archive seal --locks-only                             holds and lengthened times told to the store
      """;

  private final DataSource dataSource;
  private final ArchiveFiles files;
  private final Schedules schedules;
  private final Clock clock;
  private final SecureRandom random;

  ColdCommands(
      DataSource dataSource,
      ArchiveFiles files,
      Schedules schedules,
      Clock clock,
      SecureRandom random) {
    this.dataSource = dataSource;
    this.files = files;
    this.schedules = schedules;
    this.clock = clock;
    this.random = random;
  }

  int seal(List<String> words, PrintStream out, PrintStream err) throws IOException, SQLException {
    var options =
        CommandOptions.parse(words, Set.of("--dry-run", "--locks-only"), Set.of("--pause"));
    ColdAccess cold =
        files
            .cold()
            .orElseThrow(
                () ->
                    new IOException(
                        "There is no object store: set recado.archive.cold.endpoint first."));
    var round = round(cold, new MessageIds(clock, random));
    if (options.given("--locks-only")) {
      tell(new ColdRound.Result(Sealing.Outcome.DONE, round.mirror(), 0), out);
      return ArchiveCommands.FINE;
    }
    var key = SigningKey.load(files.signingKey());
    if (options.given("--dry-run")) {
      var steps = round.sealing(key).plan();
      steps.forEach(step -> out.println("would seal " + line(step)));
      if (steps.isEmpty()) {
        out.println("Nothing is to be sealed.");
      }
      return ArchiveCommands.FINE;
    }
    int pause = options.value("--pause").isPresent() ? options.number("--pause", 1) : 0;
    var result =
        round.run(
            key,
            Pace.resting(Duration.ofMillis(pause)),
            step -> err.println("sealed " + line(step)));
    if (result.outcome() == Sealing.Outcome.BUSY) {
      out.println("Another run is at it.");
      return ArchiveCommands.COULD_NOT_RUN;
    }
    tell(result, out);
    return ArchiveCommands.FINE;
  }

  private static void tell(ColdRound.Result result, PrintStream out) {
    out.println(
        "Sealed. Holds put on "
            + result.locks().held()
            + " segments and taken off "
            + result.locks().freed()
            + ", "
            + result.locks().lengthened()
            + " locked for longer, "
            + result.removed()
            + " removed that nobody could read any more.");
  }

  /** What an officer's command and the store have to do with each other, too. */
  ColdRound round(ColdAccess cold, MessageIds ids) throws IOException {
    var archive =
        new Archive(
            new JdbcTemplate(dataSource),
            files.archiveKey(),
            schedules,
            ids,
            random,
            cold.source(new JdbcTemplate(dataSource)));
    return new ColdRound(dataSource, cold, archive, ids, clock);
  }

  private static String line(Sealing.Step step) {
    return step.month()
        + ": "
        + step.records()
        + " records, "
        + step.octets()
        + " octets, "
        + step.segments()
        + (step.segments() == 1 ? " segment" : " segments")
        + ", locked until "
        + step.lockedUntil();
  }
}
