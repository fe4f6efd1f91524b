package org.recado.status;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.outbound.SmsState;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every change of state of applications' texts, in one order in which nothing ever comes behind a
 * cursor that was handed out. Transactions do not commit in the order in which they took numbers;
 * so a change gets its place only once it is committed, from whoever holds the one row of {@code
 * gateway.state_change_order}. docs/adr/0010 says why so.
 */
final class Changes {

  /** Changes that get their places in one transaction. */
  static final int BATCH = 5_000;

  private static final String PLACE =
      """
      WITH waiting AS (SELECT id FROM gateway.state_news ORDER BY id LIMIT ?),
      gone AS (
        DELETE FROM gateway.state_news n USING waiting w WHERE n.id = w.id RETURNING n.*),
      placed AS (
        INSERT INTO gateway.state_change (position, application, sms, state, at, code, reason)
        SELECT ? + row_number() OVER (ORDER BY id), application, sms, state, at, code, reason
          FROM gone
        RETURNING position)
      UPDATE gateway.state_change_order SET last = p.last
        FROM (SELECT max(position) AS last, count(*) AS count FROM placed) p
       WHERE p.count > 0
      RETURNING p.count
      """;

  /** From the old end of the order, up to the first that is still to be kept. */
  private static final String FORGET =
      """
      WITH oldest AS (SELECT position, at FROM gateway.state_change ORDER BY position LIMIT ?),
      gone AS (
        DELETE FROM gateway.state_change c USING oldest o
         WHERE c.position = o.position
           AND o.position < coalesce((SELECT min(position) FROM oldest WHERE at >= ?), ?)
        RETURNING c.position)
      UPDATE gateway.state_change_order SET forgotten = g.last
        FROM (SELECT max(position) AS last FROM gone) g WHERE g.last IS NOT NULL
      """;

  private static final String PAGE =
      """
      SELECT c.position, c.sms,
             coalesce(t.submission, (SELECT submission FROM gateway.sms WHERE id = c.sms)),
             t.reference, t.envelope_id, coalesce(t.recipient, ''), c.state, c.at, c.code, c.reason
        FROM (SELECT * FROM gateway.state_change WHERE application = ? AND position > ?
               ORDER BY position LIMIT ?) c
        LEFT JOIN LATERAL (
              SELECT * FROM gateway.application_text WHERE sms = c.sms OFFSET 0) t ON true
       ORDER BY c.position
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Duration kept;

  /**
   * @param transactions at READ COMMITTED: each statement has to see what was committed before it
   * @param kept how long a change can be read
   */
  Changes(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock, Duration kept) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.kept = kept;
  }

  private record Order(long last, long forgotten) {}

  /**
   * Gives places to what was committed; one node at a time, the others pass.
   *
   * @return whether there may be more
   */
  boolean arrange() {
    return arrange("FOR UPDATE SKIP LOCKED") == BATCH;
  }

  private long arrange(String lock) {
    Long count =
        transactions.execute(
            status -> {
              var order = order(lock);
              return order.isEmpty()
                  ? 0L
                  : jdbc.queryForList(PLACE, Long.class, BATCH, order.get().last()).stream()
                      .findFirst()
                      .orElse(0L);
            });
    return count == null ? 0 : count;
  }

  private Optional<Order> order(String lock) {
    return jdbc
        .query(
            "SELECT last, forgotten FROM gateway.state_change_order " + lock,
            (row, i) -> new Order(row.getLong(1), row.getLong(2)))
        .stream()
        .findFirst();
  }

  /** Forgets some of what was kept long enough; one node at a time, the others pass. */
  void forget() {
    transactions.executeWithoutResult(
        status -> {
          if (order("FOR UPDATE SKIP LOCKED").isPresent()) {
            jdbc.update(FORGET, BATCH, Timestamp.from(clock.instant().minus(kept)), Long.MAX_VALUE);
          }
        });
  }

  /**
   * The changes of an application's texts after a cursor. What was committed before the call is in
   * it, or follows in the next pages.
   *
   * @throws Refusal if the order does not hold what the cursor has read up to
   */
  Change.Page after(String application, Cursor cursor, int limit) {
    while (isWaiting() && arrange("FOR UPDATE") == BATCH) {
      // what piled up
    }
    check(cursor);
    var found =
        jdbc.query(
            PAGE,
            (row, i) -> {
              var sms = row.getObject(2, UUID.class);
              String state = row.getString(7);
              return new Found(
                  new Cursor(row.getLong(1), sms),
                  new Change(
                      sms.toString(),
                      row.getString(3),
                      Optional.ofNullable(row.getString(4)),
                      Optional.ofNullable(row.getString(5)),
                      row.getString(6),
                      state,
                      SmsState.valueOf(state).isFinal(),
                      row.getTimestamp(8).toInstant(),
                      Optional.ofNullable(row.getString(9)),
                      Optional.ofNullable(row.getString(10))));
            },
            application,
            cursor.position(),
            limit + 1);
    var page = found.subList(0, Math.min(limit, found.size()));
    return new Change.Page(
        page.stream().map(Found::change).toList(),
        (page.isEmpty() ? cursor : page.get(page.size() - 1).cursor()).text(),
        found.size() > limit);
  }

  private record Found(Cursor cursor, Change change) {}

  private boolean isWaiting() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("SELECT EXISTS (SELECT FROM gateway.state_news)", Boolean.class));
  }

  private void check(Cursor cursor) {
    if (cursor.equals(Cursor.START)) {
      return;
    }
    var order = order("").orElseThrow();
    if (cursor.position() < order.forgotten()) {
      throw new Refusal(
          HttpStatus.GONE,
          "cursor: changes after it are no longer kept; begin again without a cursor, and look the"
              + " older texts up one by one");
    }
    List<UUID> there =
        jdbc.queryForList(
            "SELECT sms FROM gateway.state_change WHERE position = ?",
            UUID.class,
            cursor.position());
    boolean another = !there.isEmpty() && !there.get(0).equals(cursor.sms());
    if (cursor.position() > order.last() || another) {
      throw new Refusal(
          HttpStatus.GONE,
          "cursor: the database was restored from an older copy since; begin again without a"
              + " cursor");
    }
  }
}
