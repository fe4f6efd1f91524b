package org.recado.directory;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a source gave: everything, or what changed since a position.
 *
 * @param gone ids of entries that are no longer there, or no longer selected; of any kind, and some
 *     perhaps never known. Empty if everything was read: then who is not in it is gone
 * @param position from where the next reading goes on; empty if it has to read everything
 */
record Reading(
    List<LdapEntry> people,
    List<LdapEntry> groups,
    List<LdapEntry> contacts,
    Set<String> gone,
    Map<String, String> position) {

  Reading at(Map<String, String> other) {
    return new Reading(people, groups, contacts, gone, other);
  }
}
