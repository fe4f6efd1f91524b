package org.recado.archive.export;

import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Snapshot;
import org.recado.message.MessageId;

/** The ids of the messages a selection chooses, with the mails that asked for them. */
final class Chosen {

  private Chosen() {}

  static List<UUID> messages(Snapshot snapshot, Selection selection) throws SQLException {
    var sql =
        new StringBuilder("select message_id, submission from archive.search_entry where true");
    List<Object> values = new ArrayList<>();
    selection
        .message()
        .ifPresent(
            id -> {
              sql.append(" and (message_id = ? or submission = ?)");
              values.add(id.value());
              values.add(id.toString());
            });
    selection
        .client()
        .ifPresent(
            client -> {
              sql.append(" and client = ?");
              values.add(client.e164());
            });
    selection
        .from()
        .ifPresent(
            from -> {
              sql.append(" and at >= ?");
              values.add(from.atOffset(ZoneOffset.UTC));
            });
    selection
        .before()
        .ifPresent(
            before -> {
              sql.append(" and at < ?");
              values.add(before.atOffset(ZoneOffset.UTC));
            });
    Set<UUID> ids = new LinkedHashSet<>();
    // a message asked for by name is exported even if the index has not read it yet
    if (selection.client().isEmpty()
        && selection.from().isEmpty()
        && selection.before().isEmpty()) {
      selection.message().map(MessageId::value).ifPresent(ids::add);
    }
    try (var statement = snapshot.prepare(sql + " order by at, message_id", 1_000)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getObject(1, UUID.class));
          add(rows.getString(2), ids);
        }
      }
    }
    return List.copyOf(ids);
  }

  private static void add(@Nullable String submission, Set<UUID> ids) {
    if (submission != null) {
      try {
        ids.add(MessageId.of(submission).value());
      } catch (IllegalArgumentException e) {
        // the fact names no message of ours: there is nothing more to export
        return;
      }
    }
  }
}
