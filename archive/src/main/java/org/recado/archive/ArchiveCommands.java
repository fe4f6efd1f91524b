package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.recado.archive.export.Exporter;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.archive.verify.Verifier;
import org.recado.message.MessageIds;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
      """
      archive verify [--json] [--published-checkpoint FILE] [--verifier-key FILE] [--without-key]
      archive export --out DIR [--message ID] [--client NUMBER] [--from DATE] [--to DATE]
                     [--query WHAT] [--masked] [--split MEGABYTES] [--no-transcripts] [--resume]
                     [--by WHO] [--reason WHY]
      """
          + OfficerCommands.USAGE;

  private final DataSource dataSource;
  private final ArchiveFiles files;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param dataSource of an account that may read the archive, and for an export append to it
   */
  public ArchiveCommands(
      DataSource dataSource, ArchiveFiles files, Clock clock, SecureRandom random) {
    this.dataSource = dataSource;
    this.files = files;
    this.clock = clock;
    this.random = random;
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
      return switch (command) {
        case "verify" -> verify(words.subList(1, words.size()), out, err);
        case "export" -> export(words.subList(1, words.size()), out, err);
        default -> {
          var officer = new OfficerCommands(dataSource, files, clock, random, out, err);
          yield officer.run(command, words.isEmpty() ? words : words.subList(1, words.size()));
        }
      };
    } catch (IllegalArgumentException e) {
      err.print(e.getMessage() + "\n" + USAGE);
    } catch (SQLException | DataAccessException e) {
      err.println(sentence(e));
    } catch (IOException | NoSuchElementException e) {
      err.println(e.getMessage());
    } catch (DamagedRecordException e) {
      err.println("Stopped at a damaged " + e.getMessage() + ". Run archive verify.");
      return FINDING;
    }
    return COULD_NOT_RUN;
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

  private int verify(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    var options =
        CommandOptions.parse(
            words,
            Set.of("--json", "--without-key"),
            Set.of("--published-checkpoint", "--verifier-key"));
    var verifierKey =
        SigningKey.verifierKey(
            options.value("--verifier-key").map(Path::of).orElse(files.signingKey()));
    @Nullable ArchiveKey key = options.given("--without-key") ? null : ArchiveKey.load(files.key());
    Optional<String> published = Optional.empty();
    if (options.value("--published-checkpoint").isPresent()) {
      published = Optional.of(read(Path.of(options.value("--published-checkpoint").get())));
    }
    var report =
        new Verifier(
                verifierKey,
                key,
                published,
                (done, total) -> err.println("verified " + done + " of " + total + " records"))
            .verify(dataSource);
    out.print(options.given("--json") ? report.json() : report.text());
    return report.clean() ? FINE : FINDING;
  }

  private int export(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    var options =
        CommandOptions.parse(
            words,
            Set.of("--masked", "--resume", "--no-transcripts"),
            Set.of(
                "--out",
                "--message",
                "--client",
                "--from",
                "--to",
                "--query",
                "--by",
                "--reason",
                "--split"));
    var selection = options.selection();
    Path folder =
        Path.of(
            options
                .value("--out")
                .orElseThrow(() -> new IllegalArgumentException("--out names the folder.")));
    String by = options.value("--by").orElse(System.getProperty("user.name", "unknown"));
    var key = ArchiveKey.load(files.key());
    var signingKey = SigningKey.load(files.signingKey());
    var order =
        new Exporter.Order(
            selection,
            folder,
            by,
            options.given("--masked"),
            options.given("--resume"),
            !options.given("--no-transcripts"),
            1_000_000L * options.number("--split", 500));

    recordExport(
        key,
        selection.described()
            + (order.masked() ? " masked" : "")
            + (order.resume() ? " resumed" : ""),
        by,
        options.value("--reason"));
    long records =
        new Exporter(dataSource, key, signingKey, clock)
            .export(
                order,
                done -> {
                  if (done % 1_000 == 0) {
                    err.println("exported " + done + " messages");
                  }
                });
    out.println("Exported " + records + " records to " + folder);
    return FINE;
  }

  /** Whoever takes a copy is on the record before the first byte is out. */
  private void recordExport(ArchiveKey key, String what, String by, Optional<String> reason) {
    var jdbc = new JdbcTemplate(dataSource);
    var archive = new Archive(jdbc, key, Schedules.STANDARD, new MessageIds(clock, random), random);
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(
            status ->
                archive.append(
                    List.of(
                        RecordDraft.general(RecordKind.EXPORTED, clock.instant())
                            .fact(Facts.ACTOR, by)
                            .fact(Facts.REASON, reason)
                            .fact("selection", what))));
  }

  private static String read(Path file) throws IOException {
    try {
      // a note ends with one line feed; psql, mail programs and editors add theirs
      return Files.readString(file).stripTrailing() + "\n";
    } catch (IOException e) {
      throw new IOException("The published checkpoint " + file + " cannot be read.", e);
    }
  }
}
