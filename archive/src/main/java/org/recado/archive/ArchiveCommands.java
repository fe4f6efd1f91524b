package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.recado.archive.reconcile.Source;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.Indexer;
import org.recado.archive.store.ObjectStoreException;
import org.springframework.dao.DataAccessException;

/**
 * The commands that begin with {@code archive}. None needs the gateway to be running, and none
 * minds if it is.
 */
public final class ArchiveCommands {

  /** All is well. */
  public static final int FINE = 0;

  /** Something was found. */
  public static final int FINDING = 1;

  /** It could not run; standard error says why. */
  public static final int COULD_NOT_RUN = 2;

  private static final String USAGE =
      VerifyCommands.USAGE
          + ExportCommand.USAGE
          + ReconcileCommand.USAGE
          + ReviewCommands.USAGE
          + "archive rebuild-index\n"
          + KeyCommands.USAGE
          + ColdCommands.USAGE
          + HoldCommands.USAGE
          + DispositionCommands.USAGE;

  private final CommandParts parts;
  private final List<Source> sources;

  /**
   * @param dataSource of an account that may read the archive, and for an export append to it
   */
  public ArchiveCommands(
      DataSource dataSource, ArchiveFiles files, Clock clock, SecureRandom random) {
    this(dataSource, files, Schedules.STANDARD, clock, random, List.of());
  }

  /**
   * @param schedules how long what commands record is kept, and the reasons certificates repeat
   * @param sources what else knows what was accepted, for {@code reconcile}
   */
  public ArchiveCommands(
      DataSource dataSource,
      ArchiveFiles files,
      Schedules schedules,
      Clock clock,
      SecureRandom random,
      List<Source> sources) {
    this.parts = new CommandParts(dataSource, files, schedules, clock, random);
    this.sources = List.copyOf(sources);
  }

  /**
   * @param args what followed the program's name, with or without the word {@code archive}
   * @param out the result
   * @param err progress and complaints
   * @return {@link #FINE}, {@link #FINDING} or {@link #COULD_NOT_RUN}
   */
  public int run(String[] args, PrintStream out, PrintStream err) {
    List<String> words = List.of(args);
    if (!words.isEmpty() && words.get(0).equals("archive")) {
      words = words.subList(1, words.size());
    }
    try {
      String command = words.isEmpty() ? "" : words.get(0);
      return run(command, words.isEmpty() ? words : words.subList(1, words.size()), out, err);
    } catch (IllegalArgumentException e) {
      err.print(e.getMessage() + "\n" + USAGE);
    } catch (SQLException | DataAccessException e) {
      err.println(sentence(e));
    } catch (IOException
        | NoSuchElementException
        | ObjectStoreException
        | IllegalStateException e) {
      err.println(e.getMessage());
    } catch (DamagedRecordException e) {
      err.println("Stopped at a damaged " + e.getMessage() + ". Run archive verify.");
      return FINDING;
    }
    return COULD_NOT_RUN;
  }

  private int run(String command, List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    return switch (command) {
      case "verify" -> new VerifyCommands(parts).verify(words, out, err);
      case "restore-check" -> new VerifyCommands(parts).restoreCheck(words, out, err);
      case "export" -> new ExportCommand(parts).run(words, out, err);
      case "reconcile" -> new ReconcileCommand(parts, sources).run(words, out);
      case "sample" -> new ReviewCommands(parts).sample(words, out);
      case "review" -> new ReviewCommands(parts).review(words, out);
      case "rebuild-index" -> rebuildIndex(words, out, err);
      case "rotate-signing-key" -> new KeyCommands(parts).rotateSigningKey(words, out);
      case "rotate-archive-key" -> new KeyCommands(parts).rotateArchiveKey(words, out, err);
      case "seal" -> new ColdCommands(parts).seal(words, out, err);
      default -> {
        String action = words.isEmpty() || words.get(0).startsWith("--") ? "" : words.get(0);
        var rest = action.isEmpty() ? words : words.subList(1, words.size());
        String whole = (command + " " + action).strip();
        yield command.equals("hold") || command.equals("retain")
            ? new HoldCommands(parts, out, err).run(whole, rest)
            : new DispositionCommands(parts, out, err).run(whole, rest);
      }
    };
  }

  /** What the database's own functions refuse is a sentence; anything else is a state of things. */
  private static String sentence(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException refused && refused.getServerErrorMessage() != null) {
        String state = String.valueOf(refused.getSQLState());
        String message = String.valueOf(refused.getServerErrorMessage().getMessage());
        if (state.equals("P0001") || state.equals("P0002")) {
          return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
        }
        if (message.contains("permission denied to set role")) {
          return "This login may not take the role recado_disposition; as the owner of the database"
              + " say: GRANT recado_disposition TO it.";
        }
      }
    }
    return "The archive cannot be read: " + e.getMessage();
  }

  /**
   * The index is built again from the records beside the one that is searched, batch by batch,
   * while everything else goes on. Ended in the middle, it goes on where it was.
   */
  private int rebuildIndex(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    var jdbc = parts.jdbc();
    var transactions = parts.transactions();
    var indexer =
        new Indexer(jdbc, transactions, parts.files().archiveKey(), parts.files().coldSource(jdbc));
    indexer.rebuild();
    long told = 0;
    // a gateway that runs may do part of it, or all
    for (var progress = indexer.progress(); progress.isPresent(); progress = indexer.progress()) {
      long done = progress.get().done();
      if (done / 100_000 > told / 100_000) {
        told = done;
        err.println(done + " of " + progress.get().all() + " leaves are read");
      }
      indexer.goOn();
    }
    out.println("The index is built again.");
    return FINE;
  }
}
