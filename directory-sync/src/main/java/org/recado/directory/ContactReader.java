package org.recado.directory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.message.Msisdn;

/** Makes contacts of entries: of clients, and of employees with a mobile. */
final class ContactReader {

  private final SourceSettings source;
  private final Problems problems;

  ContactReader(SourceSettings source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Whether it has a number; tells of mobiles that are none. */
  boolean isContact(LdapEntry entry) {
    return !numbers(entry, source.contacts(), true).isEmpty();
  }

  private Set<Msisdn> numbers(LdapEntry entry, Selection selection, boolean telling) {
    var numbers = new LinkedHashSet<Msisdn>();
    String region = EntryValues.country(entry, selection).orElse(source.region());
    for (String number : entry.all(selection.attributesFor("mobile"))) {
      try {
        numbers.add(Msisdn.parse(number, region));
      } catch (IllegalArgumentException e) {
        if (telling) {
          problems.tell(entry, "has a mobile that is no telephone number in " + region);
        }
      }
    }
    return numbers;
  }

  Optional<ContactEntry> contact(String id, LdapEntry entry, Selection selection) {
    var numbers = numbers(entry, selection, !selection.equals(source.contacts()));
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> names = new TreeSet<>();
    entry.all(selection.attributesFor("names")).forEach(name -> names.addAll(NameKey.all(name)));
    entry.all(selection.attributesFor("name")).forEach(name -> names.addAll(NameKey.all(name)));
    String name = EntryValues.shortened(entry.first(selection.attributesFor("name")).orElse(id));
    return Optional.of(
        new ContactEntry(
            id, entry.dn(), name, names, numbers, EntryValues.enabled(entry, selection)));
  }

  /** Employees' own mobiles, if the configuration names the attribute they are in. */
  void mobilesOf(
      Map<String, LdapEntry> entries,
      Map<String, PersonEntry> people,
      Map<String, ContactEntry> contacts) {
    Selection own = source.people();
    if (own.attributesFor("mobile").isEmpty()) {
      return;
    }
    var names = new ArrayList<>(own.attributesFor("name"));
    names.addAll(own.attributesFor("logins"));
    names.addAll(own.attributesFor("mail"));
    Selection asContact = own.withAttribute("names", names.toArray(String[]::new));
    people
        .keySet()
        .forEach(
            id -> {
              LdapEntry entry = entries.get(id);
              if (entry != null && !contacts.containsKey(id)) {
                contact(id, entry, asContact).ifPresent(c -> contacts.put(id, c));
              }
            });
  }
}
