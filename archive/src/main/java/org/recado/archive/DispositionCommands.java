package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.recado.archive.disposition.Proposal;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * {@code archive dispose}, {@code archive block} and {@code archive release}: what goes, and what
 * nobody but a court may see.
 */
final class DispositionCommands {

  static final String USAGE =
      """
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

  private final CommandParts parts;
  private final PrintStream out;
  private final PrintStream err;

  DispositionCommands(CommandParts parts, PrintStream out, PrintStream err) {
    this.parts = parts;
    this.out = out;
    this.err = err;
  }

  int run(String command, List<String> words) throws IOException {
    return switch (command) {
      case "dispose propose" -> propose(words);
      case "dispose list" -> list(words);
      case "dispose show" -> show(words);
      case "dispose approve" -> approve(words);
      case "dispose reject" -> reject(words);
      case "dispose run" -> destroy(words);
      case "block" -> block(words);
      case "release propose" -> proposeRelease(words);
      case "release run" -> release(words);
      default -> throw CommandOptions.unknown();
    };
  }

  private int propose(List<String> words) throws IOException {
    var options = CommandOptions.afterId(words, "--by", "--reason", "--most");
    int most = options.value("--most").map(CommandOptions::whole).orElse(10_000);
    var officer = officer();
    var proposal =
        officer.in(
            () ->
                officer.proposals.proposeDestruction(
                    options.required("--by"), options.required("--reason"), most));
    out.println(
        proposal.map(DispositionCommands::line).orElse("Nothing has been kept long enough yet."));
    return ArchiveCommands.FINE;
  }

  private int list(List<String> words) throws IOException {
    CommandOptions.parse(words, Set.of(), Set.of());
    officer().proposals.list().forEach(proposal -> out.println(line(proposal)));
    return ArchiveCommands.FINE;
  }

  private int show(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    CommandOptions.afterId(words);
    var officer = officer();
    out.println(line(officer.proposals.get(id)));
    officer.proposals.messages(id).forEach(out::println);
    return ArchiveCommands.FINE;
  }

  private int approve(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    var options = CommandOptions.afterId(words, "--by");
    var officer = officer();
    out.println(line(officer.in(() -> officer.proposals.approve(id, options.required("--by")))));
    return ArchiveCommands.FINE;
  }

  private int reject(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    var options = CommandOptions.afterId(words, "--by", "--reason");
    var officer = officer();
    out.println(
        line(
            officer.in(
                () ->
                    officer.proposals.reject(
                        id, options.required("--by"), options.required("--reason")))));
    return ArchiveCommands.FINE;
  }

  private int destroy(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    var options = CommandOptions.afterId(words, "--by", "--pause", "--certificate");
    long pause = options.value("--pause").map(CommandOptions::whole).orElse(0);
    var officer = officer();
    String certificate =
        officer.destruction.run(
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
    var options =
        CommandOptions.afterId(words, "--message", "--client", "--until", "--by", "--reason");
    options.required("--until");
    var until = options.time("--until", 1).orElseThrow();
    var officer = officer();
    var messages = chosen(officer, options);
    officer.blocking.block(messages, until, options.required("--by"), options.required("--reason"));
    out.println(messages.size() + " messages are blocked until " + until + ".");
    return ArchiveCommands.FINE;
  }

  private int proposeRelease(List<String> words) throws IOException {
    var options =
        CommandOptions.afterId(words, "--message", "--client", "--authority", "--by", "--reason");
    var officer = officer();
    // nothing of a blocked client is in the index: only the ids say what is meant
    var messages = List.of(MessageId.of(options.required("--message")));
    var proposal =
        officer.in(
            () ->
                officer.proposals.proposeRelease(
                    options.required("--by"),
                    options.required("--reason"),
                    options.required("--authority"),
                    messages));
    out.println(line(proposal));
    return ArchiveCommands.FINE;
  }

  private int release(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    var options = CommandOptions.afterId(words, "--out", "--by");
    Path folder = Path.of(options.required("--out"));
    var officer = officer();
    var records = officer.blocking.release(id, options.required("--by"));
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

  private static List<MessageId> chosen(Officer officer, CommandOptions options) {
    if (options.value("--message").isPresent()) {
      return List.of(MessageId.of(options.required("--message")));
    }
    var messages = officer.blocking.messagesOf(Msisdn.of(options.required("--client")).e164());
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("There is no message to or from that client.");
    }
    return messages;
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

  private Officer officer() throws IOException {
    return new Officer(parts);
  }
}
