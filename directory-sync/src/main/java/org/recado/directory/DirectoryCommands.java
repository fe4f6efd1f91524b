package org.recado.directory;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.directory.SyncReport.Outcome;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/** {@code directory sync}: what an operator runs by hand, with the gateway up or down. */
public final class DirectoryCommands {

  private static final String USAGE =
      """
      usage: directory sync [--source NAME] [--dry-run | --accept] [--json]
        --source NAME  only this source; all of them otherwise
        --dry-run      show what would change, change nothing
        --accept       go past the brake, after you looked at what it stopped
        --json         one JSON object per source
      exit status: 0 done, 1 the brake stopped a run, 2 a source or the database could not be used""";

  private DirectoryCommands() {}

  /**
   * @param args what follows {@code directory} on the command line
   * @return 0 fine, 1 the brake stopped a run (or would have), 2 could not run
   */
  public static int run(String[] args, DirectorySync sync, PrintStream out, PrintStream err) {
    Optional<Request> request = parse(List.of(args));
    if (request.isEmpty()) {
      err.println(USAGE);
      return 2;
    }
    List<SourceSettings> sources =
        sync.sources().stream()
            .filter(
                s -> request.get().source().isEmpty() || request.get().source().equals(s.name()))
            .toList();
    if (sources.isEmpty()) {
      err.println("no such source is configured under recado.directory.sources");
      return 2;
    }
    int status = 0;
    for (SourceSettings source : sources) {
      try {
        SyncReport report = sync.run(source, request.get().mode());
        out.println(
            request.get().json()
                ? JsonMapper.shared().writeValueAsString(report)
                : new ReportText(report).text());
        status = Math.max(status, status(report.outcome()));
      } catch (DataAccessException | TransactionException e) {
        err.println("the database could not be used: " + e.getMostSpecificCause().getMessage());
        status = 2;
      }
    }
    return status;
  }

  private static int status(Outcome outcome) {
    return switch (outcome) {
      case APPLIED, UNCHANGED, COMPARED -> 0;
      case STOPPED -> 1;
      case FAILED, BUSY -> 2;
    };
  }

  private record Request(SyncMode mode, boolean json, String source) {}

  private static Optional<Request> parse(List<String> args) {
    if (args.isEmpty() || !args.get(0).equals("sync")) {
      return Optional.empty();
    }
    SyncMode mode = SyncMode.APPLY;
    boolean json = false;
    String source = "";
    var rest = new ArrayList<>(args.subList(1, args.size()));
    while (!rest.isEmpty()) {
      String option = rest.remove(0).toLowerCase(Locale.ROOT);
      boolean first = mode == SyncMode.APPLY;
      if (option.equals("--dry-run") && first) {
        mode = SyncMode.DRY_RUN;
      } else if (option.equals("--accept") && first) {
        mode = SyncMode.ACCEPT;
      } else if (option.equals("--json")) {
        json = true;
      } else if (option.equals("--source") && !rest.isEmpty()) {
        source = rest.remove(0);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Request(mode, json, source));
  }
}
