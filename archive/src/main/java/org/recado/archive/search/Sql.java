package org.recado.archive.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A statement, or a piece of one, with the values of its parameters. */
final class Sql {

  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  static Sql of(String text, Object... values) {
    return new Sql().add(text, values);
  }

  /**
   * @param more a value for each question mark; an array of objects is an array of texts
   */
  Sql add(String piece, Object... more) {
    text.append(piece).append('\n');
    values.addAll(Arrays.asList(more));
    return this;
  }

  Sql add(Sql other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    var statement = connection.prepareStatement(text.toString());
    bind(statement);
    return statement;
  }

  List<Object> values() {
    return List.copyOf(values);
  }

  String text() {
    return text.toString();
  }

  void bind(PreparedStatement statement) throws SQLException {
    int place = 1;
    for (Object value : values) {
      if (value instanceof Object[] several) {
        statement.setArray(place++, statement.getConnection().createArrayOf("text", several));
      } else {
        statement.setObject(place++, value);
      }
    }
  }
}
