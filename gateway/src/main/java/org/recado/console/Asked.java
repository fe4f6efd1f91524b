package org.recado.console;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import org.recado.archive.search.Query;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What somebody asked for, held to what they may see: the one way from a form to a query. */
@Component
final class Asked {

  /** More people of one name than a firm has. */
  private static final String PEOPLE_CALLED =
      """
      select id, mail from directory.person
      where archive.fold(name) like '%' || archive.fold(?) || '%'
        or lower(mail) like lower(?) || '@%'
      limit 100
      """;

  private final JdbcTemplate jdbc;
  private final ZoneId zone;

  Asked(JdbcTemplate jdbc, ConsoleProperties properties) {
    this.jdbc = jdbc;
    this.zone = properties.zone();
  }

  /** Call only if there are no mistakes in the form. */
  Query query(Visitor visitor, SearchForm form) {
    return visitor.restrict(narrowed(visitor, form));
  }

  /** Only who sees messages of others may ask for somebody's. */
  private Query narrowed(Visitor visitor, SearchForm form) {
    var query = form.query(zone);
    if (form.who().isEmpty() || !visitor.readsOthers()) {
      return query;
    }
    return form.who().contains("@")
        ? query.withMailbox(form.who())
        : query.withOnlyOf(peopleCalled(form.who()));
  }

  private Set<String> peopleCalled(String name) {
    String literal = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    var names = new HashSet<String>();
    jdbc.query(
        PEOPLE_CALLED,
        row -> {
          names.add(row.getString("id"));
          names.add(row.getString("mail"));
        },
        literal,
        literal);
    return names;
  }
}
