package org.recado.directory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;
import org.recado.message.MailAddress;

/** Makes people, groups and contacts of entries; what cannot be used is told, never guessed. */
final class EntryReader {

  private static final int LONGEST_ID = 200;

  private final SourceSettings source;
  private final Problems problems = new Problems();
  private final Members members;
  private final PersonReader persons;
  private final ContactReader clients;

  EntryReader(SourceSettings source, Members.Known known) {
    this.source = source;
    this.members = new Members(source, known);
    this.persons = new PersonReader(source, members, problems);
    this.clients = new ContactReader(source, problems);
  }

  DirectoryCopy copyOf(List<LdapEntry> people, List<LdapEntry> groups, List<LdapEntry> contacts)
      throws SourceFailure {
    var peopleById = byId("people", people, source.people());
    var groupsById = byId("groups", groups, source.groups());
    var contactsById = byId("contacts", contacts, source.contacts());
    peopleById.values().removeIf(entry -> !persons.isPerson(entry));
    contactsById.values().removeIf(entry -> !clients.isContact(entry));
    members.add(peopleById, Kind.PERSON);
    members.add(groupsById, Kind.GROUP);
    members.add(contactsById, Kind.CONTACT);
    members.askForTheRest(peopleById.values(), groupsById.values());

    var readPeople = new TreeMap<String, PersonEntry>();
    peopleById.forEach((id, entry) -> readPeople.put(id, persons.person(id, entry)));
    var readContacts = new TreeMap<String, ContactEntry>();
    contactsById.forEach(
        (id, entry) ->
            clients.contact(id, entry, source.contacts()).ifPresent(c -> readContacts.put(id, c)));
    clients.mobilesOf(peopleById, readPeople, readContacts);
    var readGroups = new TreeMap<String, GroupEntry>();
    groupsById.forEach((id, entry) -> readGroups.put(id, group(id, entry)));
    tellShared(readPeople, readGroups);
    if (persons.withoutMail() > 0) {
      problems.tell(
          source.people().base(),
          persons.withoutMail() + " entries have no mail address, and are left out");
    }
    return new DirectoryCopy(
        readPeople,
        readGroups,
        readContacts,
        new Nesting(readGroups.values(), readPeople.values()).memberships(),
        problems.all());
  }

  private Map<String, LdapEntry> byId(String kind, List<LdapEntry> entries, Selection selection)
      throws SourceFailure {
    var byId = new TreeMap<String, LdapEntry>();
    List<String> attribute = selection.attributesFor("id");
    for (LdapEntry entry : entries) {
      String id = entry.first(attribute).orElse("");
      if (id.isEmpty() || id.length() > LONGEST_ID) {
        problems.tell(entry, "has no usable id in " + attribute + " and is left out");
        continue;
      }
      LdapEntry other = byId.put(id, entry);
      if (other != null) {
        throw new SourceFailure(
            "two entries share the id %s: %s and %s; set %s.attributes.id to an attribute that is unique"
                .formatted(id, other.dn(), entry.dn(), kind),
            null);
      }
    }
    if (byId.isEmpty() && !entries.isEmpty()) {
      throw new SourceFailure(
          "none of the %d %s has a value in %s; set %s.attributes.id, or let the gateway's account read it"
              .formatted(entries.size(), kind, attribute, kind),
          null);
    }
    return byId;
  }

  private GroupEntry group(String id, LdapEntry entry) {
    Selection groups = source.groups();
    var found = new LinkedHashSet<Member>();
    int unknown = 0;
    for (String value : entry.all(groups.attributesFor("members"))) {
      Optional<Member> member = members.find(value);
      member.ifPresent(found::add);
      unknown += member.isPresent() ? 0 : 1;
    }
    if (unknown > 0) {
      problems.tell(entry, unknown + " members are none of the people, groups and contacts read");
    }
    var mail = entry.first(groups.attributesFor("mail")).flatMap(EntryValues::address);
    String name =
        EntryValues.shortened(entry.first(groups.attributesFor("name")).orElse(entry.dn()));
    SortedSet<String> names = new TreeSet<>(NameKey.all(name));
    entry.all(groups.attributesFor("names")).forEach(n -> names.addAll(NameKey.all(n)));
    mail.ifPresent(address -> names.addAll(NameKey.all(address.toString())));
    return new GroupEntry(
        id,
        entry.dn(),
        name,
        names,
        mail.map(MailAddress::key),
        entry
            .first(groups.attributesFor("primary-key"))
            // of a SID the last part: what primaryGroupID holds ([MS-ADTS] section 5.1.3.3)
            .map(key -> key.startsWith("S-") ? key.substring(key.lastIndexOf('-') + 1) : key),
        found);
  }

  /** Two people with one address, two groups with one name: nobody could tell which is meant. */
  private void tellShared(Map<String, PersonEntry> people, Map<String, GroupEntry> groups) {
    var primary = new HashMap<String, PersonEntry>();
    for (PersonEntry person : people.values()) {
      PersonEntry other = person.enabled() ? primary.put(person.mail().key(), person) : null;
      if (other != null) {
        problems.tell(
            person.dn(), "has the mail address of " + other.dn() + "; neither can be told by it");
      }
    }
    var named = new HashMap<String, GroupEntry>();
    for (GroupEntry group : groups.values()) {
      GroupEntry other = named.put(group.name(), group);
      if (other != null) {
        problems.tell(group.dn(), "has the name of " + other.dn());
      }
    }
  }
}
