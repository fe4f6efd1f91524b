package org.recado.commit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as one statement: each column of the rows becomes an array, which {@code unnest} turns
 * into rows again. One round trip and one plan, however many rows there are.
 *
 * @param <T> a row
 */
public final class Unnest<T> {

  private record Column<T>(String type, Function<T, @Nullable Object> value) {}

  private final List<Column<T>> columns = new ArrayList<>();

  /** Adds a column of a PostgreSQL type, in the order of the statement. */
  public Unnest<T> column(String type, Function<T, @Nullable Object> value) {
    columns.add(new Column<>(type, value));
    return this;
  }

  /** The arguments of {@code unnest(…)}: {@code ?::uuid[], ?::text[]}. */
  public String arguments() {
    return columns.stream()
        .map(column -> "?::" + column.type() + "[]")
        .collect(Collectors.joining(", "));
  }

  /**
   * Sets the arrays, from parameter {@code first} on.
   *
   * @return the number of the parameter after them
   */
  public int set(PreparedStatement statement, int first, List<T> rows) throws SQLException {
    int at = first;
    for (var column : columns) {
      // the driver sends an array of strings as it is, and of anything else by its literal
      var values = column.type().equals("text") ? new String[rows.size()] : new Object[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = storable(column.value().apply(rows.get(i)));
      }
      statement.setArray(at++, statement.getConnection().createArrayOf(column.type(), values));
    }
    return at;
  }

  /** PostgreSQL's text has no NUL, and a row that can never be written would be tried for ever. */
  private static @Nullable Object storable(@Nullable Object value) {
    return value instanceof String text ? text.replace('\0', '\uFFFD') : value;
  }
}
