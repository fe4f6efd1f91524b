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
import org.recado.archive.cold.Expired;
import org.recado.archive.cold.Locks;
import org.recado.archive.cold.Sealing;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
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
    var ids = new MessageIds(clock, random);
    var sealing =
        new Sealing(
            dataSource,
            cold.store().get(),
            cold.settings(),
            SigningKey.load(files.signingKey()),
            ids,
            clock);
    if (options.given("--dry-run")) {
      var steps = sealing.plan();
      steps.forEach(step -> out.println("would seal " + line(step)));
      if (steps.isEmpty()) {
        out.println("Nothing is to be sealed.");
      }
      return ArchiveCommands.FINE;
    }
    if (!options.given("--locks-only")) {
      int pause = options.value("--pause").isPresent() ? options.number("--pause", 1) : 0;
      boolean ran =
          sealing.run(Duration.ofMillis(pause), step -> err.println("sealed " + line(step)));
      if (!ran) {
        out.println("Another run is at it.");
        return ArchiveCommands.COULD_NOT_RUN;
      }
    }
    var changes = mirror(cold, ids);
    long removed =
        options.given("--locks-only")
            ? 0
            : new Expired(dataSource, cold.store().get(), clock).remove();
    out.println(
        "Sealed. Holds put on "
            + changes.held()
            + " segments and taken off "
            + changes.freed()
            + ", "
            + changes.lengthened()
            + " locked for longer, "
            + removed
            + " removed that nobody could read any more.");
    return ArchiveCommands.FINE;
  }

  /** Tells the store of holds and lengthened times, if there is one. */
  Locks.Changes mirror(ColdAccess cold, MessageIds ids) throws IOException {
    var jdbc = new JdbcTemplate(dataSource);
    var archive =
        new Archive(jdbc, files.archiveKey(), schedules, ids, random, files.coldSource(jdbc));
    return new Locks(
            jdbc,
            cold.store(),
            new Holds(jdbc, archive, clock),
            new Retentions(jdbc, archive, clock),
            cold.settings(),
            clock)
        .mirror();
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
