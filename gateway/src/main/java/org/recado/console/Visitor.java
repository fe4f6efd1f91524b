package org.recado.console;

import java.security.Principal;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Query;
import org.recado.archive.search.Reach;
import org.recado.console.ConsoleProperties.Team;
import org.recado.directory.Person;

/**
 * Somebody who is signed in, as the snapshot knows them at this request. The one place that says
 * what of the archive they may see.
 *
 * @param reach whose messages, for those who may not see everybody's
 */
record Visitor(Person person, Set<Role> roles, Reach reach) implements Principal {

  Visitor {
    roles = Set.copyOf(roles);
  }

  /**
   * Operators see no content: who is one and a compliance officer too is an operator.
   *
   * @param reportsOf ids of whoever is below a person in the directory
   */
  static Visitor of(
      Person person, Function<Person, Set<String>> reportsOf, ConsoleProperties properties) {
    var groups = person.groups();
    if (groups.contains(properties.operatorGroup())) {
      return new Visitor(person, EnumSet.of(Role.OPERATOR), Reach.NONE);
    }
    var roles = EnumSet.of(Role.EMPLOYEE);
    if (groups.contains(properties.supervisorGroup())) {
      roles.add(Role.SUPERVISOR);
    }
    if (groups.contains(properties.complianceGroup())) {
      roles.add(Role.COMPLIANCE);
    }
    if (groups.contains(properties.auditorGroup())) {
      roles.add(Role.AUDITOR);
    }
    var own = new HashSet<>(Set.of(person.id(), person.mail().toString()));
    if (!roles.contains(Role.SUPERVISOR)) {
      return new Visitor(person, roles, new Reach(own, Set.of()));
    }
    if (properties.team() == Team.DEPARTMENT) {
      return new Visitor(
          person, roles, new Reach(own, person.department().map(Set::of).orElse(Set.of())));
    }
    own.addAll(reportsOf.apply(person));
    return new Visitor(person, roles, new Reach(own, Set.of()));
  }

  @Override
  public String getName() {
    return person.mail().toString();
  }

  public boolean isAuditor() {
    return roles.contains(Role.AUDITOR);
  }

  /** Whether they place holds, propose and approve; who only audits does not. */
  public boolean actsOnArchive() {
    return roles.contains(Role.COMPLIANCE);
  }

  public boolean isOperator() {
    return roles.contains(Role.OPERATOR);
  }

  public boolean readsMessages() {
    return roles.contains(Role.EMPLOYEE);
  }

  /** Whether they see everybody's messages, and who looked at them. */
  public boolean readsEverybodys() {
    return roles.contains(Role.COMPLIANCE) || isAuditor();
  }

  /** Whether they see messages of others, and so may ask for those of one. */
  public boolean readsOthers() {
    return readsEverybodys() || roles.contains(Role.SUPERVISOR);
  }

  /** The query, held to what they may see: the database leaves out the rest. */
  Query restrict(Query query) {
    return readsEverybodys() ? query : query.withReach(reach);
  }

  /** The same rule for one message. */
  boolean mayRead(Hit hit) {
    return readsEverybodys()
        || hit.person().filter(reach.mailboxesAndPersons()::contains).isPresent()
        || hit.mailbox()
            .filter(mailbox -> isNoPersons(hit))
            .filter(mailbox -> containsIgnoringCase(reach.mailboxesAndPersons(), mailbox))
            .isPresent()
        || hit.team().filter(team -> containsIgnoringCase(reach.teams(), team)).isPresent();
  }

  /** An address that is given to somebody new does not bring what its former holder wrote. */
  private static boolean isNoPersons(Hit hit) {
    return hit.person().filter(id -> !id.startsWith(Person.APPLICATION)).isEmpty();
  }

  private static boolean containsIgnoringCase(Set<String> names, String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }

  /**
   * What they are to everybody else, in a word of the bundles: {@code role.compliance}. The role
   * that shows most, where somebody has several.
   */
  public String roleKey() {
    return roles.stream()
        .max(Role::compareTo)
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .orElseThrow();
  }

  @Override
  public String toString() {
    return getName();
  }
}
