package org.recado.policy;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.recado.commit.Unnest;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Spreads the texts of whoever sends more than {@code recado.policy.paces} has for them: a minute's
 * worth leaves at once, and what is above it as the minutes come (the generic cell rate algorithm
 * of ITU-T I.371 annex A, with a minute of tolerance). All nodes share one row for each sender.
 */
public final class Paces {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final JdbcTemplate jdbc;
  private final List<PaceSettings> paces;
  private final Clock clock;

  public Paces(JdbcTemplate jdbc, List<PaceSettings> paces, Clock clock) {
    this.jdbc = jdbc;
    this.paces = List.copyOf(paces);
    this.clock = clock;
  }

  private record Key(HolderKind of, String holder) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::of).thenComparing(Key::holder);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Row(Key key, int texts, Duration interval) {}

  private static final Unnest<Row> ROWS =
      new Unnest<Row>()
          .column("text", row -> row.key().of().toString())
          .column("text", row -> row.key().holder())
          .column("float8", row -> row.interval().toNanos() / 1e9 * row.texts());

  private static final String TAKE =
      """
      INSERT INTO gateway.sender_pace AS p (kind, holder, taken_until)
      SELECT kind, holder, ?::timestamptz + taken * interval '1 second'
        FROM unnest(%s) AS n (kind, holder, taken)
          ON CONFLICT (kind, holder) DO UPDATE
         SET taken_until = greatest(p.taken_until, ?::timestamptz) + (excluded.taken_until - ?::timestamptz)
      RETURNING kind, holder, taken_until
      """
          .formatted(ROWS.arguments());

  /**
   * Gives each mail's texts their moments, in the caller's transaction.
   *
   * @return for each mail the moments of its texts, in their order; none where none has to wait
   */
  public List<List<Instant>> spread(List<Demand> mails) {
    var rows = new TreeMap<Key, Row>();
    mails.forEach(
        mail ->
            keysOf(mail)
                .forEach(
                    (key, interval) ->
                        rows.merge(
                            key,
                            new Row(key, mail.texts(), interval),
                            (a, b) -> new Row(key, a.texts() + b.texts(), interval))));
    if (rows.isEmpty()) {
      return mails.stream().map(mail -> List.<Instant>of()).toList();
    }
    var now = clock.instant();
    var next = take(rows, now);
    var moments = new ArrayList<List<Instant>>();
    for (var mail : mails) {
      var own = new ArrayList<Instant>();
      for (int i = 0; i < mail.texts(); i++) {
        var at = now;
        for (var pace : keysOf(mail).entrySet()) {
          var free = next.getOrDefault(pace.getKey(), now);
          next.put(pace.getKey(), free.plus(pace.getValue()));
          var may = free.plus(pace.getValue()).minus(MINUTE);
          at = may.isAfter(at) ? may : at;
        }
        own.add(at);
      }
      moments.add(own.stream().anyMatch(at -> at.isAfter(now)) ? own : List.of());
    }
    return moments;
  }

  private Map<Key, Duration> keysOf(Demand mail) {
    var keys = new TreeMap<Key, Duration>();
    for (var pace : paces) {
      pace.of()
          .shares(mail)
          .keySet()
          .forEach(
              holder -> {
                if (Quotas.fits(pace.of(), pace.names(), holder, mail)) {
                  keys.putIfAbsent(new Key(pace.of(), holder), MINUTE.dividedBy(pace.perMinute()));
                }
              });
    }
    return keys;
  }

  /** Where each sender's time was taken up to before this batch. */
  private Map<Key, Instant> take(NavigableMap<Key, Row> rows, Instant now) {
    var before = new HashMap<Key, Instant>();
    var all = List.copyOf(rows.values());
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(TAKE);
          statement.setTimestamp(1, Timestamp.from(now));
          int next = ROWS.set(statement, 2, all);
          statement.setTimestamp(next, Timestamp.from(now));
          statement.setTimestamp(next + 1, Timestamp.from(now));
          return statement;
        },
        row -> {
          String kind = row.getString(1);
          String holder = row.getString(2);
          var until = row.getTimestamp(3).toInstant();
          all.stream()
              .filter(r -> r.key().holder().equals(holder) && r.key().of().toString().equals(kind))
              .forEach(r -> before.put(r.key(), until.minus(r.interval().multipliedBy(r.texts()))));
        });
    return before;
  }
}
