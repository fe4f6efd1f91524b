package org.recado.assembly;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.recado.archive.record.Archive;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.numbering.Capacity;
import org.recado.numbering.HandOvers;
import org.recado.numbering.LeaseTerms;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code numbering …}: who holds which long number, and what administrators do about it. */
final class NumberingCommands {

  private static final String USAGE =
      """
      usage: numbering capacity                 what of each pool is in use
             numbering holders --client NUMBER  who has conversations with a client, and over which number
             numbering hand-over --from WHO --to WHO [--client NUMBER] --by WHO --reason WHY
                                                pass one's conversations to somebody else, all or those with a client
             numbering successor --of WHO (--is WHO | --none) --by WHO --reason WHY
                                                who follows somebody who leaves or has left, before their manager
      WHO is a mail address, or the directory's id where several had the address; --by names who does it, for the record""";

  private static final Set<String> NAMES =
      Set.of("--client", "--from", "--to", "--of", "--is", "--by", "--reason");

  private final JdbcTemplate jdbc;
  private final Directory directory;
  private final NumberingProperties settings;
  private final Supplier<Archive> archive;
  private final TransactionTemplate transactions;
  private final Clock clock;

  /**
   * @param archive opened when something is put on the record
   */
  NumberingCommands(
      JdbcTemplate jdbc,
      Directory directory,
      NumberingProperties settings,
      Supplier<Archive> archive,
      TransactionTemplate transactions,
      Clock clock) {
    this.jdbc = jdbc;
    this.directory = directory;
    this.settings = settings;
    this.archive = archive;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * @return the exit status: 0; 1 when clients are at the limit of a pool; 2 when it could not run
   */
  int run(List<String> words, PrintStream out, PrintStream err) {
    try {
      var options = options(words.subList(Math.min(1, words.size()), words.size()));
      return switch (words.isEmpty() ? "" : words.get(0)) {
        case "capacity" -> capacity(out);
        case "holders" -> holders(options, out);
        case "hand-over" -> handOver(options, out);
        case "successor" -> successor(options, out);
        default -> throw new IllegalArgumentException("");
      };
    } catch (IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      err.println(problem.isEmpty() ? USAGE : problem);
      return 2;
    }
  }

  private static Map<String, String> options(List<String> words) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < words.size(); i++) {
      String name = words.get(i);
      if (name.equals("--none")) {
        options.put(name, "");
      } else if (NAMES.contains(name) && i + 1 < words.size()) {
        options.put(name, words.get(++i));
      } else {
        throw new IllegalArgumentException("");
      }
    }
    return options;
  }

  private int capacity(PrintStream out) {
    var pools = new Capacity(jdbc, clock, settings.leaseLife(), settings.quarantine()).pools();
    for (var pool : pools) {
      out.printf(
          "%s: %d numbers, %d live conversations, %d in quarantine, %d clients at the limit%n",
          pool.name(), pool.numbers(), pool.live(), pool.quarantined(), pool.clientsAtLimit());
    }
    return pools.stream().anyMatch(pool -> pool.clientsAtLimit() > 0) ? 1 : 0;
  }

  private int holders(Map<String, String> options, PrintStream out) {
    var client = client(need(options, "--client"));
    var terms = new LeaseTerms(settings.leaseLife(), settings.quarantine(), conversation -> false);
    var leases = new Leases(jdbc, new MessageIds(clock, new SecureRandom()), clock, terms);
    for (var lease : leases.of(client)) {
      out.printf(
          "%s by %s (%s), pool %s, %s%s, conversation %s%n",
          lease.number().e164(),
          lease.mailbox(),
          lease.owner(),
          lease.pool(),
          leases.hasEnded(lease) ? "silent since " : "last used ",
          lease.lastUsed(),
          lease.conversation());
    }
    return 0;
  }

  private int handOver(Map<String, String> options, PrintStream out) {
    var from = person(need(options, "--from"));
    var to = person(need(options, "--to"));
    var client = Optional.ofNullable(options.get("--client")).map(NumberingCommands::client);
    int passed =
        handOvers()
            .pass(
                from.id(),
                to,
                client,
                need(options, "--by"),
                need(options, "--reason"),
                transactions);
    out.printf("%d conversations of %s are %s's now%n", passed, from.mail(), to.mail());
    return 0;
  }

  private int successor(Map<String, String> options, PrintStream out) {
    var of = person(need(options, "--of"));
    var successor =
        options.containsKey("--none")
            ? Optional.<Person>empty()
            : Optional.of(person(need(options, "--is")));
    String by = need(options, "--by");
    String reason = need(options, "--reason");
    var handOvers = handOvers();
    transactions.executeWithoutResult(status -> handOvers.name(of, successor, by, reason));
    out.println(
        successor
            .map(who -> who.mail() + " follows " + of.mail())
            .orElseGet(() -> "nobody is named to follow " + of.mail()));
    return 0;
  }

  private HandOvers handOvers() {
    return new HandOvers(jdbc, archive.get(), clock);
  }

  private static String need(Map<String, String> options, String name) {
    String value = options.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is missing\n" + USAGE);
    }
    return value;
  }

  private static Msisdn client(String number) {
    return Msisdn.of(number);
  }

  /** By id, or by an address that only one person ever had. */
  private Person person(String who) {
    if (!who.contains("@")) {
      return directory
          .findById(who)
          .orElseThrow(
              () -> new IllegalArgumentException("the directory knows nobody with the id " + who));
    }
    var ids =
        jdbc.queryForList(
            "SELECT person_id FROM directory.person_address WHERE address_key = ? ORDER BY 1",
            String.class,
            MailAddress.of(who).key());
    if (ids.size() > 1) {
      throw new IllegalArgumentException(
          "several people had the address "
              + who
              + "; give the directory's id of the one: "
              + String.join(", ", ids));
    }
    return ids.stream()
        .findFirst()
        .flatMap(directory::findById)
        .orElseThrow(
            () -> new IllegalArgumentException("the directory knows nobody with address " + who));
  }
}
