package org.recado.directory;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.Snapshot.Totals;
import org.recado.directory.SyncReport.Change;
import org.recado.directory.SyncReport.Difference;
import org.recado.directory.SyncReport.Kind;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the snapshot of one source, in the caller's transaction. */
final class SnapshotStore implements ChangeFeed.IdsOf {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcTemplate jdbc;
  private final String source;
  private final String[] configured;

  /**
   * @param configured the names of all sources there are
   */
  SnapshotStore(JdbcTemplate jdbc, String source, Collection<String> configured) {
    this.jdbc = jdbc;
    this.source = source;
    this.configured = configured.toArray(String[]::new);
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
            LIMIT 1""",
            String.class,
            texts(copy.people().keySet()),
            texts(copy.groups().keySet()),
            texts(copy.contacts().keySet()),
            source,
            configured)
        .stream()
        .findFirst();
  }

  /** All the source has, and who is in {@code copy} though filed under a source that is gone. */
  Snapshot load(DirectoryCopy copy) {
    return load(
        "source = ? OR (id = ANY (?) AND source <> ALL (?))",
        new Object[] {source, texts(copy.people().keySet()), configured},
        "source = ?",
        new Object[] {source},
        Optional.empty());
  }

  /** Only these, of whatever kind, with the totals of all. */
  Snapshot load(Set<String> ids) {
    Object[] some = {source, texts(ids)};
    return load("source = ? AND id = ANY (?)", some, "source = ? AND id = ANY (?)", some, totals());
  }

  private Snapshot load(
      String whichPeople,
      Object[] peopleArguments,
      String which,
      Object[] arguments,
      Optional<Totals> totals) {
    var people = new TreeMap<String, PersonEntry>();
    var removed = new HashSet<String>();
    var foreign = new HashSet<String>();
    var memberships = new HashMap<String, SortedSet<String>>();
    jdbc.query(
        """
        SELECT p.*,
          ARRAY(SELECT address_key FROM directory.person_address WHERE person_id = p.id) addresses,
          ARRAY(SELECT login_key FROM directory.person_login WHERE person_id = p.id) logins,
          ARRAY(SELECT delegate_id FROM directory.person_delegate WHERE person_id = p.id) delegates,
          ARRAY(SELECT group_id FROM directory.person_group WHERE person_id = p.id) in_groups
        FROM directory.person p
        WHERE\s"""
            + whichPeople,
        row -> {
          PersonEntry person = person(row);
          people.put(person.id(), person);
          if (row.getObject("removed_at") != null) {
            removed.add(person.id());
          }
          if (!source.equals(row.getString("source"))) {
            foreign.add(person.id());
          }
          SortedSet<String> groups = sorted(row, "in_groups");
          if (!groups.isEmpty()) {
            memberships.put(person.id(), groups);
          }
        },
        peopleArguments);
    return new Snapshot(
        people,
        removed,
        foreign,
        groups(which, arguments),
        contacts(which, arguments),
        memberships,
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
              (SELECT count(*) FROM directory.contact WHERE source = ? AND enabled)""",
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
        UNION ALL SELECT id, dn_key FROM directory.contact WHERE source = ? AND id = ANY (?)""",
        row -> {
          String key = row.getString("dn_key");
          keys.put(row.getString("id"), key == null ? "" : key);
        },
        source,
        texts(ids),
        source,
        texts(ids),
        source,
        texts(ids));
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
          WHERE p.source = ? AND l.login_key = ANY (?) AND p.removed_at IS NULL""",
        row -> {
          if (!butNot.contains(row.getString("id"))) {
            members.put(
                row.getString("key"),
                new Member(Kind.valueOf(row.getString("kind")), row.getString("id")));
          }
        },
        source,
        texts(keys),
        source,
        texts(keys),
        source,
        texts(keys),
        source,
        texts(logins));
    return members;
  }

  /** Groups that have one of these directly in them. */
  Set<String> groupsWith(Set<String> ids) {
    return new HashSet<>(
        jdbc.queryForList(
            """
            SELECT DISTINCT m.group_id FROM directory.group_member m
            JOIN directory.group_entry g ON g.id = m.group_id
            WHERE g.source = ? AND m.member_id = ANY (?)""",
            String.class,
            source,
            texts(ids)));
  }

  /** Group → groups directly in it, of the whole source. */
  Map<String, Set<String>> groupsInGroups() {
    var edges = new HashMap<String, Set<String>>();
    jdbc.query(
        """
        SELECT m.group_id, m.member_id FROM directory.group_member m
        JOIN directory.group_entry g ON g.id = m.group_id
        WHERE g.source = ? AND m.member_kind = 'GROUP'""",
        row -> {
          edges.computeIfAbsent(row.getString(1), id -> new HashSet<>()).add(row.getString(2));
        },
        source);
    return edges;
  }

  /** People directly in these groups. */
  Set<String> peopleIn(Set<String> groups) {
    return new HashSet<>(
        jdbc.queryForList(
            """
            SELECT DISTINCT member_id FROM directory.group_member
            WHERE group_id = ANY (?) AND member_kind = 'PERSON'""",
            String.class,
            (Object) texts(groups)));
  }

  /** Person → groups they are directly in. */
  Map<String, Set<String>> directGroups(Set<String> people) {
    var groups = new HashMap<String, Set<String>>();
    jdbc.query(
        """
        SELECT m.member_id, m.group_id FROM directory.group_member m
        JOIN directory.group_entry g ON g.id = m.group_id
        WHERE g.source = ? AND m.member_kind = 'PERSON' AND m.member_id = ANY (?)""",
        row -> {
          groups.computeIfAbsent(row.getString(1), id -> new HashSet<>()).add(row.getString(2));
        },
        source,
        texts(people));
    return groups;
  }

  /** Primary key → the groups that have it. */
  Map<String, Set<String>> primaryGroups(Set<String> keys) {
    var groups = new HashMap<String, Set<String>>();
    jdbc.query(
        "SELECT primary_key, id FROM directory.group_entry WHERE source = ? AND primary_key = ANY (?)",
        row -> {
          groups.computeIfAbsent(row.getString(1), key -> new HashSet<>()).add(row.getString(2));
        },
        source,
        texts(keys));
    return groups;
  }

  /** People whose primary group has one of these keys. */
  Set<String> peopleWithPrimaryGroup(Set<String> keys) {
    return keys.isEmpty()
        ? Set.of()
        : new HashSet<>(
            jdbc.queryForList(
                "SELECT id FROM directory.person WHERE source = ? AND primary_group = ANY (?) AND removed_at IS NULL",
                String.class,
                source,
                texts(keys)));
  }

  @Override
  public Set<String> people() {
    return ids("SELECT id FROM directory.person WHERE source = ? AND removed_at IS NULL");
  }

  @Override
  public Set<String> groups() {
    return ids("SELECT id FROM directory.group_entry WHERE source = ?");
  }

  /** But for the mobiles of employees, which come and go with the employee. */
  @Override
  public Set<String> contacts() {
    return ids(
        """
        SELECT id FROM directory.contact c WHERE source = ? AND NOT EXISTS (
          SELECT FROM directory.person p WHERE p.id = c.id AND p.removed_at IS NULL)""");
  }

  private Set<String> ids(String sql) {
    return new HashSet<>(jdbc.queryForList(sql, String.class, source));
  }

  void write(Changes changes, Instant now) {
    writePeople(changes.people, now);
    jdbc.update(
        "UPDATE directory.person SET enabled = false, removed_at = ?, changed_at = ? WHERE id = ANY (?)",
        now.atOffset(ZoneOffset.UTC),
        now.atOffset(ZoneOffset.UTC),
        texts(changes.peopleGone));
    jdbc.update(
        "DELETE FROM directory.group_entry WHERE id = ANY (?)", (Object) texts(changes.groupsGone));
    writeGroups(changes.groups);
    jdbc.update(
        "DELETE FROM directory.contact WHERE id = ANY (?)", (Object) texts(changes.contactsGone));
    writeContacts(changes.contacts);
    writeMemberships(changes.memberships);
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
        "INSERT INTO directory.person_change (at, source, person_id, change, detail) VALUES (?, ?, ?, ?, ?)",
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
                WHERE r.source = c.source AND r.accepted), '-infinity')""",
            Long.class,
            source,
            since.atOffset(ZoneOffset.UTC));
    return lost == null ? 0 : lost;
  }

  /** How far the source was read; empty if it never was, or by other settings. */
  Optional<State> state(String fingerprint) {
    return jdbc
        .query(
            "SELECT position, full_at FROM directory.sync_state WHERE source = ? AND fingerprint = ?",
            (row, i) ->
                new State(
                    positions(row.getString("position")),
                    row.getObject("full_at", OffsetDateTime.class).toInstant()),
            source,
            fingerprint)
        .stream()
        .findFirst();
  }

  /**
   * @param position empty if changes cannot be asked for
   * @param fullAt when everything was read last
   */
  record State(Map<String, String> position, Instant fullAt) {}

  private static Map<String, String> positions(@Nullable String json) {
    return json == null
        ? Map.of()
        : JSON.readValue(
            json, JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
  }

  void noteState(String fingerprint, Map<String, String> position, Instant fullAt, Instant now) {
    jdbc.update(
        """
        INSERT INTO directory.sync_state (source, fingerprint, position, full_at, read_at)
        VALUES (?, ?, ?::jsonb, ?, ?)
        ON CONFLICT (source) DO UPDATE SET fingerprint = excluded.fingerprint,
          position = excluded.position, full_at = excluded.full_at, read_at = excluded.read_at""",
        source,
        fingerprint,
        position.isEmpty() ? null : JSON.writeValueAsString(position),
        fullAt.atOffset(ZoneOffset.UTC),
        now.atOffset(ZoneOffset.UTC));
  }

  /** Entries written before their DN was noted. */
  void noteDns(DirectoryCopy copy) {
    noteDns("person", copy.people().values(), PersonEntry::id, PersonEntry::dn);
    noteDns("group_entry", copy.groups().values(), GroupEntry::id, GroupEntry::dn);
    noteDns("contact", copy.contacts().values(), ContactEntry::id, ContactEntry::dn);
  }

  private <T> void noteDns(
      String table, Collection<T> entries, Function<T, String> id, Function<T, String> dn) {
    Integer without =
        jdbc.queryForObject(
            "SELECT count(*) FROM directory." + table + " WHERE source = ? AND dn_key IS NULL",
            Integer.class,
            source);
    if (without != null && without > 0) {
      pairs(
          "UPDATE directory."
              + table
              + " e SET dn_key = a.key FROM unnest(?::text[], ?::text[]) AS a (id, key)"
              + " WHERE e.id = a.id AND e.dn_key IS NULL",
          entries,
          id,
          entry -> DnKey.of(dn.apply(entry)).map(List::of).orElse(List.of()));
    }
  }

  private Map<String, GroupEntry> groups(String which, Object[] arguments) {
    var groups = new TreeMap<String, GroupEntry>();
    jdbc.query(
        """
        SELECT g.*,
          ARRAY(SELECT name_key FROM directory.group_name WHERE group_id = g.id) names,
          ARRAY(SELECT member_kind || ' ' || member_id
            FROM directory.group_member WHERE group_id = g.id) members
        FROM directory.group_entry g WHERE\s"""
            + which,
        row -> {
          var members = new LinkedHashSet<Member>();
          for (String member : sorted(row, "members")) {
            int space = member.indexOf(' ');
            members.add(
                new Member(Kind.valueOf(member.substring(0, space)), member.substring(space + 1)));
          }
          groups.put(
              row.getString("id"),
              new GroupEntry(
                  row.getString("id"),
                  row.getString("dn"),
                  row.getString("name"),
                  sorted(row, "names"),
                  Optional.ofNullable(row.getString("mail")),
                  Optional.ofNullable(row.getString("primary_key")),
                  members));
        },
        arguments);
    return groups;
  }

  private Map<String, ContactEntry> contacts(String which, Object[] arguments) {
    var contacts = new TreeMap<String, ContactEntry>();
    jdbc.query(
        """
        SELECT c.*,
          ARRAY(SELECT name_key FROM directory.contact_name WHERE contact_id = c.id) names,
          ARRAY(SELECT number FROM directory.contact_number WHERE contact_id = c.id) numbers
        FROM directory.contact c WHERE\s"""
            + which,
        row -> {
          var numbers = new LinkedHashSet<Msisdn>();
          sorted(row, "numbers").forEach(digits -> numbers.add(Msisdn.of(digits)));
          contacts.put(
              row.getString("id"),
              new ContactEntry(
                  row.getString("id"),
                  row.getString("dn"),
                  row.getString("name"),
                  sorted(row, "names"),
                  numbers,
                  row.getBoolean("enabled")));
        },
        arguments);
    return contacts;
  }

  private void writePeople(List<PersonEntry> people, Instant now) {
    jdbc.batchUpdate(
        """
        INSERT INTO directory.person
          (id, source, dn, name, mail, region, department, manager, enabled, changed_at,
           dn_key, cost_centre, numbers, primary_group, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, mail = excluded.mail, region = excluded.region,
          department = excluded.department, manager = excluded.manager,
          enabled = excluded.enabled, removed_at = NULL, changed_at = excluded.changed_at,
          dn_key = excluded.dn_key, cost_centre = excluded.cost_centre,
          numbers = excluded.numbers, primary_group = excluded.primary_group,
          expires_at = excluded.expires_at""",
        people,
        500,
        (statement, person) -> {
          statement.setString(1, person.id());
          statement.setString(2, source);
          statement.setString(3, person.dn());
          statement.setString(4, person.name());
          statement.setString(5, person.mail().toString());
          statement.setString(6, person.region().orElse(null));
          statement.setString(7, person.department().orElse(null));
          statement.setString(8, person.manager().orElse(null));
          statement.setBoolean(9, person.enabled());
          statement.setObject(10, now.atOffset(ZoneOffset.UTC));
          statement.setString(11, DnKey.of(person.dn()).orElse(null));
          statement.setString(12, person.costCentre().orElse(null));
          statement.setArray(
              13, statement.getConnection().createArrayOf("text", person.numbers().toArray()));
          statement.setString(14, person.primaryGroup().orElse(null));
          statement.setObject(
              15, person.expires().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
        });
    String[] ids = people.stream().map(PersonEntry::id).toArray(String[]::new);
    jdbc.update("DELETE FROM directory.person_address WHERE person_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.person_address (address_key, person_id, is_primary)
        SELECT a.key, a.id, a.key = lower(p.mail)
        FROM unnest(?::text[], ?::text[]) AS a (id, key) JOIN directory.person p ON p.id = a.id""",
        people,
        PersonEntry::id,
        PersonEntry::addresses);
    jdbc.update("DELETE FROM directory.person_login WHERE person_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.person_login (person_id, login_key)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        people,
        PersonEntry::id,
        PersonEntry::logins);
    jdbc.update("DELETE FROM directory.person_delegate WHERE person_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.person_delegate (person_id, delegate_id)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        people,
        PersonEntry::id,
        PersonEntry::delegates);
  }

  private void writeGroups(List<GroupEntry> groups) {
    jdbc.batchUpdate(
        """
        INSERT INTO directory.group_entry (id, source, dn, name, mail, dn_key, primary_key)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, mail = excluded.mail, dn_key = excluded.dn_key,
          primary_key = excluded.primary_key""",
        groups,
        500,
        (statement, group) -> {
          statement.setString(1, group.id());
          statement.setString(2, source);
          statement.setString(3, group.dn());
          statement.setString(4, group.name());
          statement.setString(5, group.mail().orElse(null));
          statement.setString(6, DnKey.of(group.dn()).orElse(null));
          statement.setString(7, group.primaryKey().orElse(null));
        });
    String[] ids = groups.stream().map(GroupEntry::id).toArray(String[]::new);
    jdbc.update("DELETE FROM directory.group_name WHERE group_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.group_name (group_id, name_key)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        groups,
        GroupEntry::id,
        GroupEntry::names);
    jdbc.update("DELETE FROM directory.group_member WHERE group_id = ANY (?)", (Object) ids);
    for (Kind kind : Kind.values()) {
      pairs(
          "INSERT INTO directory.group_member (group_id, member_id, member_kind) SELECT *, '%s' FROM unnest(?::text[], ?::text[])"
              .formatted(kind),
          groups,
          GroupEntry::id,
          group ->
              group.members().stream()
                  .filter(member -> member.kind() == kind)
                  .map(Member::id)
                  .toList());
    }
  }

  private void writeContacts(List<ContactEntry> contacts) {
    jdbc.batchUpdate(
        """
        INSERT INTO directory.contact (id, source, dn, name, enabled, dn_key)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, enabled = excluded.enabled, dn_key = excluded.dn_key""",
        contacts,
        500,
        (statement, contact) -> {
          statement.setString(1, contact.id());
          statement.setString(2, source);
          statement.setString(3, contact.dn());
          statement.setString(4, contact.name());
          statement.setBoolean(5, contact.enabled());
          statement.setString(6, DnKey.of(contact.dn()).orElse(null));
        });
    String[] ids = contacts.stream().map(ContactEntry::id).toArray(String[]::new);
    jdbc.update("DELETE FROM directory.contact_name WHERE contact_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.contact_name (contact_id, name_key)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        contacts,
        ContactEntry::id,
        ContactEntry::names);
    jdbc.update("DELETE FROM directory.contact_number WHERE contact_id = ANY (?)", (Object) ids);
    pairs(
        """
        INSERT INTO directory.contact_number (contact_id, number)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        contacts,
        ContactEntry::id,
        contact -> contact.numbers().stream().map(Msisdn::digits).toList());
  }

  private void writeMemberships(Map<String, SortedSet<String>> memberships) {
    jdbc.update(
        "DELETE FROM directory.person_group WHERE person_id = ANY (?)",
        (Object) texts(memberships.keySet()));
    pairs(
        """
        INSERT INTO directory.person_group (person_id, group_id)
        SELECT * FROM unnest(?::text[], ?::text[])""",
        memberships.entrySet(),
        Map.Entry::getKey,
        Map.Entry::getValue);
  }

  /** One statement for all (id, value) pairs of these. */
  private <T> void pairs(
      String sql,
      Collection<T> owners,
      Function<T, String> id,
      Function<T, ? extends Collection<String>> values) {
    var ids = new ArrayList<String>();
    var all = new ArrayList<String>();
    for (T owner : owners) {
      for (String value : values.apply(owner)) {
        ids.add(id.apply(owner));
        all.add(value);
      }
    }
    if (!ids.isEmpty()) {
      jdbc.update(sql, texts(ids), texts(all));
    }
  }

  private static PersonEntry person(ResultSet row) throws SQLException {
    return new PersonEntry(
        row.getString("id"),
        row.getString("dn"),
        row.getString("name"),
        MailAddress.of(row.getString("mail")),
        sorted(row, "addresses"),
        sorted(row, "logins"),
        Optional.ofNullable(row.getString("region")),
        Optional.ofNullable(row.getString("department")),
        Optional.ofNullable(row.getString("manager")),
        Optional.ofNullable(row.getString("cost_centre")),
        sorted(row, "numbers"),
        Optional.ofNullable(row.getString("primary_group")),
        sorted(row, "delegates"),
        Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getBoolean("enabled"));
  }

  private static SortedSet<String> sorted(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return new TreeSet<>(Arrays.asList((String[]) array.getArray()));
  }

  private static String[] texts(Collection<String> values) {
    return values.toArray(String[]::new);
  }
}
