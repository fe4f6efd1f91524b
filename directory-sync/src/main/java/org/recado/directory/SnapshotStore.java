package org.recado.directory;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads and writes the snapshot of one source, in the caller's transaction. */
final class SnapshotStore {

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

  Snapshot load(DirectoryCopy copy) {
    var people = new TreeMap<String, PersonEntry>();
    var removed = new HashSet<String>();
    var foreign = new HashSet<String>();
    var memberships = new HashMap<String, SortedSet<String>>();
    jdbc.query(
        """
        SELECT p.*,
          ARRAY(SELECT address_key FROM directory.person_address WHERE person_id = p.id) addresses,
          ARRAY(SELECT login_key FROM directory.person_login WHERE person_id = p.id) logins,
          ARRAY(SELECT group_id FROM directory.person_group WHERE person_id = p.id) in_groups
        FROM directory.person p
        WHERE source = ? OR (id = ANY (?) AND source <> ALL (?))""",
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
        source,
        texts(copy.people().keySet()),
        configured);
    return new Snapshot(people, removed, foreign, groups(), contacts(), memberships);
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
  }

  private Map<String, GroupEntry> groups() {
    var groups = new TreeMap<String, GroupEntry>();
    jdbc.query(
        """
        SELECT g.*, ARRAY(SELECT member_kind || ' ' || member_id
          FROM directory.group_member WHERE group_id = g.id) members
        FROM directory.group_entry g WHERE source = ?""",
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
                  Optional.ofNullable(row.getString("mail")),
                  members));
        },
        source);
    return groups;
  }

  private Map<String, ContactEntry> contacts() {
    var contacts = new TreeMap<String, ContactEntry>();
    jdbc.query(
        """
        SELECT c.*,
          ARRAY(SELECT name_key FROM directory.contact_name WHERE contact_id = c.id) names,
          ARRAY(SELECT number FROM directory.contact_number WHERE contact_id = c.id) numbers
        FROM directory.contact c WHERE source = ?""",
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
        source);
    return contacts;
  }

  private void writePeople(List<PersonEntry> people, Instant now) {
    jdbc.batchUpdate(
        """
        INSERT INTO directory.person
          (id, source, dn, name, mail, region, department, manager, enabled, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, mail = excluded.mail, region = excluded.region,
          department = excluded.department, manager = excluded.manager,
          enabled = excluded.enabled, removed_at = NULL, changed_at = excluded.changed_at""",
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
  }

  private void writeGroups(List<GroupEntry> groups) {
    jdbc.batchUpdate(
        """
        INSERT INTO directory.group_entry (id, source, dn, name, mail) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, mail = excluded.mail""",
        groups,
        500,
        (statement, group) -> {
          statement.setString(1, group.id());
          statement.setString(2, source);
          statement.setString(3, group.dn());
          statement.setString(4, group.name());
          statement.setString(5, group.mail().orElse(null));
        });
    jdbc.update(
        "DELETE FROM directory.group_member WHERE group_id = ANY (?)",
        (Object) groups.stream().map(GroupEntry::id).toArray(String[]::new));
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
        INSERT INTO directory.contact (id, source, dn, name, enabled) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
          name = excluded.name, enabled = excluded.enabled""",
        contacts,
        500,
        (statement, contact) -> {
          statement.setString(1, contact.id());
          statement.setString(2, source);
          statement.setString(3, contact.dn());
          statement.setString(4, contact.name());
          statement.setBoolean(5, contact.enabled());
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
