package org.recado.directory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.Snapshot.Totals;
import org.recado.directory.SyncReport.Change;
import org.recado.directory.SyncReport.Difference;
import org.recado.directory.SyncReport.Kind;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads and writes the snapshot of one source, in the caller's transaction. */
final class SnapshotStore implements ChangeFeed.IdsOf {

  private final JdbcTemplate jdbc;
  private final String source;
  private final String[] configured;
  private final SourceRows rows;
  private final PersonRows people;
  private final GroupRows groups;
  private final ContactRows contacts;
  private final MembershipRows memberships;

  /**
   * @param configured the names of all sources there are
   */
  SnapshotStore(JdbcTemplate jdbc, String source, Collection<String> configured) {
    this.jdbc = jdbc;
    this.source = source;
    this.configured = SourceRows.texts(configured);
    this.rows = new SourceRows(jdbc, source);
    this.people = new PersonRows(rows);
    this.groups = new GroupRows(rows);
    this.contacts = new ContactRows(rows);
    this.memberships = new MembershipRows(rows);
  }

  MembershipRows memberships() {
    return memberships;
  }

  SyncState state() {
    return new SyncState(rows);
  }

  /** An id of {@code copy} that belongs to another source: two sources read the same entry. */
  Optional<String> idOfAnotherSource(DirectoryCopy copy) {
    return jdbc
        .queryForList(
            """
            SELECT id || ' (source ' || source || ')' FROM (
              SELECT id, source FROM directory.person WHERE id = ANY (?)
              UNION ALL SELECT id, source FROM directory.group_entry WHERE id = ANY (?)
              UNION ALL SELECT id, source FROM directory.contact WHERE id = ANY (?)) known
            WHERE source <> ? AND source = ANY (?)
            LIMIT 1\
            """,
            String.class,
            SourceRows.texts(copy.people().keySet()),
            SourceRows.texts(copy.groups().keySet()),
            SourceRows.texts(copy.contacts().keySet()),
            source,
            configured)
        .stream()
        .findFirst();
  }

  /** All the source has, and who is in {@code copy} though filed under a source that is gone. */
  Snapshot load(DirectoryCopy copy) {
    return load(
        "source = ? OR (id = ANY (?) AND source <> ALL (?))",
        new Object[] {source, SourceRows.texts(copy.people().keySet()), configured},
        "source = ?",
        new Object[] {source},
        Optional.empty());
  }

  /** Only these, of whatever kind, with the totals of all. */
  Snapshot load(Set<String> ids) {
    Object[] some = {source, SourceRows.texts(ids)};
    return load("source = ? AND id = ANY (?)", some, "source = ? AND id = ANY (?)", some, totals());
  }

  private Snapshot load(
      String whichPeople,
      Object[] peopleArguments,
      String which,
      Object[] arguments,
      Optional<Totals> totals) {
    var found = people.read(whichPeople, peopleArguments);
    return new Snapshot(
        found.people(),
        found.removed(),
        found.foreign(),
        groups.read(which, arguments),
        contacts.read(which, arguments),
        found.memberships(),
        totals);
  }

  private Optional<Totals> totals() {
    return Optional.ofNullable(
        jdbc.queryForObject(
            """
            SELECT
              (SELECT count(*) FROM directory.person WHERE source = ? AND enabled),
              (SELECT count(DISTINCT m.person_id) FROM directory.person_group m
                JOIN directory.person p ON p.id = m.person_id WHERE p.source = ? AND p.enabled),
              (SELECT count(*) FROM directory.group_entry WHERE source = ?),
              (SELECT count(*) FROM directory.contact WHERE source = ? AND enabled)\
            """,
            (row, i) -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            source,
            source,
            source,
            source));
  }

  /** Of each of these ids that is known, the digest of its DN; empty text if never noted. */
  Map<String, String> dnKeys(Set<String> ids) {
    var keys = new HashMap<String, String>();
    jdbc.query(
        """
        SELECT id, dn_key FROM directory.person
          WHERE source = ? AND id = ANY (?) AND removed_at IS NULL
        UNION ALL SELECT id, dn_key FROM directory.group_entry WHERE source = ? AND id = ANY (?)
        UNION ALL SELECT id, dn_key FROM directory.contact WHERE source = ? AND id = ANY (?)\
        """,
        row -> {
          String key = row.getString("dn_key");
          keys.put(row.getString("id"), key == null ? "" : key);
        },
        source,
        SourceRows.texts(ids),
        source,
        SourceRows.texts(ids),
        source,
        SourceRows.texts(ids));
    return keys;
  }

  /** Who has these DNs or logins, but for some ids that are being read anew. */
  Map<String, Member> members(Set<String> keys, Set<String> logins, Set<String> butNot) {
    var members = new HashMap<String, Member>();
    jdbc.query(
        """
        SELECT 'CONTACT' kind, id, dn_key AS key FROM directory.contact
          WHERE source = ? AND dn_key = ANY (?)
        UNION ALL SELECT 'GROUP', id, dn_key FROM directory.group_entry
          WHERE source = ? AND dn_key = ANY (?)
        UNION ALL SELECT 'PERSON', id, dn_key FROM directory.person
          WHERE source = ? AND dn_key = ANY (?) AND removed_at IS NULL
        UNION ALL SELECT 'PERSON', p.id, l.login_key FROM directory.person_login l
          JOIN directory.person p ON p.id = l.person_id
          WHERE p.source = ? AND l.login_key = ANY (?) AND p.removed_at IS NULL\
        """,
        row -> {
          if (!butNot.contains(row.getString("id"))) {
            members.put(
                row.getString("key"),
                new Member(Kind.valueOf(row.getString("kind")), row.getString("id")));
          }
        },
        source,
        SourceRows.texts(keys),
        source,
        SourceRows.texts(keys),
        source,
        SourceRows.texts(keys),
        source,
        SourceRows.texts(logins));
    return members;
  }

  @Override
  public Set<String> people() {
    return rows.set(
        "SELECT id FROM directory.person WHERE source = ? AND removed_at IS NULL", source);
  }

  @Override
  public Set<String> groups() {
    return rows.set("SELECT id FROM directory.group_entry WHERE source = ?", source);
  }

  /** But for the mobiles of employees, which come and go with the employee. */
  @Override
  public Set<String> contacts() {
    return rows.set(
        """
        SELECT id FROM directory.contact c WHERE source = ? AND NOT EXISTS (
          SELECT FROM directory.person p WHERE p.id = c.id AND p.removed_at IS NULL)\
        """,
        source);
  }

  void write(Changes changes, Instant now) {
    people.write(changes.people, now);
    people.remove(changes.peopleGone, now);
    rows.delete("group_entry", "id", changes.groupsGone);
    groups.write(changes.groups);
    rows.delete("contact", "id", changes.contactsGone);
    contacts.write(changes.contacts);
    memberships.write(changes.memberships);
    writeHistory(changes, now);
  }

  /** What people were, are and may do, one row for each change. */
  private void writeHistory(Changes changes, Instant now) {
    var rows = new ArrayList<Difference>();
    changes.differences.stream().filter(d -> d.kind() == Kind.PERSON).forEach(rows::add);
    changes.memberships.forEach(
        (person, groups) ->
            rows.add(
                new Difference(
                    Kind.PERSON, Change.CHANGED, person, "", "groups now " + groups.size())));
    jdbc.batchUpdate(
        "INSERT INTO directory.person_change (at, source, person_id, change, detail) VALUES (?, ?,"
            + " ?, ?, ?)",
        rows,
        500,
        (statement, row) -> {
          statement.setObject(1, now.atOffset(ZoneOffset.UTC));
          statement.setString(2, source);
          statement.setString(3, row.id());
          statement.setString(4, row.change().name());
          statement.setString(5, row.detail());
        });
  }

  /** People who lost their rights since then, and since somebody last accepted a run. */
  long lostSince(Instant since) {
    Long lost =
        jdbc.queryForObject(
            """
            SELECT count(DISTINCT c.person_id) FROM directory.person_change c
            JOIN directory.person p ON p.id = c.person_id AND NOT p.enabled
            WHERE c.source = ? AND c.change IN ('DISABLED', 'REMOVED') AND c.at > ?
              AND c.at > coalesce((SELECT max(r.finished_at) FROM directory.sync_run r
                WHERE r.source = c.source AND r.accepted), '-infinity')\
            """,
            Long.class,
            source,
            since.atOffset(ZoneOffset.UTC));
    return lost == null ? 0 : lost;
  }

  /** Entries written before their DN was noted. */
  void noteDns(DirectoryCopy copy) {
    rows.noteDns("person", copy.people().values(), PersonEntry::id, PersonEntry::dn);
    rows.noteDns("group_entry", copy.groups().values(), GroupEntry::id, GroupEntry::dn);
    rows.noteDns("contact", copy.contacts().values(), ContactEntry::id, ContactEntry::dn);
  }
}
