package org.recado.mail;

import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.recado.commit.Loop;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Learns how mails end, for all nodes and for as long as mails end so. Learning happens beside the
 * mail's way and may lose a mail; nothing of a text is kept but digests.
 */
public final class LearnedHabits extends EndingHabits implements AutoCloseable {

  /** Mails that wait to be learned from; what comes on top is not learned from. */
  private static final int MOST_WAITING = 1_000;

  private static final int BATCH = 100;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How soon what other nodes learned is known here. */
  private static final Duration REFRESH = Duration.ofMinutes(1);

  private static final Duration FORGET_AFTER = Duration.ofDays(400);

  private static final String OF_EVERYBODY = Ending.digest(EVERYBODY);

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final ArrayBlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Loop loop;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile Set<String> known = Set.of();
  private Instant nextRefresh = Instant.EPOCH;

  private record Seen(String author, List<Ending> endings) {}

  public LearnedHabits(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.loop = new Loop("mail-habits", PAUSE, this::learnWaiting);
  }

  /** A mail was accepted: what it ends with may be learned, a moment later. */
  @Override
  public void seen(MailHeaders headers, String text) {
    headers
        .from()
        .ifPresent(
            author -> {
              var endings = Ending.withTextAbove(text.lines().toList());
              if (!endings.isEmpty() && waiting.offer(new Seen(author(author), endings))) {
                begin();
              }
            });
  }

  @Override
  boolean known(String author, Ending ending) {
    begin();
    String digest = author.isEmpty() ? OF_EVERYBODY : Ending.digest(author);
    return known.contains(digest + ending.digest());
  }

  /** The thread is there once somebody asks: commands that only explain need none. */
  private void begin() {
    if (!begun.getAndSet(true)) {
      loop.start();
    }
  }

  private boolean learnWaiting() {
    var batch = new ArrayList<Seen>();
    waiting.drainTo(batch, BATCH);
    var now = clock.instant();
    if (!batch.isEmpty()) {
      var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      var rows = new ArrayList<Object[]>();
      for (var seen : batch) {
        String author = Ending.digest(seen.author());
        for (var ending : seen.endings()) {
          rows.add(row(author, ending.digest(), ending.above(), today));
          rows.add(row(OF_EVERYBODY, ending.digest(), author, today));
        }
      }
      learn(rows);
    }
    if (!now.isBefore(nextRefresh)) {
      refresh();
      nextRefresh = now.plus(REFRESH);
    }
    return batch.size() == BATCH;
  }

  /** What this node and the others have learned by now; forgets what is long past. */
  private void refresh() {
    var oldest = LocalDate.ofInstant(clock.instant().minus(FORGET_AFTER), ZoneOffset.UTC);
    jdbc.update("DELETE FROM gateway.mail_ending WHERE last_seen < ?", Date.valueOf(oldest));
    known =
        Set.copyOf(
            jdbc.queryForList(
                """
                SELECT encode(author, 'hex') || encode(ending, 'hex') FROM gateway.mail_ending
                 GROUP BY author, ending HAVING count(*) >= ?
                """,
                String.class,
                ENOUGH));
  }

  /** Learns what waits, at once. */
  void learnNow() {
    boolean more = true;
    while (more) {
      more = learnWaiting();
    }
    refresh();
  }

  private static Object[] row(String author, String ending, String above, LocalDate today) {
    var hex = HexFormat.of();
    return new Object[] {
      hex.parseHex(author), hex.parseHex(ending), hex.parseHex(above), Date.valueOf(today)
    };
  }

  /** No more rows for an ending than are needed to know it. */
  private void learn(List<Object[]> rows) {
    jdbc.batchUpdate(
        """
        INSERT INTO gateway.mail_ending (author, ending, above, last_seen)
        SELECT n.author, n.ending, n.above, n.last_seen
          FROM (VALUES (?::bytea, ?::bytea, ?::bytea, ?::date)) AS n (author, ending, above, last_seen)
         WHERE (SELECT count(*) FROM gateway.mail_ending e
                 WHERE e.author = n.author AND e.ending = n.ending) < 3
        ON CONFLICT (author, ending, above) DO UPDATE SET last_seen = excluded.last_seen
        """,
        rows);
  }

  /** Learns what waits, and stops. */
  @Override
  public void close() {
    loop.close();
  }
}
