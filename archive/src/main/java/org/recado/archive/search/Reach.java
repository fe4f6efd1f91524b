package org.recado.archive.search;

import java.util.Set;

/**
 * Whose messages somebody may see.
 *
 * @param mailboxesAndPersons the directory's ids of people, and mail addresses, which count only
 *     for messages that are no person's: somebody else may have had the address before
 * @param teams teams as they were spelled when the message was recorded, in any case
 */
public record Reach(Set<String> mailboxesAndPersons, Set<String> teams) {

  /** Nobody's. */
  public static final Reach NONE = new Reach(Set.of(), Set.of());

  public Reach {
    mailboxesAndPersons = Set.copyOf(mailboxesAndPersons);
    teams = Set.copyOf(teams);
  }
}
