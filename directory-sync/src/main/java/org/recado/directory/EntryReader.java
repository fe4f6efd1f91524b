package org.recado.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;
import org.recado.directory.SyncReport.Problem;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/** Makes people, groups and contacts of entries; what cannot be used is told, never guessed. */
final class EntryReader {

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final Pattern ADDRESS_TYPE = Pattern.compile("([A-Za-z][A-Za-z0-9]*):(.*)");

  /** The optional UID that may follow a DN in uniqueMember, RFC 4517 section 3.3.21. */
  private static final Pattern OPTIONAL_UID = Pattern.compile("#'[01]*'B$");

  private static final int LONGEST_ID = 200;
  private static final int LONGEST_LOGIN = 320;

  private final SourceSettings source;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<LdapName, Member> byDn = new HashMap<>();
  private final Map<String, Member> byLogin = new HashMap<>();
  private int withoutMail;

  EntryReader(SourceSettings source) {
    this.source = source;
  }

  DirectoryCopy copyOf(List<LdapEntry> people, List<LdapEntry> groups, List<LdapEntry> contacts)
      throws SourceFailure {
    var peopleById = byId("people", people, source.people());
    var groupsById = byId("groups", groups, source.groups());
    var contactsById = byId("contacts", contacts, source.contacts());
    index(peopleById, Kind.PERSON);
    index(groupsById, Kind.GROUP);
    index(contactsById, Kind.CONTACT);

    var readPeople = new TreeMap<String, PersonEntry>();
    peopleById.forEach((id, entry) -> person(id, entry).ifPresent(p -> readPeople.put(id, p)));
    var readContacts = new TreeMap<String, ContactEntry>();
    contactsById.forEach(
        (id, entry) ->
            contact(id, entry, source.contacts()).ifPresent(c -> readContacts.put(id, c)));
    mobilesOf(peopleById, readPeople, readContacts);
    var readGroups = new TreeMap<String, GroupEntry>();
    groupsById.forEach(
        (id, entry) ->
            readGroups.put(id, group(id, entry, readPeople.keySet(), readContacts.keySet())));
    tellShared(readPeople, readGroups);
    if (withoutMail > 0) {
      problems.add(
          new Problem(
              source.people().base(),
              withoutMail + " entries have no mail address, and are left out"));
    }
    return new DirectoryCopy(
        readPeople,
        readGroups,
        readContacts,
        new Nesting(readGroups.values()).memberships(),
        List.copyOf(problems));
  }

  private Map<String, LdapEntry> byId(String kind, List<LdapEntry> entries, Selection selection)
      throws SourceFailure {
    var byId = new TreeMap<String, LdapEntry>();
    List<String> attribute = selection.attributesFor("id");
    for (LdapEntry entry : entries) {
      String id = entry.first(attribute).orElse("");
      if (id.isEmpty() || id.length() > LONGEST_ID) {
        tell(entry, "has no usable id in " + attribute + " and is left out");
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

  private void index(Map<String, LdapEntry> entries, Kind kind) {
    entries.forEach(
        (id, entry) -> {
          var member = new Member(kind, id);
          dn(entry.dn()).ifPresent(dn -> byDn.putIfAbsent(dn, member));
          if (kind == Kind.PERSON) {
            entry
                .all(source.people().attributesFor("logins"))
                .forEach(login -> byLogin.putIfAbsent(login.toLowerCase(Locale.ROOT), member));
          }
        });
  }

  private Optional<PersonEntry> person(String id, LdapEntry entry) {
    Selection people = source.people();
    List<String> mails = entry.all(people.attributesFor("mail"));
    Optional<MailAddress> mail = mails.stream().findFirst().flatMap(EntryReader::address);
    if (mails.isEmpty()) {
      withoutMail++;
      return Optional.empty();
    }
    if (mail.isEmpty()) {
      tell(entry, "has a mail address that is none and is left out");
      return Optional.empty();
    }
    var addresses = new TreeSet<String>();
    mails.forEach(text -> address(text).ifPresent(a -> addresses.add(a.key())));
    for (String alias : entry.all(people.attributesFor("aliases"))) {
      mailAlias(alias).flatMap(EntryReader::address).ifPresent(a -> addresses.add(a.key()));
    }
    var logins = new TreeSet<String>();
    for (String login : entry.all(people.attributesFor("logins"))) {
      if (login.length() <= LONGEST_LOGIN) {
        logins.add(login.toLowerCase(Locale.ROOT));
      }
    }
    return Optional.of(
        new PersonEntry(
            id,
            entry.dn(),
            entry.first(people.attributesFor("name")).orElse(mail.get().toString()),
            mail.get(),
            addresses,
            logins,
            country(entry, people),
            entry.first(people.attributesFor("department")),
            entry.first(people.attributesFor("manager")).flatMap(this::managerId),
            enabled(entry, people)));
  }

  private Optional<ContactEntry> contact(String id, LdapEntry entry, Selection selection) {
    var numbers = new LinkedHashSet<Msisdn>();
    String region = country(entry, selection).orElse(source.region());
    List<String> typed = entry.all(selection.attributesFor("mobile"));
    for (String number : typed) {
      try {
        numbers.add(Msisdn.parse(number, region));
      } catch (IllegalArgumentException e) {
        tell(entry, "has a mobile that is no telephone number in " + region);
      }
    }
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> names = new TreeSet<>();
    entry.all(selection.attributesFor("names")).forEach(name -> names.addAll(NameKey.all(name)));
    entry.all(selection.attributesFor("name")).forEach(name -> names.addAll(NameKey.all(name)));
    String name = entry.first(selection.attributesFor("name")).orElse(id);
    return Optional.of(
        new ContactEntry(id, entry.dn(), name, names, numbers, enabled(entry, selection)));
  }

  /** Employees' own mobiles, if the configuration names the attribute they are in. */
  private void mobilesOf(
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

  private GroupEntry group(String id, LdapEntry entry, Set<String> people, Set<String> contacts) {
    var members = new LinkedHashSet<Member>();
    int unknown = 0;
    for (String value : entry.all(source.groups().attributesFor("members"))) {
      Optional<Member> member =
          member(value)
              .filter(m -> m.kind() != Kind.PERSON || people.contains(m.id()))
              .filter(m -> m.kind() != Kind.CONTACT || contacts.contains(m.id()));
      member.ifPresent(members::add);
      unknown += member.isPresent() ? 0 : 1;
    }
    if (unknown > 0) {
      tell(entry, unknown + " members are none of the people, groups and contacts read");
    }
    return new GroupEntry(
        id,
        entry.dn(),
        entry.first(source.groups().attributesFor("name")).orElse(entry.dn()),
        entry
            .first(source.groups().attributesFor("mail"))
            .flatMap(EntryReader::address)
            .map(MailAddress::key),
        members);
  }

  /** A member is named by its DN, in posixGroup by its uid. */
  private Optional<Member> member(String value) {
    return dn(OPTIONAL_UID.matcher(value).replaceFirst(""))
        .map(byDn::get)
        .or(() -> Optional.ofNullable(byLogin.get(value.toLowerCase(Locale.ROOT))));
  }

  private Optional<String> managerId(String value) {
    return member(value).filter(m -> m.kind() == Kind.PERSON).map(Member::id);
  }

  /** Two people with one address, two groups with one name: nobody could tell which is meant. */
  private void tellShared(Map<String, PersonEntry> people, Map<String, GroupEntry> groups) {
    var primary = new HashMap<String, PersonEntry>();
    for (PersonEntry person : people.values()) {
      PersonEntry other = person.enabled() ? primary.put(person.mail().key(), person) : null;
      if (other != null) {
        problems.add(
            new Problem(
                person.dn(),
                "has the mail address of " + other.dn() + "; neither can be told by it"));
      }
    }
    var named = new HashMap<String, GroupEntry>();
    for (GroupEntry group : groups.values()) {
      GroupEntry other = named.put(group.name(), group);
      if (other != null) {
        problems.add(new Problem(group.dn(), "has the name of " + other.dn()));
      }
    }
  }

  private void tell(LdapEntry entry, String sentence) {
    problems.add(new Problem(entry.dn(), sentence));
  }

  private static boolean enabled(LdapEntry entry, Selection selection) {
    return selection.attributesFor("disabled").stream()
        .noneMatch(rule -> DisabledRule.of(rule).matches(entry));
  }

  private static Optional<String> country(LdapEntry entry, Selection selection) {
    return entry
        .first(selection.attributesFor("region"))
        .map(value -> value.toUpperCase(Locale.ROOT))
        .filter(COUNTRIES::contains);
  }

  /** {@code proxyAddresses} names the type of each address; only {@code smtp:} is mail. */
  private static Optional<String> mailAlias(String value) {
    var typed = ADDRESS_TYPE.matcher(value);
    if (!typed.matches()) {
      return Optional.of(value);
    }
    return typed.group(1).equalsIgnoreCase("smtp") ? Optional.of(typed.group(2)) : Optional.empty();
  }

  private static Optional<MailAddress> address(String text) {
    try {
      return Optional.of(MailAddress.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<LdapName> dn(String text) {
    try {
      return Optional.of(new LdapName(text));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
