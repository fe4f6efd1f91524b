package org.recado.numbering;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.message.MailAddress;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Who follows somebody who left: the successor an administrator named, else the manager, else the
 * mailbox of their department, else the desk. Of whoever has left too the same is asked, as far as
 * it goes and never in a circle. Somebody new with a former person's address is somebody else, and
 * inherits nothing by it: only the directory's ids count.
 */
public final class Heirs {

  /** Nobody's chain of command is longer. */
  private static final int MOST = 64;

  private final JdbcTemplate jdbc;
  private final Directory directory;
  private final List<NumberingProperties.Team> teams;

  public Heirs(JdbcTemplate jdbc, Directory directory, List<NumberingProperties.Team> teams) {
    this.jdbc = jdbc;
    this.directory = directory;
    this.teams = List.copyOf(teams);
  }

  /**
   * @param id the directory's id of somebody who left
   */
  public Heir of(String id) {
    var leaver = directory.findById(id);
    return successor(id, leaver, new HashSet<>(Set.of(id)))
        .or(() -> team(leaver))
        .orElseGet(
            () ->
                new Heir.Team(
                    Optional.empty(),
                    "desk of this long number: the employee who held it has left, and neither"
                        + " successor nor manager nor team is known"));
  }

  /**
   * Who reads what concerns this owner of a conversation: they themselves, or whoever follows them.
   *
   * @param mailbox the owner's
   */
  public MailAddress readerOf(String owner, MailAddress mailbox) {
    var person = directory.findById(owner);
    if (person.isEmpty() || person.get().enabled()) {
      return mailbox; // an application, a mailbox, or somebody who is there
    }
    var heir = of(owner);
    return heir instanceof Heir.Successor successor
        ? successor.person().mail()
        : ((Heir.Team) heir).mailbox().orElse(mailbox);
  }

  private Optional<Heir> successor(String id, Optional<Person> leaver, Set<String> asked) {
    return follow(named(id), "successor named for the employee who held this long number", asked)
        .or(
            () ->
                follow(
                    leaver.flatMap(Person::manager),
                    "manager of the employee who held this long number and has left",
                    asked));
  }

  /** The next one if they are still there, else whoever follows them. */
  private Optional<Heir> follow(Optional<String> next, String why, Set<String> asked) {
    if (next.isEmpty() || asked.size() >= MOST || !asked.add(next.get())) {
      return Optional.empty();
    }
    var person = directory.findById(next.get());
    if (person.filter(Person::enabled).isPresent()) {
      return Optional.of(new Heir.Successor(person.get(), why));
    }
    return successor(next.get(), person, asked)
        .map(
            heir ->
                heir instanceof Heir.Successor last
                    ? new Heir.Successor(
                        last.person(),
                        "follows the " + why.replaceFirst(" (named )?.*", "") + ", who left too")
                    : heir);
  }

  private Optional<Heir> team(Optional<Person> leaver) {
    return leaver
        .flatMap(Person::department)
        .flatMap(
            department ->
                teams.stream()
                    .filter(team -> is(team.department(), department))
                    .findFirst()
                    .map(
                        team ->
                            new Heir.Team(
                                Optional.of(MailAddress.of(team.mailbox())),
                                "mailbox of the department of the employee who held this long"
                                    + " number and has left")));
  }

  /** Directories do not keep to one way of writing a department. */
  static boolean is(String configured, String department) {
    return configured
        .strip()
        .toLowerCase(Locale.ROOT)
        .equals(department.strip().toLowerCase(Locale.ROOT));
  }

  private Optional<String> named(String id) {
    return jdbc
        .queryForList("SELECT successor FROM gateway.successor WHERE person = ?", String.class, id)
        .stream()
        .findFirst();
  }
}
