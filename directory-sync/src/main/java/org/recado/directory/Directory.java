package org.recado.directory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * What can be asked of the snapshot. Every answer comes from PostgreSQL, so that all nodes say the
 * same.
 */
public interface Directory {

  /** The person with this mailbox or alias, disabled ones included. */
  Optional<Person> findByMail(MailAddress mail);

  /** The person with this stable id, disabled ones included. */
  Optional<Person> findById(String id);

  /**
   * Who is meant by a name in the place of a number: {@code ana.cliente}, an alias, a display name.
   * More than one answer means the name is ambiguous; none, that nobody is called so.
   */
  List<Contact> resolve(String name);

  /**
   * Lists a name in the place of a number may mean, each with the clients in it, nested lists
   * included.
   */
  List<ContactList> lists(String name);

  /** Whether this person may write in the other's name: a right the other's entry gives. */
  boolean mayActFor(Person delegate, Person other);

  /**
   * Whether what is known of this person is too old to go by: their source could not be read for
   * longer than the configuration allows.
   */
  boolean isOutdated(Person person);

  /**
   * The ids of everybody below this person, by the attribute for the manager, at any depth;
   * disabled ones included.
   */
  Set<String> reportsOf(Person manager);

  /** What this number's owner is called, where the directory knows. */
  Optional<String> findNameOf(Msisdn number);
}
