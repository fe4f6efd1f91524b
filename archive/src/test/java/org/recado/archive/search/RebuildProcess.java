package org.recado.archive.search;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.postgresql.ds.PGSimpleDataSource;
import org.recado.archive.ArchiveCommands;
import org.recado.archive.ArchiveFiles;

/** {@code archive rebuild-index} as a process of its own, for a test to kill. */
public final class RebuildProcess {

  private RebuildProcess() {}

  /** URL of the database, files of the keys, origin. */
  public static void main(String[] args) {
    var database = new PGSimpleDataSource();
    database.setUrl(args[0]);
    var files = new ArchiveFiles(Path.of(args[1]), Path.of(args[2]), args[3]);
    System.exit(
        new ArchiveCommands(database, files, Clock.systemUTC(), new SecureRandom())
            .run(new String[] {"rebuild-index"}, System.out, System.err));
  }
}
