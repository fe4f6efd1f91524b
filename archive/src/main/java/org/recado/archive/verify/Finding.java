package org.recado.archive.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.record.RecordId;

/**
 * Something that is not as it was left.
 *
 * @param table where, in the database's schema {@code archive}
 * @param record which record, where it is about one
 * @param leaf its place in the tree, where it has one
 * @param what is wrong, in a sentence
 */
public record Finding(String table, Optional<RecordId> record, Optional<Long> leaf, String what) {

  static Finding in(String table, String what) {
    return new Finding(table, Optional.empty(), Optional.empty(), what);
  }

  String line() {
    return record.map(id -> "record " + id + " ").orElse("")
        + leaf.map(index -> "(leaf " + index + ") ").orElse("")
        + "in "
        + table
        + ": "
        + what;
  }

  Map<String, Object> json() {
    var json = new HashMap<String, Object>();
    json.put("table", table);
    json.put("what", what);
    record.ifPresent(id -> json.put("record", id.toString()));
    leaf.ifPresent(index -> json.put("leaf", index));
    return json;
  }
}
