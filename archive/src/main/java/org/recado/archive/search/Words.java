package org.recado.archive.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Words to be found in a text: all of them, in any form and with or without accents. Quotes make a
 * phrase, a hyphen in front excludes, {@code or} joins what stands before it and after, a star at
 * the end stands for any ending. Whatever else is written is taken for a blank.
 */
public final class Words {

  private static final Pattern TERM = Pattern.compile("(-?)(?:\"([^\"]*)\"?|([^\\s\"]+))");
  private static final Pattern BEGINNING = Pattern.compile("([\\p{L}\\p{N}]+)\\*");
  private static final Pattern SAYING = Pattern.compile("[\\p{L}\\p{N}]");

  private final Sql query;

  private Words(Sql query) {
    this.query = query;
  }

  /**
   * @param typed anything; what has no word in it finds nothing
   */
  public static Words of(String typed) {
    var query = new Sql();
    boolean begins = true;
    boolean or = false;
    var terms = TERM.matcher(typed.replaceAll("\\p{Cntrl}", " "));
    while (terms.find()) {
      String phrase = terms.group(2);
      String word = terms.group(3);
      if ("or".equalsIgnoreCase(word) && terms.group(1).isEmpty()) {
        or = !begins;
        continue;
      }
      String text = phrase != null ? phrase : word;
      if (!SAYING.matcher(text).find()) {
        continue;
      }
      if (!begins) {
        // "and" binds closer
        query.add(or ? ") || (" : "&&");
      }
      query.add(terms.group(1).isEmpty() ? "" : "!!");
      var beginning = BEGINNING.matcher(text);
      if (phrase == null && beginning.matches()) {
        query.add("archive_index.beginning(?)", beginning.group(1));
      } else {
        query.add("archive_index.term(?)", text);
      }
      begins = false;
      or = false;
    }
    if (begins) {
      return new Words(Sql.of("''::tsquery"));
    }
    // of words that say nothing, such as "the", it is those that are looked for
    return new Words(
        Sql.of("coalesce(nullif((")
            .add(query)
            .add("), ''::tsquery), archive.search_query(?))", typed.replace('\0', ' ')));
  }

  /** As an expression of type tsquery; {@link #values} are its parameters. */
  public String sql() {
    return query.text();
  }

  public List<Object> values() {
    return query.values();
  }

  Sql query() {
    return query;
  }

  /** Whether a text says them. */
  public boolean in(String text, JdbcTemplate jdbc) {
    var values = new ArrayList<Object>();
    values.add(text.replace('\0', ' '));
    values.addAll(values());
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select archive.search_vector(?) @@ " + sql(), Boolean.class, values.toArray()));
  }
}
