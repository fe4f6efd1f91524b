package org.recado.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.recado.archive.hold.Hold;
import org.recado.archive.store.ObjectStoreException;
import org.recado.message.Msisdn;

/** {@code archive hold} and {@code archive retain}: what is kept for longer. */
final class HoldCommands {

  static final String USAGE =
      """
      archive hold place SCOPE --by WHO --reason WHY        SCOPE: one or more of --message ID --client NUMBER
      archive hold lift ID --by WHO --reason WHY            --person ID --mailbox MAIL --conversation ID
      archive hold list                                     --from DAY --to DAY --query WORDS
      archive retain lengthen SCOPE --until DAY --by WHO --reason WHY
      archive retain relation-ended --client NUMBER --on DAY --by WHO --reason WHY
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

  private final CommandParts parts;
  private final PrintStream out;
  private final PrintStream err;

  HoldCommands(CommandParts parts, PrintStream out, PrintStream err) {
    this.parts = parts;
    this.out = out;
    this.err = err;
  }

  int run(String command, List<String> words) throws IOException {
    return switch (command) {
      case "hold place" -> placeHold(words);
      case "hold lift" -> liftHold(words);
      case "hold list" -> listHolds(words);
      case "retain lengthen" -> lengthen(words);
      case "retain relation-ended" -> relationEnded(words);
      default -> throw CommandOptions.unknown();
    };
  }

  private int placeHold(List<String> words) throws IOException {
    var options = CommandOptions.parse(words, Set.of(), SCOPE);
    var officer = officer();
    var scope = options.scope();
    var id =
        officer.in(
            () ->
                officer.holds.place(scope, options.required("--by"), options.required("--reason")));
    out.println(
        "Hold " + id + " is in force; it covers " + officer.holds.count(scope) + " messages.");
    tellStore();
    return ArchiveCommands.FINE;
  }

  private int liftHold(List<String> words) throws IOException {
    var id = CommandOptions.id(words);
    var options = CommandOptions.afterId(words, "--by", "--reason");
    var officer = officer();
    officer.in(
        () -> {
          officer.holds.lift(id, options.required("--by"), options.required("--reason"));
          return id;
        });
    out.println("Hold " + id + " is lifted.");
    tellStore();
    return ArchiveCommands.FINE;
  }

  /** At once, if it answers; else whoever looks after the archive does it later. */
  private void tellStore() throws IOException {
    if (parts.files().cold().isEmpty()) {
      return;
    }
    try {
      var changes = new ColdCommands(parts).round(parts.files().cold().get(), parts.ids()).mirror();
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
    var officer = officer();
    for (Hold hold : officer.holds.list()) {
      out.println(
          hold.id()
              + (hold.inForce()
                  ? " in force, " + officer.holds.count(hold.scope()) + " messages"
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
    var officer = officer();
    officer.in(
        () ->
            officer.retentions.lengthen(
                options.scope(), until, options.required("--by"), options.required("--reason")));
    out.println("Kept at least until " + until + ".");
    tellStore();
    return ArchiveCommands.FINE;
  }

  private int relationEnded(List<String> words) throws IOException {
    var options = CommandOptions.afterId(words, "--client", "--on", "--by", "--reason");
    var client = Msisdn.of(options.required("--client"));
    options.required("--on");
    var on = options.time("--on", 0).orElseThrow();
    var officer = officer();
    officer.in(
        () ->
            officer.retentions.relationEnded(
                client.e164(), on, options.required("--by"), options.required("--reason")));
    out.println("The relation with " + client + " ended " + on + ".");
    return ArchiveCommands.FINE;
  }

  private Officer officer() throws IOException {
    return new Officer(parts);
  }
}
