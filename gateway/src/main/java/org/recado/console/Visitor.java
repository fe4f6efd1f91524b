package org.recado.console;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Query;
import org.recado.directory.Person;

/**
 * Somebody who is signed in, as the snapshot knows them at this request. The one place that says
 * what of the archive they may see.
 */
record Visitor(Person person, Set<Role> roles) implements Principal {

  Visitor {
    roles = Set.copyOf(roles);
  }

  /** Operators see no content: who is one and a compliance officer too is an operator. */
  static Visitor of(Person person, ConsoleProperties properties) {
    if (person.groups().contains(properties.operatorGroup())) {
      return new Visitor(person, EnumSet.of(Role.OPERATOR));
    }
    return new Visitor(
        person,
        person.groups().contains(properties.complianceGroup())
            ? EnumSet.of(Role.EMPLOYEE, Role.COMPLIANCE)
            : EnumSet.of(Role.EMPLOYEE));
  }

  @Override
  public String getName() {
    return person.mail().toString();
  }

  public boolean isCompliance() {
    return roles.contains(Role.COMPLIANCE);
  }

  public boolean isOperator() {
    return roles.contains(Role.OPERATOR);
  }

  public boolean readsMessages() {
    return roles.contains(Role.EMPLOYEE);
  }

  /** The query, held to what they may see: the database leaves out the rest. */
  Query restrict(Query query) {
    if (!readsMessages()) {
      return query.withOnlyOf(Set.of());
    }
    return isCompliance() ? query : query.withOnlyOf(Set.of(person.id(), person.mail().toString()));
  }

  /** The same rule for one message. */
  boolean mayRead(Hit hit) {
    return readsMessages()
        && (isCompliance()
            || hit.person().filter(person.id()::equals).isPresent()
            || hit.mailbox().filter(person.mail().toString()::equalsIgnoreCase).isPresent());
  }

  /** What they are to everybody else, in a word of the bundles: {@code role.compliance}. */
  public String roleKey() {
    return isOperator() ? "operator" : isCompliance() ? "compliance" : "employee";
  }

  @Override
  public String toString() {
    return getName();
  }
}
