package org.recado.assembly;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.recado.trial.TrialDatabase;

/**
 * Where in a database something is written, in whatever table and column: as text or JSON, or as
 * octets in one of the character sets of mail and SMS, or within base64.
 */
final class Traces {

  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE);

  private static final String TABLES =
      """
      SELECT n.nspname || '.' || quote_ident(c.relname) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      """;

  private Traces() {}

  /** The names of the tables it is in. */
  static Set<String> of(TrialDatabase database, String words) {
    var found = new TreeSet<String>();
    try (var connection = database.superuser();
        var statement = connection.createStatement()) {
      var tables = new ArrayList<String>();
      try (var rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      var patterns = connection.createArrayOf("text", patterns(words).toArray());
      for (String table : tables) {
        // a row as text has every column, octets as hexadecimal
        try (var query =
            connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM %s t WHERE t::text ILIKE ANY (?))".formatted(table))) {
          query.setArray(1, patterns);
          try (var row = query.executeQuery()) {
            if (row.next() && row.getBoolean(1)) {
              found.add(table);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static Set<String> patterns(String words) {
    var patterns = new LinkedHashSet<String>();
    patterns.add("%" + words + "%");
    for (var charset : CHARSETS) {
      byte[] octets = words.getBytes(charset);
      patterns.add("%" + HexFormat.of().formatHex(octets) + "%");
      for (int before = 0; before < 3; before++) {
        String letters = base64(octets, before);
        patterns.add("%" + letters + "%");
        patterns.add(
            "%" + HexFormat.of().formatHex(letters.getBytes(StandardCharsets.US_ASCII)) + "%");
      }
    }
    return patterns;
  }

  /** The letters that stand for the octets alone, wherever they begin. */
  private static String base64(byte[] octets, int before) {
    byte[] shifted = new byte[octets.length + before];
    System.arraycopy(octets, 0, shifted, before, octets.length);
    String letters = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int whole = shifted.length / 3 * 4;
    return letters.substring(before == 0 ? 0 : 4, whole);
  }
}
