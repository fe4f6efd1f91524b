package org.recado.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
  private static final int LONGEST_NAME = 256;

  /** What is known of entries that were not read: who has this DN or this login. */
  interface Known {

    /**
     * @param keys of {@link DnKey}
     * @param logins lower case
     * @return by key or login
     */
    Map<String, Member> members(Set<String> keys, Set<String> logins);

    /** Everything was read. */
    static Known nothing() {
      return (keys, logins) -> Map.of();
    }
  }

  private final SourceSettings source;
  private final Known known;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Member> byDn = new HashMap<>();
  private final Map<String, Member> byLogin = new HashMap<>();
  private int withoutMail;

  EntryReader(SourceSettings source, Known known) {
    this.source = source;
    this.known = known;
  }

  DirectoryCopy copyOf(List<LdapEntry> people, List<LdapEntry> groups, List<LdapEntry> contacts)
      throws SourceFailure {
    var peopleById = byId("people", people, source.people());
    var groupsById = byId("groups", groups, source.groups());
    var contactsById = byId("contacts", contacts, source.contacts());
    peopleById.values().removeIf(entry -> !isPerson(entry));
    contactsById.values().removeIf(entry -> !isContact(entry));
    index(peopleById, Kind.PERSON);
    index(groupsById, Kind.GROUP);
    index(contactsById, Kind.CONTACT);
    askWhatWasNotRead(peopleById.values(), groupsById.values());

    var readPeople = new TreeMap<String, PersonEntry>();
    peopleById.forEach((id, entry) -> readPeople.put(id, person(id, entry)));
    var readContacts = new TreeMap<String, ContactEntry>();
    contactsById.forEach(
        (id, entry) ->
            contact(id, entry, source.contacts()).ifPresent(c -> readContacts.put(id, c)));
    mobilesOf(peopleById, readPeople, readContacts);
    var readGroups = new TreeMap<String, GroupEntry>();
    groupsById.forEach((id, entry) -> readGroups.put(id, group(id, entry)));
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
        new Nesting(readGroups.values(), readPeople.values()).memberships(),
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
          DnKey.of(entry.dn()).ifPresent(dn -> byDn.putIfAbsent(dn, member));
          if (kind == Kind.PERSON) {
            entry
                .all(source.people().attributesFor("logins"))
                .forEach(login -> byLogin.putIfAbsent(login.toLowerCase(Locale.ROOT), member));
          }
        });
  }

  private void askWhatWasNotRead(Iterable<LdapEntry> people, Iterable<LdapEntry> groups) {
    var keys = new HashSet<String>();
    var logins = new HashSet<String>();
    for (LdapEntry person : people) {
      person.all(source.people().attributesFor("manager")).forEach(v -> sort(v, keys, logins));
      person.all(source.people().attributesFor("delegates")).forEach(v -> sort(v, keys, logins));
    }
    for (LdapEntry group : groups) {
      group.all(source.groups().attributesFor("members")).forEach(v -> sort(v, keys, logins));
    }
    keys.removeAll(byDn.keySet());
    logins.removeAll(byLogin.keySet());
    known
        .members(keys, logins)
        .forEach((key, member) -> (keys.contains(key) ? byDn : byLogin).put(key, member));
  }

  private static void sort(String value, Set<String> keys, Set<String> logins) {
    DnKey.of(OPTIONAL_UID.matcher(value).replaceFirst(""))
        .ifPresentOrElse(keys::add, () -> logins.add(value.toLowerCase(Locale.ROOT)));
  }

  private boolean isPerson(LdapEntry entry) {
    if (mailbox(entry).isPresent()) {
      return true;
    }
    if (entry.all(source.people().attributesFor("mail")).isEmpty()) {
      withoutMail++;
    } else {
      tell(entry, "has a mail address that is none and is left out");
    }
    return false;
  }

  /** The first mail address; without any, the one Exchange marks as primary by capitals. */
  private Optional<MailAddress> mailbox(LdapEntry entry) {
    List<String> mails = entry.all(source.people().attributesFor("mail"));
    return mails.isEmpty()
        ? entry.all(source.people().attributesFor("aliases")).stream()
            .filter(alias -> alias.startsWith("SMTP:"))
            .findFirst()
            .flatMap(alias -> address(alias.substring("SMTP:".length())))
        : address(mails.get(0));
  }

  private PersonEntry person(String id, LdapEntry entry) {
    Selection people = source.people();
    MailAddress mail = mailbox(entry).orElseThrow();
    var addresses = new TreeSet<>(Set.of(mail.key()));
    entry
        .all(people.attributesFor("mail"))
        .forEach(text -> address(text).ifPresent(a -> addresses.add(a.key())));
    for (String alias : entry.all(people.attributesFor("aliases"))) {
      mailAlias(alias).flatMap(EntryReader::address).ifPresent(a -> addresses.add(a.key()));
    }
    var logins = new TreeSet<String>();
    for (String login : entry.all(people.attributesFor("logins"))) {
      if (login.length() <= LONGEST_LOGIN) {
        logins.add(login.toLowerCase(Locale.ROOT));
      }
    }
    return new PersonEntry(
        id,
        entry.dn(),
        shortened(entry.first(people.attributesFor("name")).orElse(mail.toString())),
        mail,
        addresses,
        logins,
        country(entry, people),
        entry.first(people.attributesFor("department")).map(EntryReader::shortened),
        entry.first(people.attributesFor("manager")).flatMap(this::personId),
        entry.first(people.attributesFor("cost-centre")).map(EntryReader::shortened),
        numbersOf(entry, people),
        entry.first(people.attributesFor("primary-group")),
        delegates(entry, people),
        expiry(entry, people),
        enabled(entry, people));
  }

  /** Names of entries end up in headers, logs and answers; none needs more. */
  private static String shortened(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
  }

  /** Those of an employee that can be read; the rest is the telephone list's business. */
  private SortedSet<String> numbersOf(LdapEntry entry, Selection people) {
    var numbers = new TreeSet<String>();
    String region = country(entry, people).orElse(source.region());
    for (String typed : entry.all(people.attributesFor("numbers"))) {
      try {
        numbers.add(Msisdn.parse(typed, region).digits());
      } catch (IllegalArgumentException e) {
        // an extension, a landline of another form
      }
    }
    return numbers;
  }

  private SortedSet<String> delegates(LdapEntry entry, Selection people) {
    var ids = new TreeSet<String>();
    entry
        .all(people.attributesFor("delegates"))
        .forEach(value -> member(value).map(Member::id).ifPresent(ids::add));
    return ids;
  }

  private Optional<Instant> expiry(LdapEntry entry, Selection people) {
    Optional<Instant> first = Optional.empty();
    for (String attribute : people.attributesFor("expires")) {
      for (String value : entry.all(attribute)) {
        try {
          var expires = AccountExpiry.of(attribute, value);
          if (expires.isPresent() && first.filter(expires.get()::isAfter).isEmpty()) {
            first = expires;
          }
        } catch (IllegalArgumentException e) {
          tell(entry, "has a value in " + attribute + " that is no time; it counts as never");
        }
      }
    }
    return first;
  }

  private boolean isContact(LdapEntry entry) {
    return !numbers(entry, source.contacts(), true).isEmpty();
  }

  private Set<Msisdn> numbers(LdapEntry entry, Selection selection, boolean telling) {
    var numbers = new LinkedHashSet<Msisdn>();
    String region = country(entry, selection).orElse(source.region());
    for (String number : entry.all(selection.attributesFor("mobile"))) {
      try {
        numbers.add(Msisdn.parse(number, region));
      } catch (IllegalArgumentException e) {
        if (telling) {
          tell(entry, "has a mobile that is no telephone number in " + region);
        }
      }
    }
    return numbers;
  }

  private Optional<ContactEntry> contact(String id, LdapEntry entry, Selection selection) {
    var numbers = numbers(entry, selection, !selection.equals(source.contacts()));
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> names = new TreeSet<>();
    entry.all(selection.attributesFor("names")).forEach(name -> names.addAll(NameKey.all(name)));
    entry.all(selection.attributesFor("name")).forEach(name -> names.addAll(NameKey.all(name)));
    String name = shortened(entry.first(selection.attributesFor("name")).orElse(id));
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

  private GroupEntry group(String id, LdapEntry entry) {
    Selection groups = source.groups();
    var members = new LinkedHashSet<Member>();
    int unknown = 0;
    for (String value : entry.all(groups.attributesFor("members"))) {
      Optional<Member> member = member(value);
      member.ifPresent(members::add);
      unknown += member.isPresent() ? 0 : 1;
    }
    if (unknown > 0) {
      tell(entry, unknown + " members are none of the people, groups and contacts read");
    }
    var mail = entry.first(groups.attributesFor("mail")).flatMap(EntryReader::address);
    String name = shortened(entry.first(groups.attributesFor("name")).orElse(entry.dn()));
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
        members);
  }

  /** A member is named by its DN, in posixGroup by its uid. */
  private Optional<Member> member(String value) {
    return DnKey.of(OPTIONAL_UID.matcher(value).replaceFirst(""))
        .map(byDn::get)
        .or(() -> Optional.ofNullable(byLogin.get(value.toLowerCase(Locale.ROOT))));
  }

  private Optional<String> personId(String value) {
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
}
