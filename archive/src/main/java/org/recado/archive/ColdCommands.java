package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdRound;
import org.recado.archive.cold.Pace;
import org.recado.archive.cold.Sealing;
import org.recado.archive.ledger.SigningKey;
import org.recado.message.MessageIds;

/** {@code archive seal}: closed months leave the database for the object store. */
final class ColdCommands {

  static final String USAGE =
      """
      archive seal [--dry-run] [--pause MILLISECONDS]       closed months into the object store
      archive seal --locks-only                             holds and lengthened times told to the store
      """;

  private final CommandParts parts;

  ColdCommands(CommandParts parts) {
    this.parts = parts;
  }

  int seal(List<String> words, PrintStream out, PrintStream err) throws IOException, SQLException {
    var options =
        CommandOptions.parse(words, Set.of("--dry-run", "--locks-only"), Set.of("--pause"));
    ColdAccess cold =
        parts
            .files()
            .cold()
            .orElseThrow(
                () ->
                    new IOException(
                        "There is no object store: set recado.archive.cold.endpoint first."));
    var round = round(cold, parts.ids());
    if (options.given("--locks-only")) {
      tell(new ColdRound.Result(Sealing.Outcome.DONE, round.mirror(), 0), out);
      return ArchiveCommands.FINE;
    }
    var key = SigningKey.load(parts.files().signingKey());
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
    return new ColdRound(parts.dataSource(), cold, parts.archive(parts.jdbc()), ids, parts.clock());
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
