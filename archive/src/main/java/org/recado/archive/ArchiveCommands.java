package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.recado.archive.export.Exporter;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.KeyRotation;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.reconcile.Cdr;
import org.recado.archive.reconcile.Reconciliation;
import org.recado.archive.reconcile.Source;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.record.Rewrap;
import org.recado.archive.retention.Schedules;
import org.recado.archive.review.Outcome;
import org.recado.archive.review.Reviews;
import org.recado.archive.review.Sample;
import org.recado.archive.search.Indexer;
import org.recado.archive.store.ObjectStoreException;
import org.recado.archive.verify.Verifier;
import org.recado.message.MessageId;
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

  private static final Set<String> VERIFY_FLAGS =
      Set.of("--json", "--without-key", "--without-store");

  private static final String USAGE =
      """
      archive verify [--json] [--published-checkpoint FILE] [--verifier-key FILE] [--without-key]
                     [--without-store]
      archive export --out DIR [--message ID] [--client NUMBER] [--from DATE] [--to DATE]
                     [--query WHAT] [--masked] [--split MEGABYTES] [--no-transcripts] [--resume]
                     [--by WHO] [--reason WHY]
      archive restore-check [--published-checkpoint FILE] [--verifier-key FILE] [--without-key]
      archive reconcile [--day DAY | --from DAY --to DAY] [--json] [--receipts-within HOURS]
                     [--cdr FILE --cdr-connection NAME --cdr-id COLUMN]
      archive sample --seed WORDS --per-mille N --from DAY --to DAY [--open]
      archive review ID --outcome no-issue|coached|escalated|violation --by WHO [--note WHY]
      archive rebuild-index
      archive rotate-signing-key
      archive rotate-archive-key [--finish]
      """
          + ColdCommands.USAGE
          + OfficerCommands.USAGE;

  private final DataSource dataSource;
  private final ArchiveFiles files;
  private final Schedules schedules;
  private final Clock clock;
  private final SecureRandom random;
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
    this.sources = List.copyOf(sources);
    this.schedules = schedules;
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
        case "rebuild-index" -> rebuildIndex(words.subList(1, words.size()), out, err);
        case "rotate-signing-key" -> rotate(words.subList(1, words.size()), out);
        case "rotate-archive-key" -> rotateArchiveKey(words.subList(1, words.size()), out, err);
        case "restore-check" -> restoreCheck(words.subList(1, words.size()), out, err);
        case "reconcile" -> reconcile(words.subList(1, words.size()), out);
        case "sample" -> sample(words.subList(1, words.size()), out);
        case "review" -> review(words.subList(1, words.size()), out);
        case "seal" ->
            new ColdCommands(dataSource, files, schedules, clock, random)
                .seal(words.subList(1, words.size()), out, err);
        case "export" -> export(words.subList(1, words.size()), out, err);
        default -> {
          var officer = new OfficerCommands(dataSource, files, schedules, clock, random, out, err);
          yield officer.run(command, words.isEmpty() ? words : words.subList(1, words.size()));
        }
      };
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
            words, VERIFY_FLAGS, Set.of("--published-checkpoint", "--verifier-key"));
    var verifierKey =
        SigningKey.verifierKey(
            options.value("--verifier-key").map(Path::of).orElse(files.signingKey()));
    @Nullable ArchiveKey key = options.given("--without-key") ? null : files.archiveKey();
    Optional<String> published = Optional.empty();
    if (options.value("--published-checkpoint").isPresent()) {
      published = Optional.of(read(Path.of(options.value("--published-checkpoint").get())));
    }
    var report =
        new Verifier(
                verifierKey,
                key,
                published,
                (done, total) -> err.println("verified " + done + " of " + total + " records"),
                options.given("--without-store") ? Verifier.Contents.OF_THE_DATABASE : contents())
            .verify(dataSource);
    out.print(options.given("--json") ? report.json() : report.text());
    return report.clean() ? FINE : FINDING;
  }

  /** Without a store, contents that are in one are asked of nobody, which is said. */
  private Verifier.Contents contents() {
    var cold = files.coldSource(new JdbcTemplate(dataSource));
    return new Verifier.Contents(
        cold,
        Optional.of(
            files
                .cold()
                .map(access -> access.store())
                .orElse(
                    () -> {
                      throw new ObjectStoreException(
                          "Contents are in an object store, and recado.archive.cold does not say"
                              + " which; or verify the database alone, with --without-store.");
                    })));
  }

  /** What a restored copy has, and what it lacks. */
  private int restoreCheck(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    int status = verify(words, out, err);
    var jdbc = new JdbcTemplate(dataSource);
    var last =
        jdbc.queryForList(
            """
            select l.leaf_index, l.record_id, r.recorded_at,
              (select note from archive.checkpoint order by tree_size desc limit 1) as note
            from archive.ledger_leaf l left join archive.record r on r.id = l.record_id
            order by l.leaf_index desc limit 1
            """);
    if (last.isEmpty()) {
      out.println("This copy holds no record with a place in the tree.");
      return status;
    }
    var row = last.get(0);
    out.println(
        (status == FINE ? "Complete up to" : "With the findings above; the last is")
            + " record "
            + row.get("record_id")
            + " of "
            + row.get("recorded_at")
            + ", leaf "
            + row.get("leaf_index")
            + ", checkpoint of size "
            + Checkpoint.sizeOf(String.valueOf(row.get("note")))
            + ".");
    var options =
        CommandOptions.parse(
            words, VERIFY_FLAGS, Set.of("--published-checkpoint", "--verifier-key"));
    if (options.value("--published-checkpoint").isPresent()) {
      long published = Checkpoint.sizeOf(read(Path.of(options.required("--published-checkpoint"))));
      long missing = published - Long.parseLong(String.valueOf(row.get("leaf_index"))) - 1;
      out.println(
          missing > 0
              ? "Missing: the "
                  + missing
                  + " records from leaf "
                  + (published - missing)
                  + " on that the published checkpoint covers."
              : "Nothing the published checkpoint covers is missing.");
    } else {
      out.println("Give --published-checkpoint to know whether something newer is missing.");
    }
    return status;
  }

  private int reconcile(List<String> words, PrintStream out) throws IOException, SQLException {
    var options =
        CommandOptions.parse(
            words,
            Set.of("--json"),
            Set.of(
                "--day",
                "--from",
                "--to",
                "--receipts-within",
                "--cdr",
                "--cdr-connection",
                "--cdr-id"));
    var yesterday = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
    var from = options.time("--from", 0).or(() -> options.time("--day", 0)).orElse(yesterday);
    var before =
        options
            .time("--to", 1)
            .or(() -> options.time("--day", 1))
            .orElse(from.plus(1, ChronoUnit.DAYS));
    List<Cdr> cdrs =
        options.value("--cdr").isEmpty()
            ? List.of()
            : List.of(
                Cdr.read(
                    Path.of(options.required("--cdr")),
                    options.required("--cdr-connection"),
                    options.required("--cdr-id")));
    var patience =
        new Reconciliation.Patience(
            Reconciliation.Patience.USUAL.answer(),
            Duration.ofHours(options.number("--receipts-within", 72)));
    var key = files.archiveKey();
    var signingKey = SigningKey.load(files.signingKey());
    var result =
        new Reconciliation(
                dataSource, key, sources, clock, files.coldSource(new JdbcTemplate(dataSource)))
            .run(from, before, patience, cdrs);
    String note = signingKey.note(result.text(signingKey.verifierKey().name()));
    var archive =
        new Archive(
            new JdbcTemplate(dataSource), key, schedules, new MessageIds(clock, random), random);
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(
            status -> archive.append(List.of(result.record(signingKey, clock.instant()))));
    out.print(options.given("--json") ? result.json() : note);
    return result.gaps().isEmpty() ? FINE : FINDING;
  }

  /**
   * The index is built again from the records beside the one that is searched, batch by batch,
   * while everything else goes on. Ended in the middle, it goes on where it was.
   */
  private int rebuildIndex(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    var jdbc = new JdbcTemplate(dataSource);
    var transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    var indexer = new Indexer(jdbc, transactions, files.archiveKey(), files.coldSource(jdbc));
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

  private int rotate(List<String> words, PrintStream out) throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    var jdbc = new JdbcTemplate(dataSource);
    var transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    out.print(new KeyRotation(jdbc, transactions, clock, random).rotate(files.signingKey()));
    out.println(
        "Publish this hand-over and start every node again; "
            + files.signingKey()
            + " is the new key now. Back it up.");
    return FINE;
  }

  /** In two steps, because running nodes have to know the new key before anything needs it. */
  private int rotateArchiveKey(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    var options = CommandOptions.parse(words, Set.of("--finish"), Set.of());
    if (!options.given("--finish")) {
      files.keyFile().rotate(random);
      out.println(
          "A new key is the first line of "
              + files.key()
              + ". Back the file up, give it to every node and start them again; then run this with"
              + " --finish.");
      return FINE;
    }
    var transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    long wrapped =
        new Rewrap(new JdbcTemplate(dataSource), transactions, files.archiveKey(), random)
            .run(done -> err.println(done + " records"));
    files.keyFile().forgetOlder();
    out.println(
        wrapped
            + " records are wrapped under the new key; "
            + files.key()
            + " holds it alone now. Back it up; older backups of the database need the older file.");
    return FINE;
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
    var key = files.archiveKey();
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
        new Exporter(
                dataSource, key, signingKey, clock, files.coldSource(new JdbcTemplate(dataSource)))
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

  /** One id a line. */
  private int sample(List<String> words, PrintStream out) throws IOException {
    var options =
        CommandOptions.parse(
            words, Set.of("--open"), Set.of("--seed", "--per-mille", "--from", "--to"));
    var sample =
        new Sample(
            options.required("--seed"),
            options.number("--per-mille", 10),
            required(options, "--from", 0),
            required(options, "--to", 1));
    var jdbc = new JdbcTemplate(dataSource);
    reviews(jdbc).draw(sample, options.given("--open")).forEach(out::println);
    return FINE;
  }

  private static Instant required(CommandOptions options, String day, int later) {
    return options
        .time(day, later)
        .orElseThrow(() -> new IllegalArgumentException(day + " has to be given."));
  }

  private int review(List<String> words, PrintStream out) throws IOException {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("Name the message.");
    }
    var message = MessageId.of(words.get(0));
    var options =
        CommandOptions.parse(
            words.subList(1, words.size()), Set.of(), Set.of("--outcome", "--by", "--note"));
    var outcome = Outcome.of(options.required("--outcome"));
    String by = options.required("--by");
    var jdbc = new JdbcTemplate(dataSource);
    var reviews = reviews(jdbc);
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(
            status -> reviews.record(message, outcome, by, options.value("--note")));
    out.println("Reviewed: " + message + " is " + outcome.wireName() + ".");
    return FINE;
  }

  private Reviews reviews(JdbcTemplate jdbc) throws IOException {
    var key = files.archiveKey();
    return new Reviews(
        jdbc,
        new Archive(
            jdbc, key, schedules, new MessageIds(clock, random), random, files.coldSource(jdbc)),
        clock);
  }

  /** Whoever takes a copy is on the record before the first byte is out. */
  private void recordExport(ArchiveKey key, String what, String by, Optional<String> reason) {
    var jdbc = new JdbcTemplate(dataSource);
    var archive = new Archive(jdbc, key, schedules, new MessageIds(clock, random), random);
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
