package org.recado.directory;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;

/** Groups in groups: who is in what, directly or not. Circles end where they began. */
final class Nesting {

  private final Map<String, Set<String>> groupsOfPerson = new HashMap<>();
  private final Map<String, Set<String>> groupsOfGroup = new HashMap<>();

  /**
   * @param people whose primary groups count too; a group that several have the key of is none's
   */
  Nesting(Iterable<GroupEntry> groups, Iterable<PersonEntry> people) {
    var byKey = new HashMap<String, String>();
    for (GroupEntry group : groups) {
      group.primaryKey().ifPresent(key -> byKey.merge(key, group.id(), (one, other) -> ""));
      for (var member : group.members()) {
        if (member.kind() == Kind.PERSON) {
          groupsOfPerson.computeIfAbsent(member.id(), id -> new HashSet<>()).add(group.id());
        } else if (member.kind() == Kind.GROUP) {
          groupsOfGroup.computeIfAbsent(member.id(), id -> new HashSet<>()).add(group.id());
        }
      }
    }
    for (PersonEntry person : people) {
      person
          .primaryGroup()
          .map(byKey::get)
          .filter(group -> !group.isEmpty())
          .ifPresent(
              group ->
                  groupsOfPerson.computeIfAbsent(person.id(), id -> new HashSet<>()).add(group));
    }
  }

  Map<String, SortedSet<String>> memberships() {
    var all = new HashMap<String, SortedSet<String>>();
    groupsOfPerson.forEach((person, direct) -> all.put(person, upwards(direct)));
    return all;
  }

  private SortedSet<String> upwards(Set<String> direct) {
    var seen = new TreeSet<>(direct);
    var open = new ArrayDeque<>(direct);
    while (!open.isEmpty()) {
      for (String above : groupsOfGroup.getOrDefault(open.remove(), Set.of())) {
        if (seen.add(above)) {
          open.add(above);
        }
      }
    }
    return seen;
  }
}
