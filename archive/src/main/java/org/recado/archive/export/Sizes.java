package org.recado.archive.export;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.recado.archive.record.Snapshot;

/** About how many octets the contents of messages have, without reading them. */
final class Sizes {

  /** What is not in the database counts as a mail of the usual size. */
  private static final String SIZES =
      """
      select r.message_id, sum(coalesce(octet_length(c.sealed), 65536)) as octets
      from archive.record r left join archive.content c on c.record_id = r.id
      where r.message_id = any (?)
      group by r.message_id
      """;

  private Sizes() {}

  static Map<UUID, Long> of(Snapshot snapshot, List<UUID> messages) throws SQLException {
    var sizes = new HashMap<UUID, Long>();
    try (var statement = snapshot.prepare(SIZES, 0)) {
      statement.setArray(1, statement.getConnection().createArrayOf("uuid", messages.toArray()));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          sizes.put(rows.getObject("message_id", UUID.class), rows.getLong("octets"));
        }
      }
    }
    return sizes;
  }
}
