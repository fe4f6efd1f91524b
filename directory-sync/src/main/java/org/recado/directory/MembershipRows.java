package org.recado.directory;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/** Who is in which group of the source: directly, by primary group, and in the end. */
final class MembershipRows {

  private final SourceRows rows;

  MembershipRows(SourceRows rows) {
    this.rows = rows;
  }

  /** Groups that have one of these directly in them. */
  Set<String> groupsWith(Set<String> ids) {
    return rows.set(
        """
        SELECT DISTINCT m.group_id FROM directory.group_member m
        JOIN directory.group_entry g ON g.id = m.group_id
        WHERE g.source = ? AND m.member_id = ANY (?)\
        """,
        rows.source(),
        SourceRows.texts(ids));
  }

  /** Group → groups directly in it, of the whole source. */
  Map<String, Set<String>> groupsInGroups() {
    return rows.sets(
        """
        SELECT m.group_id, m.member_id FROM directory.group_member m
        JOIN directory.group_entry g ON g.id = m.group_id
        WHERE g.source = ? AND m.member_kind = 'GROUP'\
        """,
        rows.source());
  }

  /** People directly in these groups. */
  Set<String> peopleIn(Set<String> groups) {
    return rows.set(
        """
        SELECT DISTINCT member_id FROM directory.group_member
        WHERE group_id = ANY (?) AND member_kind = 'PERSON'\
        """,
        (Object) SourceRows.texts(groups));
  }

  /** Person → groups they are directly in. */
  Map<String, Set<String>> directGroups(Set<String> people) {
    return rows.sets(
        """
        SELECT m.member_id, m.group_id FROM directory.group_member m
        JOIN directory.group_entry g ON g.id = m.group_id
        WHERE g.source = ? AND m.member_kind = 'PERSON' AND m.member_id = ANY (?)\
        """,
        rows.source(),
        SourceRows.texts(people));
  }

  /** Primary key → the groups that have it. */
  Map<String, Set<String>> primaryGroups(Set<String> keys) {
    return rows.sets(
        "SELECT primary_key, id FROM directory.group_entry WHERE source = ? AND primary_key = ANY"
            + " (?)",
        rows.source(),
        SourceRows.texts(keys));
  }

  /** People whose primary group has one of these keys. */
  Set<String> peopleWithPrimaryGroup(Set<String> keys) {
    return keys.isEmpty()
        ? Set.of()
        : rows.set(
            "SELECT id FROM directory.person WHERE source = ? AND primary_group = ANY (?) AND"
                + " removed_at IS NULL",
            rows.source(),
            SourceRows.texts(keys));
  }

  /** All groups of these people, however deep. */
  void write(Map<String, SortedSet<String>> memberships) {
    rows.replace(
        "person_group",
        "person_id",
        "group_id",
        memberships.entrySet(),
        Map.Entry::getKey,
        Map.Entry::getValue);
  }
}
