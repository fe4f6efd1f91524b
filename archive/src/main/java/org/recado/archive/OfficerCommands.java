package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.recado.archive.disposition.Blocking;
import org.recado.archive.disposition.Destruction;
import org.recado.archive.disposition.Expiry;
import org.recado.archive.disposition.Proposal;
import org.recado.archive.disposition.Proposals;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Hold;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordId;
import org.recado.archive.retention.Schedules;
import org.recado.archive.store.ObjectStoreException;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a compliance officer does to the archive: hold, lengthen, block, release, dispose. */
final class OfficerCommands {

  static final String USAGE =
      """
      archive hold place SCOPE --by WHO --reason WHY        SCOPE: one or more of --message ID --client NUMBER
      archive hold lift ID --by WHO --reason WHY            --person ID --mailbox MAIL --conversation ID
      archive hold list                                     --from DAY --to DAY --query WORDS
      archive retain lengthen SCOPE --until DAY --by WHO --reason WHY
      archive retain relation-ended --client NUMBER --on DAY --by WHO --reason WHY
      archive dispose propose --by WHO --reason WHY [--most 10000]
      archive dispose list
      archive dispose show ID
      archive dispose approve ID --by WHO
      archive dispose reject ID --by WHO --reason WHY
      archive dispose run ID --by WHO [--pause MILLISECONDS] [--certificate FILE]
      archive block (--message ID | --client NUMBER) --until DAY --by WHO --reason WHY
      archive release propose (--message ID | --client NUMBER) --authority WHOM --by WHO --reason WHY
      archive release run ID --out FOLDER --by WHO          approved like a disposal, by two others
      """;

  private static final Set<String> SCOPE =
      Set.of(
          "--message",
          "--client",
          "--person",
          "--mailbox",
          "--conversation",
          "--from",
          "--to",
          "--query",
          "--by",
          "--reason",
          "--until");

  private final DataSource dataSource;
  private final ArchiveFiles files;
  private final Schedules schedules;
  private final Clock clock;
  private final SecureRandom random;
  private final PrintStream out;
  private final PrintStream err;

  OfficerCommands(
      DataSource dataSource,
      ArchiveFiles files,
      Schedules schedules,
      Clock clock,
      SecureRandom random,
      PrintStream out,
      PrintStream err) {
    this.dataSource = dataSource;
    this.schedules = schedules;
    this.files = files;
    this.clock = clock;
    this.random = random;
    this.out = out;
    this.err = err;
  }

  int run(String command, List<String> words) throws IOException {
    String action = words.isEmpty() || words.get(0).startsWith("--") ? "" : words.get(0);
    List<String> rest = action.isEmpty() ? words : words.subList(1, words.size());
    return switch ((command + " " + action).strip()) {
      case "hold place" -> placeHold(rest);
      case "hold lift" -> liftHold(rest);
      case "hold list" -> listHolds(rest);
      case "retain lengthen" -> lengthen(rest);
      case "retain relation-ended" -> relationEnded(rest);
      case "dispose propose" -> propose(rest);
      case "dispose list" -> list(rest);
      case "dispose show" -> show(rest);
      case "dispose approve" -> approve(rest);
      case "dispose reject" -> reject(rest);
      case "dispose run" -> destroy(rest);
      case "block" -> block(rest);
      case "release propose" -> proposeRelease(rest);
      case "release run" -> release(rest);
      default -> throw new IllegalArgumentException("archive does one of these:");
    };
  }

  private int placeHold(List<String> words) throws IOException {
    var options = CommandOptions.parse(words, Set.of(), SCOPE);
    var parts = parts();
    var scope = options.scope();
    var id =
        parts.in(
            () -> parts.holds.place(scope, options.required("--by"), options.required("--reason")));
    out.println(
        "Hold " + id + " is in force; it covers " + parts.holds.count(scope) + " messages.");
    tellStore();
    return ArchiveCommands.FINE;
  }

  private int liftHold(List<String> words) throws IOException {
    var id = id(words);
    var options = options(words, "--by", "--reason");
    var parts = parts();
    parts.in(
        () -> {
          parts.holds.lift(id, options.required("--by"), options.required("--reason"));
          return id;
        });
    out.println("Hold " + id + " is lifted.");
    tellStore();
    return ArchiveCommands.FINE;
  }

  /** At once, if it answers; else whoever looks after the archive does it later. */
  private void tellStore() throws IOException {
    if (files.cold().isEmpty()) {
      return;
    }
    try {
      var changes =
          new ColdCommands(dataSource, files, schedules, clock, random)
              .round(files.cold().get(), new MessageIds(clock, random))
              .mirror();
      if (changes.any()) {
        out.println(
            "In the object store "
                + changes.held()
                + " segments were put on hold, "
                + changes.freed()
                + " freed, "
                + changes.lengthened()
                + " locked for longer.");
      }
    } catch (ObjectStoreException e) {
      err.println(
          e.getMessage()
              + " It is in force in the database; the segments follow when the store answers:"
              + " archive seal --locks-only.");
    }
  }

  private int listHolds(List<String> words) throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    var parts = parts();
    for (Hold hold : parts.holds.list()) {
      out.println(
          hold.id()
              + (hold.inForce()
                  ? " in force, " + parts.holds.count(hold.scope()) + " messages"
                  : " lifted "
                      + hold.liftedAt().orElseThrow()
                      + " by "
                      + hold.liftedBy().orElse("?"))
              + "; placed "
              + hold.placedAt()
              + " by "
              + hold.placedBy()
              + ": "
              + hold.reason());
    }
    return ArchiveCommands.FINE;
  }

  private int lengthen(List<String> words) throws IOException {
    var options = CommandOptions.parse(words, Set.of(), SCOPE);
    options.required("--until");
    var until = options.time("--until", 1).orElseThrow();
    var parts = parts();
    parts.in(
        () ->
            parts.retentions.lengthen(
                options.scope(), until, options.required("--by"), options.required("--reason")));
    out.println("Kept at least until " + until + ".");
    tellStore();
    return ArchiveCommands.FINE;
  }

  private int relationEnded(List<String> words) throws IOException {
    var options = options(words, "--client", "--on", "--by", "--reason");
    var client = Msisdn.of(options.required("--client"));
    options.required("--on");
    var on = options.time("--on", 0).orElseThrow();
    var parts = parts();
    parts.in(
        () ->
            parts.retentions.relationEnded(
                client.e164(), on, options.required("--by"), options.required("--reason")));
    out.println("The relation with " + client + " ended " + on + ".");
    return ArchiveCommands.FINE;
  }

  private int propose(List<String> words) throws IOException {
    var options = options(words, "--by", "--reason", "--most");
    int most = options.value("--most").map(OfficerCommands::number).orElse(10_000);
    var parts = parts();
    var proposal =
        parts.in(
            () ->
                parts.proposals.proposeDestruction(
                    options.required("--by"), options.required("--reason"), most));
    out.println(
        proposal.map(OfficerCommands::line).orElse("Nothing has been kept long enough yet."));
    return ArchiveCommands.FINE;
  }

  private int list(List<String> words) throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    parts().proposals.list().forEach(proposal -> out.println(line(proposal)));
    return ArchiveCommands.FINE;
  }

  private int show(List<String> words) throws IOException {
    var id = id(words);
    options(words);
    var parts = parts();
    out.println(line(parts.proposals.get(id)));
    parts.proposals.messages(id).forEach(out::println);
    return ArchiveCommands.FINE;
  }

  private int approve(List<String> words) throws IOException {
    var id = id(words);
    var options = options(words, "--by");
    var parts = parts();
    out.println(line(parts.in(() -> parts.proposals.approve(id, options.required("--by")))));
    return ArchiveCommands.FINE;
  }

  private int reject(List<String> words) throws IOException {
    var id = id(words);
    var options = options(words, "--by", "--reason");
    var parts = parts();
    out.println(
        line(
            parts.in(
                () ->
                    parts.proposals.reject(
                        id, options.required("--by"), options.required("--reason")))));
    return ArchiveCommands.FINE;
  }

  private int destroy(List<String> words) throws IOException {
    var id = id(words);
    var options = options(words, "--by", "--pause", "--certificate");
    long pause = options.value("--pause").map(OfficerCommands::number).orElse(0);
    var parts = parts();
    String certificate =
        parts.destruction.run(
            id,
            options.required("--by"),
            Duration.ofMillis(pause),
            done -> err.println(done + " messages dealt with"));
    if (options.value("--certificate").isPresent()) {
      Files.writeString(Path.of(options.required("--certificate")), certificate);
    } else {
      out.print(certificate);
    }
    return ArchiveCommands.FINE;
  }

  private int block(List<String> words) throws IOException {
    var options = options(words, "--message", "--client", "--until", "--by", "--reason");
    options.required("--until");
    var until = options.time("--until", 1).orElseThrow();
    var parts = parts();
    var messages = chosen(parts, options);
    parts.blocking.block(messages, until, options.required("--by"), options.required("--reason"));
    out.println(messages.size() + " messages are blocked until " + until + ".");
    return ArchiveCommands.FINE;
  }

  private int proposeRelease(List<String> words) throws IOException {
    var options = options(words, "--message", "--client", "--authority", "--by", "--reason");
    var parts = parts();
    // nothing of a blocked client is in the index: only the ids say what is meant
    var messages = List.of(MessageId.of(options.required("--message")));
    var proposal =
        parts.in(
            () ->
                parts.proposals.proposeRelease(
                    options.required("--by"),
                    options.required("--reason"),
                    options.required("--authority"),
                    messages));
    out.println(line(proposal));
    return ArchiveCommands.FINE;
  }

  private int release(List<String> words) throws IOException {
    var id = id(words);
    var options = options(words, "--out", "--by");
    Path folder = Path.of(options.required("--out"));
    var parts = parts();
    var records = parts.blocking.release(id, options.required("--by"));
    Files.createDirectories(folder);
    for (var record : records) {
      Files.writeString(folder.resolve(record.id() + ".metadata.json"), record.leaf().metadata());
      for (var part : record.parts()) {
        Files.write(folder.resolve(record.id() + "-" + part.name()), part.bytes());
      }
      Files.write(
          folder.resolve(record.id() + ".facts.txt"),
          record.facts().toString().getBytes(StandardCharsets.UTF_8));
    }
    out.println("Released " + records.size() + " records to " + folder + ". They stay blocked.");
    return ArchiveCommands.FINE;
  }

  private static List<MessageId> chosen(Parts parts, CommandOptions options) {
    if (options.value("--message").isPresent()) {
      return List.of(MessageId.of(options.required("--message")));
    }
    var messages = parts.blocking.messagesOf(Msisdn.of(options.required("--client")).e164());
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("There is no message to or from that client.");
    }
    return messages;
  }

  private static CommandOptions options(List<String> words, String... valued) {
    boolean id = !words.isEmpty() && !words.get(0).startsWith("--");
    return CommandOptions.parse(
        id ? words.subList(1, words.size()) : words, Set.of(), Set.of(valued));
  }

  private static RecordId id(List<String> words) {
    if (words.isEmpty() || words.get(0).startsWith("--")) {
      throw new IllegalArgumentException("The id has to follow.");
    }
    return RecordId.of(words.get(0));
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(text + " is not a number.");
  }

  private static String line(Proposal proposal) {
    return proposal.id()
        + " to "
        + proposal.purpose().name().toLowerCase(Locale.ROOT)
        + " "
        + proposal.messages()
        + " messages, proposed by "
        + proposal.proposedBy()
        + ", approved by "
        + (proposal.approvers().isEmpty() ? "nobody" : String.join(" and ", proposal.approvers()))
        + proposal.authority().map(whom -> ", for " + whom).orElse("")
        + ", "
        + proposal
            .closed()
            .orElse(
                proposal.mayRun()
                    ? proposal.done() + " done"
                    : 2 - proposal.approvers().size() + " approvals missing")
        + ": "
        + proposal.reason();
  }

  private Parts parts() throws IOException {
    return new Parts(dataSource, files, schedules, clock, random);
  }

  /** The officer's side of the archive over one database. */
  private static final class Parts {

    private final TransactionTemplate transactions;
    private final Holds holds;
    private final Retentions retentions;
    private final Proposals proposals;
    private final Destruction destruction;
    private final Blocking blocking;

    Parts(
        DataSource dataSource,
        ArchiveFiles files,
        Schedules schedules,
        Clock clock,
        SecureRandom random)
        throws IOException {
      var jdbc = new JdbcTemplate(dataSource);
      transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
      var archive =
          new Archive(
              jdbc,
              files.archiveKey(),
              schedules,
              new MessageIds(clock, random),
              random,
              files.coldSource(jdbc));
      holds = new Holds(jdbc, archive, clock);
      retentions = new Retentions(jdbc, archive, clock);
      var expiry = new Expiry(jdbc, archive, holds, retentions, clock);
      proposals = new Proposals(jdbc, archive, expiry, clock);
      destruction =
          new Destruction(
              jdbc,
              transactions,
              new Destruction.Parts(archive, holds, expiry, proposals, schedules),
              SigningKey.load(files.signingKey()),
              clock);
      blocking = new Blocking(jdbc, transactions, archive, proposals, clock);
    }

    <T> T in(Supplier<T> work) {
      T result = transactions.execute(status -> work.get());
      if (result == null) {
        throw new IllegalStateException("a transaction without a result");
      }
      return result;
    }
  }
}
