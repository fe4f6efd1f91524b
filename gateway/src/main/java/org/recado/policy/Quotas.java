package org.recado.policy;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.recado.commit.Unnest;
import org.recado.message.MailAddress;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts what is sent against the limits of {@code recado.policy.quotas}, in the transaction that
 * queues the texts: what is not queued is not counted, and of two nodes one waits for the other.
 */
public final class Quotas {

  /** At which share somebody is warned, in percent. */
  private static final int WARNED_AT = 80;

  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final JdbcTemplate jdbc;
  private final List<QuotaSettings> quotas;
  private final ZoneId zone;
  private final Clock clock;
  private volatile Instant nextSweep = Instant.EPOCH;

  /**
   * @param zone the firm's: when its days and months begin
   */
  public Quotas(JdbcTemplate jdbc, List<QuotaSettings> quotas, ZoneId zone, Clock clock) {
    this.jdbc = jdbc;
    this.quotas = List.copyOf(quotas);
    this.zone = zone;
    this.clock = clock;
  }

  /** One count. In one order on every node, so that nobody waits in a circle. */
  private record Key(HolderKind of, String holder, QuotaSettings.Period per)
      implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::of).thenComparing(Key::holder).thenComparing(Key::per);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** A limit somebody comes under, with what this mail takes of it. */
  private record Share(Key key, QuotaSettings limit, int segments) {}

  /** Rows of the count. */
  private record Row(Key key, String period, long segments, Instant until) {}

  /** How a count stands. */
  private static final class Standing {
    long used;
    boolean warned;
  }

  /**
   * What came of it.
   *
   * @param refused why a mail may not go, by its place in the list; all others were counted
   * @param warnings who is to be told that little is left
   */
  public record Taken(Map<Integer, String> refused, List<Warning> warnings) {}

  /**
   * Four fifths of a limit are used.
   *
   * @param to who is told
   * @param what whose limit, for the subject: {@code person}, {@code team Sevilla}
   * @param used segments with this mail
   * @param most the limit
   * @param until when counting begins anew
   */
  public record Warning(
      MailAddress to, String what, QuotaSettings.Period per, long used, int most, Instant until) {}

  private static final Unnest<Row> ROWS =
      new Unnest<Row>()
          .column("text", row -> row.key().of().toString())
          .column("text", row -> row.key().holder())
          .column("text", Row::period)
          .column("bigint", Row::segments)
          .column("timestamptz", row -> Timestamp.from(row.until()));

  private static final String TAKE =
      """
      INSERT INTO gateway.quota_use AS u (kind, holder, period, used, ends)
      SELECT * FROM unnest(%s)
          ON CONFLICT (kind, holder, period) DO UPDATE SET used = u.used + excluded.used
      RETURNING kind, holder, period, used, warned
      """
          .formatted(ROWS.arguments());

  private static final String SETTLE =
      """
      UPDATE gateway.quota_use u SET used = u.used - r.used, warned = u.warned OR r.warned
        FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[])
             AS r (kind, holder, period, used, warned)
       WHERE u.kind = r.kind AND u.holder = r.holder AND u.period = r.period
      """;

  /**
   * Counts these mails, in the caller's transaction and in their order: one statement, and a second
   * where one is refused or somebody is to be warned. A mail goes as a whole or not at all.
   */
  public Taken take(List<Demand> mails) {
    var shares = mails.stream().map(this::sharesOf).toList();
    var asked = new TreeMap<Key, Long>();
    shares.forEach(
        of -> of.forEach(share -> asked.merge(share.key(), (long) share.segments(), Long::sum)));
    if (asked.isEmpty()) {
      return new Taken(Map.of(), List.of());
    }
    // once: a batch that is under way at midnight belongs to the day it began in
    var day = clock.instant().atZone(zone).toLocalDate();
    var standing = count(asked, day);
    // as it was before this batch, and then one mail after the other
    asked.forEach((key, segments) -> at(standing, key).used -= segments);
    var refused = new LinkedHashMap<Integer, String>();
    var warnings = new ArrayList<Warning>();
    var back = new TreeMap<Key, Long>();
    var warned = new TreeMap<Key, Boolean>();
    for (int i = 0; i < mails.size(); i++) {
      var over =
          shares.get(i).stream()
              .filter(
                  share ->
                      at(standing, share.key()).used + share.segments() > share.limit().segments())
              .findFirst();
      if (over.isPresent()) {
        refused.put(i, sentence(over.get(), at(standing, over.get().key()).used, day));
        shares.get(i).forEach(share -> back.merge(share.key(), (long) share.segments(), Long::sum));
        continue;
      }
      for (var share : shares.get(i)) {
        var stands = at(standing, share.key());
        stands.used += share.segments();
        if (!stands.warned && stands.used * 100 >= (long) share.limit().segments() * WARNED_AT) {
          stands.warned = true;
          warned.put(share.key(), true);
          warning(mails.get(i), share, stands.used, day).ifPresent(warnings::add);
        }
      }
    }
    settle(back, warned, day);
    sweep();
    return new Taken(refused, warnings);
  }

  private List<Share> sharesOf(Demand demand) {
    var shares = new ArrayList<Share>();
    var done = new HashMap<Key, Boolean>();
    for (var quota : quotas) {
      quota
          .of()
          .shares(demand)
          .forEach(
              (holder, segments) -> {
                var key = new Key(quota.of(), holder, quota.per());
                if (fits(quota.of(), quota.names(), holder, demand)
                    && done.putIfAbsent(key, true) == null) {
                  shares.add(new Share(key, quota, segments));
                }
              });
    }
    return shares;
  }

  static boolean fits(HolderKind kind, List<String> names, String holder, Demand demand) {
    return names.isEmpty()
        || names.stream().anyMatch(name -> HolderKind.isNamed(kind, holder, demand, name));
  }

  private static Standing at(Map<Key, Standing> standing, Key key) {
    return Objects.requireNonNull(standing.get(key));
  }

  private Map<Key, Standing> count(Map<Key, Long> asked, LocalDate day) {
    var rows = new ArrayList<Row>();
    asked.forEach(
        (key, segments) ->
            rows.add(new Row(key, key.per().nameOf(day), segments, key.per().after(day, zone))));
    var byName = new HashMap<List<String>, Standing>();
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(TAKE);
          ROWS.set(statement, 1, rows);
          return statement;
        },
        row -> {
          var standing = new Standing();
          standing.used = row.getLong(4);
          standing.warned = row.getBoolean(5);
          byName.put(List.of(row.getString(1), row.getString(2), row.getString(3)), standing);
        });
    var standing = new HashMap<Key, Standing>();
    rows.forEach(
        row ->
            standing.put(
                row.key(),
                Objects.requireNonNull(
                    byName.get(
                        List.of(row.key().of().toString(), row.key().holder(), row.period())))));
    return standing;
  }

  /** Gives back what refused mails had taken, and notes who was warned. */
  private void settle(Map<Key, Long> back, Map<Key, Boolean> warned, LocalDate day) {
    var keys = new TreeMap<Key, Boolean>(warned);
    back.keySet().forEach(key -> keys.putIfAbsent(key, false));
    if (keys.isEmpty()) {
      return;
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(SETTLE);
          var all = List.copyOf(keys.keySet());
          statement.setArray(
              1,
              connection.createArrayOf(
                  "text", all.stream().map(key -> key.of().toString()).toArray()));
          statement.setArray(
              2, connection.createArrayOf("text", all.stream().map(Key::holder).toArray()));
          statement.setArray(
              3,
              connection.createArrayOf(
                  "text", all.stream().map(key -> key.per().nameOf(day)).toArray()));
          statement.setArray(
              4,
              connection.createArrayOf(
                  "bigint", all.stream().map(key -> back.getOrDefault(key, 0L)).toArray()));
          statement.setArray(
              5, connection.createArrayOf("boolean", all.stream().map(keys::get).toArray()));
          return statement;
        });
  }

  private String sentence(Share share, long used, LocalDate day) {
    var limit = share.limit();
    return "%s of %d segments a %s leaves %d, and this mail takes %d: send it again from %s on, or have the limit raised"
        .formatted(
            limit.of().shown(share.key().holder()),
            limit.segments(),
            limit.per(),
            Math.max(0, limit.segments() - used),
            share.segments(),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV")
                .format(limit.per().after(day, zone).atZone(zone)));
  }

  private Optional<Warning> warning(Demand demand, Share share, long used, LocalDate day) {
    var limit = share.limit();
    boolean own = limit.of() == HolderKind.PERSON;
    if (limit.warn().isEmpty() && !own) {
      return Optional.empty();
    }
    var to = limit.warn().isEmpty() ? demand.sender().mail() : MailAddress.of(limit.warn());
    return Optional.of(
        new Warning(
            to,
            own ? demand.sender().name() : share.key().holder(),
            limit.per(),
            used,
            limit.segments(),
            limit.per().after(day, zone)));
  }

  /** Forgets the counts of periods that ended a year ago and more. */
  private void sweep() {
    var now = clock.instant();
    if (now.isAfter(nextSweep)) {
      jdbc.update(
          "DELETE FROM gateway.quota_use WHERE ends < ?",
          Timestamp.from(now.minus(Duration.ofDays(366))));
      nextSweep = now.plus(BETWEEN_SWEEPS);
    }
  }
}
