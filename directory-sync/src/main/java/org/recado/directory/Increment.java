package org.recado.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;

/**
 * What a reading of changes means for the snapshot: the same comparison as after reading
 * everything, over the entries that changed, the groups around them, and the people whose groups
 * follow from both.
 */
final class Increment {

  private final SourceSettings source;
  private final SnapshotStore store;

  Increment(SourceSettings source, SnapshotStore store) {
    this.source = source;
    this.store = store;
  }

  /**
   * With the groups whose lists may read differently now, though the directory does not count that
   * as a change of them.
   */
  Reading withGroupsAround(Reading read, LdapSource reader) throws SourceFailure {
    var named = new HashMap<String, LdapEntry>();
    byId(read.people(), source.people(), named);
    byId(read.contacts(), source.contacts(), named);
    byId(read.groups(), source.groups(), named);
    Map<String, String> before = store.dnKeys(named.keySet());
    var moved = new ArrayList<LdapEntry>();
    var movedIds = new HashSet<String>();
    named.forEach(
        (id, entry) -> {
          if (!DnKey.of(entry.dn()).orElse("?").equals(before.get(id))) {
            moved.add(entry);
            movedIds.add(id);
          }
        });
    if (moved.isEmpty()) {
      return read;
    }
    var groups = new HashMap<String, LdapEntry>();
    byId(
        reader.groupsAround(moved, store.memberships().groupsWith(movedIds)),
        source.groups(),
        groups);
    byId(read.groups(), source.groups(), groups);
    return new Reading(
        read.people(), List.copyOf(groups.values()), read.contacts(), read.gone(), read.position());
  }

  private static void byId(
      List<LdapEntry> entries, Selection selection, Map<String, LdapEntry> into) {
    for (LdapEntry entry : entries) {
      entry.first(selection.attributesFor("id")).ifPresent(id -> into.put(id, entry));
    }
  }

  /** Before and after, of what the reading touches. */
  record Comparison(Snapshot before, DirectoryCopy after) {}

  Comparison compare(Reading read) throws SourceFailure {
    var touched = new HashSet<>(read.gone());
    var named = new HashMap<String, LdapEntry>();
    byId(read.people(), source.people(), named);
    byId(read.contacts(), source.contacts(), named);
    byId(read.groups(), source.groups(), named);
    touched.addAll(named.keySet());
    DirectoryCopy part =
        new EntryReader(source, (keys, logins) -> store.members(keys, logins, touched))
            .copyOf(read.people(), read.groups(), read.contacts());

    var there = new HashSet<String>(part.people().keySet());
    there.addAll(part.groups().keySet());
    there.addAll(part.contacts().keySet());
    var gone = new HashSet<>(touched);
    gone.removeAll(there);
    var losing = store.memberships().groupsWith(gone);
    losing.removeAll(touched);

    var ids = new HashSet<>(touched);
    ids.addAll(losing);
    Snapshot before = store.load(ids);
    var groups = new TreeMap<>(part.groups());
    for (var group : before.groups().entrySet()) {
      if (losing.contains(group.getKey())) {
        groups.put(group.getKey(), without(group.getValue(), gone));
      }
    }

    Set<String> people = peopleToLookAt(before, part, groups);
    var others = new HashSet<>(people);
    others.removeAll(touched);
    Snapshot unread = store.load(others);
    var allBefore = new TreeMap<>(before.people());
    allBefore.putAll(unread.people());
    var allAfter = new TreeMap<>(part.people());
    unread
        .people()
        .forEach(
            (id, person) -> {
              if (!unread.removed().contains(id)) {
                allAfter.put(id, person);
              }
            });
    var memberships = new HashMap<>(before.memberships());
    memberships.putAll(unread.memberships());
    var removed = new HashSet<>(before.removed());
    removed.addAll(unread.removed());
    return new Comparison(
        new Snapshot(
            allBefore,
            removed,
            Set.of(),
            before.groups(),
            before.contacts(),
            memberships,
            before.totals()),
        new DirectoryCopy(
            allAfter,
            groups,
            part.contacts(),
            memberships(allAfter, groups, before.groups().keySet()),
            part.problems()));
  }

  private static GroupEntry without(GroupEntry group, Set<String> gone) {
    var members = new LinkedHashSet<>(group.members());
    members.removeIf(member -> gone.contains(member.id()));
    return new GroupEntry(
        group.id(),
        group.dn(),
        group.name(),
        group.names(),
        group.mail(),
        group.primaryKey(),
        members);
  }

  /** Those who were read, and those whose groups may be others by what became of a group. */
  private Set<String> peopleToLookAt(
      Snapshot before, DirectoryCopy part, Map<String, GroupEntry> groups) {
    var people = new HashSet<>(before.people().keySet());
    people.addAll(part.people().keySet());
    var below = new HashSet<String>();
    var keys = new HashSet<String>();
    var all = new HashSet<>(before.groups().keySet());
    all.addAll(groups.keySet());
    for (String id : all) {
      GroupEntry old = before.groups().get(id);
      GroupEntry now = groups.get(id);
      if (old == null || now == null || !old.primaryKey().equals(now.primaryKey())) {
        for (GroupEntry group :
            old == null ? List.of(now) : now == null ? List.of(old) : List.of(old, now)) {
          group.primaryKey().ifPresent(keys::add);
        }
      }
      for (Member member : differing(old, now)) {
        if (member.kind() == Kind.PERSON) {
          people.add(member.id());
        } else if (member.kind() == Kind.GROUP) {
          below.add(member.id());
        }
      }
    }
    people.addAll(store.memberships().peopleWithPrimaryGroup(keys));
    if (!below.isEmpty()) {
      var edges = store.memberships().groupsInGroups();
      groups.forEach(
          (id, group) ->
              edges.computeIfAbsent(id, k -> new HashSet<>()).addAll(of(group, Kind.GROUP)));
      var open = new ArrayDeque<>(below);
      while (!open.isEmpty()) {
        for (String group : edges.getOrDefault(open.remove(), Set.of())) {
          if (below.add(group)) {
            open.add(group);
          }
        }
      }
      people.addAll(store.memberships().peopleIn(below));
      below.forEach(
          id -> {
            var group = groups.get(id);
            if (group != null) {
              people.addAll(of(group, Kind.PERSON));
            }
          });
    }
    return people;
  }

  private static Collection<Member> differing(@Nullable GroupEntry old, @Nullable GroupEntry now) {
    if (old == null || now == null) {
      return old != null ? old.members() : now != null ? now.members() : Set.of();
    }
    var differing = new HashSet<>(old.members());
    differing.removeAll(now.members());
    now.members().stream()
        .filter(member -> !old.members().contains(member))
        .forEach(differing::add);
    return differing;
  }

  private static Set<String> of(GroupEntry group, Kind kind) {
    var ids = new HashSet<String>();
    group.members().stream().filter(m -> m.kind() == kind).forEach(m -> ids.add(m.id()));
    return ids;
  }

  /**
   * @param groups as they are now, of those that were looked at
   * @param known those that were looked at and are in the snapshot
   */
  private Map<String, SortedSet<String>> memberships(
      Map<String, PersonEntry> people, Map<String, GroupEntry> groups, Set<String> known) {
    var edges = store.memberships().groupsInGroups();
    known.forEach(edges::remove);
    groups.forEach((id, group) -> edges.put(id, of(group, Kind.GROUP)));
    var above = new HashMap<String, Set<String>>();
    edges.forEach(
        (group, inside) ->
            inside.forEach(id -> above.computeIfAbsent(id, k -> new HashSet<>()).add(group)));
    var direct = store.memberships().directGroups(people.keySet());
    direct.values().forEach(set -> set.removeAll(known));
    groups.forEach(
        (id, group) ->
            of(group, Kind.PERSON)
                .forEach(person -> direct.computeIfAbsent(person, k -> new HashSet<>()).add(id)));
    primaryGroups(people.values(), groups, known)
        .forEach(
            (person, group) -> direct.computeIfAbsent(person, k -> new HashSet<>()).add(group));
    var memberships = new HashMap<String, SortedSet<String>>();
    people
        .keySet()
        .forEach(
            person -> {
              var all = upwards(direct.getOrDefault(person, Set.of()), above);
              if (!all.isEmpty()) {
                memberships.put(person, all);
              }
            });
    return memberships;
  }

  private Map<String, String> primaryGroups(
      Collection<PersonEntry> people, Map<String, GroupEntry> groups, Set<String> known) {
    var keys = new HashSet<String>();
    people.forEach(person -> person.primaryGroup().ifPresent(keys::add));
    var byKey = store.memberships().primaryGroups(keys);
    byKey.values().forEach(set -> set.removeAll(known));
    groups.forEach(
        (id, group) ->
            group
                .primaryKey()
                .filter(keys::contains)
                .ifPresent(key -> byKey.computeIfAbsent(key, k -> new HashSet<>()).add(id)));
    var primary = new HashMap<String, String>();
    for (PersonEntry person : people) {
      var candidates = person.primaryGroup().map(byKey::get).orElse(null);
      if (candidates != null && candidates.size() == 1) {
        primary.put(person.id(), candidates.iterator().next());
      }
    }
    return primary;
  }

  private static SortedSet<String> upwards(Set<String> direct, Map<String, Set<String>> above) {
    var seen = new TreeSet<>(direct);
    var open = new ArrayDeque<>(direct);
    while (!open.isEmpty()) {
      for (String group : above.getOrDefault(open.remove(), Set.of())) {
        if (seen.add(group)) {
          open.add(group);
        }
      }
    }
    return seen;
  }
}
