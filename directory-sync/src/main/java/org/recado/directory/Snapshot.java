package org.recado.directory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.PersonEntry;

/**
 * What the database knows of one source before a run.
 *
 * @param totals how many there are in all, where the maps hold only some
 * @param removed ids of people an earlier run no longer found
 * @param foreign ids of people still filed under a source that is no longer configured
 */
record Snapshot(
    Map<String, PersonEntry> people,
    Set<String> removed,
    Set<String> foreign,
    Map<String, GroupEntry> groups,
    Map<String, ContactEntry> contacts,
    Map<String, SortedSet<String>> memberships,
    Optional<Totals> totals) {

  /** Of those who may do something now. */
  record Totals(long people, long inGroups, long groups, long contacts) {}
}
