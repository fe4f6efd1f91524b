package org.recado.archive.reconcile;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An operator's record of what it took: a CSV file (RFC 4180) with a header, comma or semicolon.
 *
 * @param connection whose account it is of, as in {@code recado.smpp.connections}
 * @param ids the operator's message ids, in the form in which both sides can be compared
 */
public record Cdr(String connection, Set<String> ids) {

  /**
   * @param column the header of the column with the message ids
   * @throws IOException with a sentence if it cannot be read or has no such column
   */
  public static Cdr read(Path file, String connection, String column) throws IOException {
    try (var lines = Files.newBufferedReader(file)) {
      List<String> header = row(lines, ',');
      char separator = header.size() == 1 && header.get(0).contains(";") ? ';' : ',';
      if (separator == ';') {
        header = List.of(header.get(0).split(";", -1));
      }
      int at = header.stream().map(String::strip).toList().indexOf(column);
      if (at < 0) {
        throw new IOException("The file " + file + " has no column " + column + ".");
      }
      Set<String> ids = new LinkedHashSet<>();
      for (var row = row(lines, separator); !row.isEmpty(); row = row(lines, separator)) {
        if (row.size() > at && !row.get(at).isBlank()) {
          ids.add(canonical(row.get(at).strip()));
        }
      }
      return new Cdr(connection, ids);
    }
  }

  /** Case and leading zeros differ between receipts, answers and files of one operator. */
  static String canonical(String id) {
    String bare = id.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    return bare;
  }

  /** Empty at the end of the file. */
  private static List<String> row(BufferedReader in, char separator) throws IOException {
    List<String> fields = new ArrayList<>();
    var field = new StringBuilder();
    boolean quoted = false;
    int c = in.read();
    while (c == '\r' || c == '\n') {
      c = in.read();
    }
    if (c < 0) {
      return fields;
    }
    for (; c >= 0 && (quoted || c != '\n'); c = in.read()) {
      if (c == '"') {
        if (quoted) {
          in.mark(1);
          if (in.read() == '"') {
            field.append('"');
          } else {
            in.reset();
            quoted = false;
          }
        } else {
          quoted = true;
        }
      } else if (c == separator && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c != '\r' || quoted) {
        field.append((char) c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
