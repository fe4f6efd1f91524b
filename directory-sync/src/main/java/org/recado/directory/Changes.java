package org.recado.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.Snapshot.Totals;
import org.recado.directory.SyncReport.Change;
import org.recado.directory.SyncReport.Difference;
import org.recado.directory.SyncReport.Kind;

/** From the snapshot to the source: what has to be written, and what that would take away. */
final class Changes {

  final List<PersonEntry> people = new ArrayList<>();
  final List<String> peopleGone = new ArrayList<>();
  final List<GroupEntry> groups = new ArrayList<>();
  final List<String> groupsGone = new ArrayList<>();
  final List<ContactEntry> contacts = new ArrayList<>();
  final List<String> contactsGone = new ArrayList<>();
  final Map<String, SortedSet<String>> memberships = new LinkedHashMap<>();
  final List<Difference> differences = new ArrayList<>();

  private final Snapshot before;
  private final DirectoryCopy after;

  Changes(Snapshot before, DirectoryCopy after) {
    this.before = before;
    this.after = after;
    comparePeople();
    compareGroups();
    compareContacts();
    compareMemberships();
  }

  boolean isEmpty() {
    return differences.isEmpty() && memberships.isEmpty();
  }

  /** What a run would take away, of how many. */
  record Loss(String what, long lost, long of) {}

  /** Counted in people, groups and contacts, so that one person's many aliases are one loss. */
  List<Loss> losses() {
    var people = before.people().values().stream().filter(PersonEntry::enabled).toList();
    var totals = before.totals();
    var staying = people.stream().filter(old -> after.people().containsKey(old.id())).toList();
    var inGroups = staying.stream().filter(old -> !groupsBefore(old.id()).isEmpty()).toList();
    var contacts = before.contacts().values().stream().filter(ContactEntry::enabled).toList();
    return List.of(
        new Loss(
            "people",
            people.stream().filter(old -> !enabledNow(old)).count(),
            totals.map(Totals::people).orElse((long) people.size())),
        new Loss(
            "people's addresses",
            staying.stream().filter(old -> losesAnAddress(old)).count(),
            totals.map(Totals::people).orElse((long) staying.size())),
        new Loss(
            "people's groups",
            inGroups.stream().filter(old -> groupsAfter(old.id()).isEmpty()).count(),
            totals.map(Totals::inGroups).orElse((long) inGroups.size())),
        new Loss(
            "groups",
            groupsGone.size(),
            totals.map(Totals::groups).orElse((long) before.groups().size())),
        new Loss(
            "contacts",
            contacts.stream().filter(old -> !enabledNow(old)).count(),
            totals.map(Totals::contacts).orElse((long) contacts.size())));
  }

  private boolean enabledNow(PersonEntry old) {
    PersonEntry now = after.people().get(old.id());
    return now != null && now.enabled();
  }

  private boolean enabledNow(ContactEntry old) {
    ContactEntry now = after.contacts().get(old.id());
    return now != null && now.enabled();
  }

  private boolean losesAnAddress(PersonEntry old) {
    PersonEntry now = after.people().get(old.id());
    return now != null && !now.addresses().containsAll(old.addresses());
  }

  private void comparePeople() {
    for (PersonEntry now : after.people().values()) {
      PersonEntry old = before.people().get(now.id());
      if (old == null) {
        people.add(now);
        tell(Kind.PERSON, Change.ADDED, now.id(), now.name(), now.mail().toString());
      } else if (before.removed().contains(now.id())) {
        people.add(now);
        tell(Kind.PERSON, Change.RETURNED, now.id(), now.name(), now.mail().toString());
      } else if (!old.equals(now) || before.foreign().contains(now.id())) {
        people.add(now);
        Change change =
            old.enabled() == now.enabled()
                ? Change.CHANGED
                : now.enabled() ? Change.ENABLED : Change.DISABLED;
        tell(Kind.PERSON, change, now.id(), now.name(), detail(old, now));
      }
    }
    for (PersonEntry old : before.people().values()) {
      if (!after.people().containsKey(old.id()) && !before.removed().contains(old.id())) {
        peopleGone.add(old.id());
        tell(Kind.PERSON, Change.REMOVED, old.id(), old.name(), old.mail().toString());
      }
    }
  }

  private void compareGroups() {
    for (GroupEntry now : after.groups().values()) {
      GroupEntry old = before.groups().get(now.id());
      if (old == null) {
        groups.add(now);
        tell(Kind.GROUP, Change.ADDED, now.id(), now.name(), now.members().size() + " members");
      } else if (!old.equals(now)) {
        groups.add(now);
        var detail = new ArrayList<String>();
        differs(detail, "name", old.name(), now.name());
        differs(detail, "moved to", old.dn(), now.dn());
        differs(detail, "mail", old.mail(), now.mail());
        sets(detail, "names", old.names(), now.names());
        differs(detail, "primary key", old.primaryKey(), now.primaryKey());
        sets(detail, "members", old.members(), now.members());
        tell(Kind.GROUP, Change.CHANGED, now.id(), now.name(), String.join("; ", detail));
      }
    }
    for (GroupEntry old : before.groups().values()) {
      if (!after.groups().containsKey(old.id())) {
        groupsGone.add(old.id());
        tell(Kind.GROUP, Change.REMOVED, old.id(), old.name(), "");
      }
    }
  }

  private void compareContacts() {
    for (ContactEntry now : after.contacts().values()) {
      ContactEntry old = before.contacts().get(now.id());
      if (old == null) {
        contacts.add(now);
        tell(Kind.CONTACT, Change.ADDED, now.id(), now.name(), "");
      } else if (!old.equals(now)) {
        contacts.add(now);
        Change change =
            old.enabled() == now.enabled()
                ? Change.CHANGED
                : now.enabled() ? Change.ENABLED : Change.DISABLED;
        var detail = new ArrayList<String>();
        differs(detail, "name", old.name(), now.name());
        differs(detail, "moved to", old.dn(), now.dn());
        sets(detail, "names", old.names(), now.names());
        sets(detail, "numbers", old.numbers(), now.numbers());
        tell(Kind.CONTACT, change, now.id(), now.name(), String.join("; ", detail));
      }
    }
    for (ContactEntry old : before.contacts().values()) {
      if (!after.contacts().containsKey(old.id())) {
        contactsGone.add(old.id());
        tell(Kind.CONTACT, Change.REMOVED, old.id(), old.name(), "");
      }
    }
  }

  private void compareMemberships() {
    var everybody = new TreeSet<>(after.people().keySet());
    everybody.addAll(before.memberships().keySet());
    for (String person : everybody) {
      var now = after.people().containsKey(person) ? groupsAfter(person) : new TreeSet<String>();
      if (!now.equals(groupsBefore(person))) {
        memberships.put(person, now);
      }
    }
  }

  private SortedSet<String> groupsBefore(String person) {
    return before.memberships().getOrDefault(person, new TreeSet<>());
  }

  private SortedSet<String> groupsAfter(String person) {
    return after.memberships().getOrDefault(person, new TreeSet<>());
  }

  private void tell(Kind kind, Change change, String id, String name, String detail) {
    differences.add(new Difference(kind, change, id, name, detail));
  }

  private static String detail(PersonEntry old, PersonEntry now) {
    var detail = new ArrayList<String>();
    differs(detail, "name", old.name(), now.name());
    differs(detail, "mail", old.mail(), now.mail());
    sets(detail, "addresses", old.addresses(), now.addresses());
    sets(detail, "logins", old.logins(), now.logins());
    differs(detail, "region", old.region(), now.region());
    differs(detail, "department", old.department(), now.department());
    differs(detail, "manager", old.manager(), now.manager());
    differs(detail, "cost centre", old.costCentre(), now.costCentre());
    sets(detail, "numbers", old.numbers(), now.numbers());
    sets(detail, "delegates", old.delegates(), now.delegates());
    differs(detail, "primary group", old.primaryGroup(), now.primaryGroup());
    differs(detail, "expires", old.expires(), now.expires());
    differs(detail, "moved to", old.dn(), now.dn());
    return String.join("; ", detail);
  }

  private static void differs(List<String> detail, String what, Object old, Object now) {
    if (!Objects.equals(old, now)) {
      Object shown =
          now instanceof Optional<?> maybe ? maybe.map(Object::toString).orElse("none") : now;
      detail.add(what + " " + shown);
    }
  }

  private static void sets(List<String> detail, String what, Set<?> old, Set<?> now) {
    if (!old.equals(now)) {
      detail.add(what + " +" + missing(now, old) + " -" + missing(old, now));
    }
  }

  private static int missing(Collection<?> from, Collection<?> in) {
    return (int) from.stream().filter(item -> !in.contains(item)).count();
  }
}
