package org.recado.directory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.message.Msisdn;

/** Clients of the snapshot, with their names and numbers. */
final class ContactRows {

  private final SourceRows rows;

  ContactRows(SourceRows rows) {
    this.rows = rows;
  }

  /**
   * @param which a condition on {@code directory.contact}
   */
  Map<String, ContactEntry> read(String which, Object... arguments) {
    var contacts = new TreeMap<String, ContactEntry>();
    rows.jdbc()
        .query(
            """
            SELECT c.*,
              ARRAY(SELECT name_key FROM directory.contact_name WHERE contact_id = c.id) names,
              ARRAY(SELECT number FROM directory.contact_number WHERE contact_id = c.id) numbers
            FROM directory.contact c WHERE
            """
                + which,
            row -> {
              var numbers = new LinkedHashSet<Msisdn>();
              SourceRows.sorted(row, "numbers").forEach(digits -> numbers.add(Msisdn.of(digits)));
              contacts.put(
                  row.getString("id"),
                  new ContactEntry(
                      row.getString("id"),
                      row.getString("dn"),
                      row.getString("name"),
                      SourceRows.sorted(row, "names"),
                      numbers,
                      row.getBoolean("enabled")));
            },
            arguments);
    return contacts;
  }

  void write(List<ContactEntry> contacts) {
    rows.jdbc()
        .batchUpdate(
            """
            INSERT INTO directory.contact (id, source, dn, name, enabled, dn_key)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
              name = excluded.name, enabled = excluded.enabled, dn_key = excluded.dn_key\
            """,
            contacts,
            500,
            (statement, contact) -> {
              statement.setString(1, contact.id());
              statement.setString(2, rows.source());
              statement.setString(3, contact.dn());
              statement.setString(4, contact.name());
              statement.setBoolean(5, contact.enabled());
              statement.setString(6, DnKey.of(contact.dn()).orElse(null));
            });
    rows.replace(
        "contact_name", "contact_id", "name_key", contacts, ContactEntry::id, ContactEntry::names);
    rows.replace(
        "contact_number",
        "contact_id",
        "number",
        contacts,
        ContactEntry::id,
        contact -> contact.numbers().stream().map(Msisdn::digits).toList());
  }
}
