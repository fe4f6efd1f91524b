package org.recado.archive.hold;

import java.util.ArrayList;
import java.util.List;

/**
 * A condition on rows of the search index.
 *
 * @param sql with a question mark for each value
 */
public record IndexWhere(String sql, List<Object> values) {

  public IndexWhere {
    values = List.copyOf(values);
  }

  /** Its values, and more after them. */
  public Object[] with(Object... more) {
    var all = new ArrayList<Object>(values);
    all.addAll(List.of(more));
    return all.toArray();
  }
}
