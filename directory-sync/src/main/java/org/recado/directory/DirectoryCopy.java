package org.recado.directory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.recado.directory.SyncReport.Kind;
import org.recado.directory.SyncReport.Problem;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * What one source holds, read to its end: the staging copy a run compares with the snapshot. Maps
 * are by stable id.
 *
 * @param memberships person → ids of all groups the person is in, nested ones included
 */
record DirectoryCopy(
    Map<String, PersonEntry> people,
    Map<String, GroupEntry> groups,
    Map<String, ContactEntry> contacts,
    Map<String, SortedSet<String>> memberships,
    List<Problem> problems) {

  /**
   * @param addresses {@link MailAddress#key keys} of the mailbox and every alias
   * @param logins what the person may type to sign in, lower case
   * @param numbers E.164 digits
   * @param primaryGroup what the {@code primaryKey} of one group says too
   * @param delegates ids of people and groups who may send in this person's name
   * @param expires from when on the account is as good as disabled
   */
  record PersonEntry(
      String id,
      String dn,
      String name,
      MailAddress mail,
      SortedSet<String> addresses,
      SortedSet<String> logins,
      Optional<String> region,
      Optional<String> department,
      Optional<String> manager,
      Optional<String> costCentre,
      SortedSet<String> numbers,
      Optional<String> primaryGroup,
      SortedSet<String> delegates,
      Optional<Instant> expires,
      boolean enabled) {}

  record Member(Kind kind, String id) {}

  /**
   * @param names {@link NameKey keys} the group is written to by
   * @param primaryKey for those whose primary group it is
   */
  record GroupEntry(
      String id,
      String dn,
      String name,
      SortedSet<String> names,
      Optional<String> mail,
      Optional<String> primaryKey,
      Set<Member> members) {}

  /**
   * @param names {@link NameKey keys}
   */
  record ContactEntry(
      String id,
      String dn,
      String name,
      SortedSet<String> names,
      Set<Msisdn> numbers,
      boolean enabled) {}
}
