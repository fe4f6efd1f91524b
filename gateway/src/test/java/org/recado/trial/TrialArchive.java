package org.recado.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchiveKeyFile;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;

/** An archive with a key of its own. */
public final class TrialArchive {

  private TrialArchive() {}

  public static Archive in(JdbcTemplate jdbc, Clock clock) {
    var random = new SecureRandom();
    try {
      Path folder = Files.createTempDirectory("recado-trial");
      var key = new ArchiveKeyFile(folder.resolve("archive.key")).loadOrCreate(() -> false, random);
      Files.delete(folder.resolve("archive.key"));
      Files.delete(folder);
      var schedules = new Schedules(List.of(), new RetentionClass("standard", 5));
      return new Archive(jdbc, key, schedules, new MessageIds(clock, random), random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
