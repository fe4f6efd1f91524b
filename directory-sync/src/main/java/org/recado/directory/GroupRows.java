package org.recado.directory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.SyncReport.Kind;

/** Groups of the snapshot, with their names and who is directly in them. */
final class GroupRows {

  private final SourceRows rows;

  GroupRows(SourceRows rows) {
    this.rows = rows;
  }

  /**
   * @param which a condition on {@code directory.group_entry}
   */
  Map<String, GroupEntry> read(String which, Object... arguments) {
    var groups = new TreeMap<String, GroupEntry>();
    rows.jdbc()
        .query(
            """
            SELECT g.*,
              ARRAY(SELECT name_key FROM directory.group_name WHERE group_id = g.id) names,
              ARRAY(SELECT member_kind || ' ' || member_id
                FROM directory.group_member WHERE group_id = g.id) members
            FROM directory.group_entry g WHERE
            """
                + which,
            row -> {
              var members = new LinkedHashSet<Member>();
              for (String member : SourceRows.sorted(row, "members")) {
                int space = member.indexOf(' ');
                members.add(
                    new Member(
                        Kind.valueOf(member.substring(0, space)), member.substring(space + 1)));
              }
              groups.put(
                  row.getString("id"),
                  new GroupEntry(
                      row.getString("id"),
                      row.getString("dn"),
                      row.getString("name"),
                      SourceRows.sorted(row, "names"),
                      Optional.ofNullable(row.getString("mail")),
                      Optional.ofNullable(row.getString("primary_key")),
                      members));
            },
            arguments);
    return groups;
  }

  void write(List<GroupEntry> groups) {
    rows.jdbc()
        .batchUpdate(
            """
            INSERT INTO directory.group_entry (id, source, dn, name, mail, dn_key, primary_key)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET source = excluded.source, dn = excluded.dn,
              name = excluded.name, mail = excluded.mail, dn_key = excluded.dn_key,
              primary_key = excluded.primary_key\
            """,
            groups,
            500,
            (statement, group) -> {
              statement.setString(1, group.id());
              statement.setString(2, rows.source());
              statement.setString(3, group.dn());
              statement.setString(4, group.name());
              statement.setString(5, group.mail().orElse(null));
              statement.setString(6, DnKey.of(group.dn()).orElse(null));
              statement.setString(7, group.primaryKey().orElse(null));
            });
    rows.replace("group_name", "group_id", "name_key", groups, GroupEntry::id, GroupEntry::names);
    rows.delete("group_member", "group_id", groups.stream().map(GroupEntry::id).toList());
    for (Kind kind : Kind.values()) {
      rows.pairs(
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
}
