package org.recado.receipt;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.smpp.MessageIdForms.Form;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How each account writes the ids of {@code submit_sm_resp} in its receipts, learned from what
 * matched on any node. Where an account keeps to one form that form is tried first: a short id read
 * in the wrong base may be another message's. Several threads may ask and tell.
 */
public final class IdForms {

  /** So many matches, and this share of them, make a habit. */
  private static final long ENOUGH = 20;

  private static final double NEARLY_ALL = 0.95;

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Map<String, Map<Form, Long>> known = new HashMap<>();
  private final Map<String, Map<Form, Long>> news = new HashMap<>();

  public IdForms(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How often receipts of a connection matched in this form, for people. */
  public record Learned(String connection, Form form, long matches) {}

  /** The forms with their matches, as last read. */
  public synchronized List<Learned> learned() {
    var all = new ArrayList<Learned>();
    known.forEach(
        (connection, forms) ->
            forms.forEach((form, matches) -> all.add(new Learned(connection, form, matches))));
    return all;
  }

  /** The account's habit, if it has one. */
  synchronized Optional<Form> habit(String connection) {
    var forms = known.getOrDefault(connection, Map.of());
    long total = forms.values().stream().mapToLong(Long::longValue).sum();
    return forms.entrySet().stream()
        .filter(each -> total >= ENOUGH && each.getValue() >= NEARLY_ALL * total)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  synchronized void matched(String connection, Form form) {
    news.computeIfAbsent(connection, c -> new EnumMap<>(Form.class)).merge(form, 1L, Long::sum);
    known.computeIfAbsent(connection, c -> new EnumMap<>(Form.class)).merge(form, 1L, Long::sum);
  }

  /** Writes down what this node learned and reads what all did, in the caller's transaction. */
  void exchange() {
    Map<String, Map<Form, Long>> mine;
    synchronized (this) {
      mine = new HashMap<>(news);
      news.clear();
    }
    mine.forEach(
        (connection, forms) ->
            forms.forEach(
                (form, matches) ->
                    jdbc.update(
                        """
                        INSERT INTO gateway.id_form AS f (connection, form, matches, last_match)
                        VALUES (?, ?, ?, ?)
                            ON CONFLICT (connection, form) DO UPDATE
                               SET matches = f.matches + excluded.matches,
                                   last_match = excluded.last_match
                        """,
                        connection,
                        form.name(),
                        matches,
                        Timestamp.from(clock.instant()))));
    var all = new HashMap<String, Map<Form, Long>>();
    jdbc.query(
        "SELECT connection, form, matches FROM gateway.id_form",
        row -> {
          all.computeIfAbsent(row.getString(1), c -> new EnumMap<>(Form.class))
              .put(Form.valueOf(row.getString(2)), row.getLong(3));
        });
    synchronized (this) {
      known.clear();
      known.putAll(all);
      news.forEach(
          (connection, forms) ->
              forms.forEach(
                  (form, matches) ->
                      known
                          .computeIfAbsent(connection, c -> new EnumMap<>(Form.class))
                          .merge(form, matches, Long::sum)));
    }
  }
}
