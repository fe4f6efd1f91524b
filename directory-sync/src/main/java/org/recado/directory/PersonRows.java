package org.recado.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.message.MailAddress;

/** People of the snapshot, with addresses, logins and delegates. */
final class PersonRows {

  private final SourceRows rows;

  PersonRows(SourceRows rows) {
    this.rows = rows;
  }

  /**
   * @param people by id
   * @param removed ids of those who are gone
   * @param foreign ids of those filed under another source
   * @param memberships person → groups they are in, however deep
   */
  record Found(
      Map<String, PersonEntry> people,
      Set<String> removed,
      Set<String> foreign,
      Map<String, SortedSet<String>> memberships) {}

  /**
   * @param which a condition on {@code directory.person}
   */
  Found read(String which, Object... arguments) {
    var found = new Found(new TreeMap<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
    rows.jdbc()
        .query(
            """
            SELECT p.*,
              ARRAY(SELECT address_key FROM directory.person_address WHERE person_id = p.id) addresses,
              ARRAY(SELECT login_key FROM directory.person_login WHERE person_id = p.id) logins,
              ARRAY(SELECT delegate_id FROM directory.person_delegate WHERE person_id = p.id) delegates,
              ARRAY(SELECT group_id FROM directory.person_group WHERE person_id = p.id) in_groups
            FROM directory.person p
            WHERE
            """
                + which,
            row -> {
              PersonEntry person = person(row);
              found.people().put(person.id(), person);
              if (row.getObject("removed_at") != null) {
                found.removed().add(person.id());
              }
              if (!rows.source().equals(row.getString("source"))) {
                found.foreign().add(person.id());
              }
              SortedSet<String> groups = SourceRows.sorted(row, "in_groups");
              if (!groups.isEmpty()) {
                found.memberships().put(person.id(), groups);
              }
            },
            arguments);
    return found;
  }

  private static PersonEntry person(ResultSet row) throws SQLException {
    return new PersonEntry(
        row.getString("id"),
        row.getString("dn"),
        row.getString("name"),
        MailAddress.of(row.getString("mail")),
        SourceRows.sorted(row, "addresses"),
        SourceRows.sorted(row, "logins"),
        Optional.ofNullable(row.getString("region")),
        Optional.ofNullable(row.getString("department")),
        Optional.ofNullable(row.getString("manager")),
        Optional.ofNullable(row.getString("cost_centre")),
        SourceRows.sorted(row, "numbers"),
        Optional.ofNullable(row.getString("primary_group")),
        SourceRows.sorted(row, "delegates"),
        Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getBoolean("enabled"));
  }

  void write(List<PersonEntry> people, Instant now) {
    rows.jdbc()
        .batchUpdate(
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
              expires_at = excluded.expires_at\
            """,
            people,
            500,
            (statement, person) -> {
              statement.setString(1, person.id());
              statement.setString(2, rows.source());
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
    rows.delete("person_address", "person_id", people.stream().map(PersonEntry::id).toList());
    rows.pairs(
        """
        INSERT INTO directory.person_address (address_key, person_id, is_primary)
        SELECT a.key, a.id, a.key = lower(p.mail)
        FROM unnest(?::text[], ?::text[]) AS a (id, key) JOIN directory.person p ON p.id = a.id\
        """,
        people,
        PersonEntry::id,
        PersonEntry::addresses);
    rows.replace(
        "person_login", "person_id", "login_key", people, PersonEntry::id, PersonEntry::logins);
    rows.replace(
        "person_delegate",
        "person_id",
        "delegate_id",
        people,
        PersonEntry::id,
        PersonEntry::delegates);
  }

  /** They stay known, for the archive, and may do nothing. */
  void remove(Collection<String> ids, Instant now) {
    var at = now.atOffset(ZoneOffset.UTC);
    rows.jdbc()
        .update(
            "UPDATE directory.person SET enabled = false, removed_at = ?, changed_at = ? WHERE id ="
                + " ANY (?)",
            at,
            at,
            SourceRows.texts(ids));
  }
}
