package org.recado.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of one source, and the few forms in which they are asked for and written. */
record SourceRows(JdbcTemplate jdbc, String source) {

  /** The first column. */
  Set<String> set(String sql, Object... arguments) {
    return new HashSet<>(jdbc.queryForList(sql, String.class, arguments));
  }

  /** The first column → all of the second that stand beside it. */
  Map<String, Set<String>> sets(String sql, Object... arguments) {
    var sets = new HashMap<String, Set<String>>();
    jdbc.query(
        sql,
        row -> {
          sets.computeIfAbsent(row.getString(1), key -> new HashSet<>()).add(row.getString(2));
        },
        arguments);
    return sets;
  }

  /** Rows of {@code table} whose {@code column} is one of these go. */
  void delete(String table, String column, Collection<String> ids) {
    jdbc.update(
        "DELETE FROM directory." + table + " WHERE " + column + " = ANY (?)", (Object) texts(ids));
  }

  /** What {@code table} holds of these owners becomes these values. */
  <T> void replace(
      String table,
      String ownerColumn,
      String valueColumn,
      Collection<T> owners,
      Function<T, String> id,
      Function<T, ? extends Collection<String>> values) {
    delete(table, ownerColumn, owners.stream().map(id).toList());
    pairs(
        "INSERT INTO directory."
            + table
            + " ("
            + ownerColumn
            + ", "
            + valueColumn
            + ") SELECT * FROM unnest(?::text[], ?::text[])",
        owners,
        id,
        values);
  }

  /** One statement for all (id, value) pairs of these. */
  <T> void pairs(
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

  /** Entries of {@code table} that were written before their DN was noted. */
  <T> void noteDns(
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
          entry -> DnKey.of(dn.apply(entry)).stream().toList());
    }
  }

  static SortedSet<String> sorted(ResultSet row, String column) throws SQLException {
    return new TreeSet<>(Arrays.asList((String[]) row.getArray(column).getArray()));
  }

  static String[] texts(Collection<String> values) {
    return values.toArray(String[]::new);
  }
}
