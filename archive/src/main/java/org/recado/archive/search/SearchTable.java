package org.recado.archive.search;

import java.sql.SQLException;
import org.recado.archive.record.Snapshot;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Where the index is that is searched now, for statements of others: its columns are those of
 * docs/archive-format.md, section 6. Another one may take its place at any time, so ask each time.
 */
public final class SearchTable {

  private SearchTable() {}

  /** With its schema. */
  public static String current(JdbcTemplate jdbc) {
    var name =
        jdbc.execute(
            (ConnectionCallback<String>) connection -> Generation.current(connection).table());
    if (name == null) {
      throw new IllegalStateException("there is no search index");
    }
    return name;
  }

  /** With its schema. */
  public static String current(Snapshot snapshot) throws SQLException {
    return Generation.current(snapshot).table();
  }
}
