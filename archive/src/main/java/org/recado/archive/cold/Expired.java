package org.recado.archive.cold;

import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.recado.archive.store.ObjectStore;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Removes segments whose lock is over and in which nothing can be read any more. */
public final class Expired {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final ObjectStore store;
  private final Clock clock;

  /**
   * @param dataSource of a login that may take the role {@code recado_disposition}
   */
  public Expired(DataSource dataSource, ObjectStore store, Clock clock) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.store = store;
    this.clock = clock;
  }

  /**
   * The database is told first: broken off in between, the next call removes the object.
   *
   * @return how many
   */
  public long remove() {
    for (var segment :
        segments(
            "s.state = 'sealed' and not s.held and s.locked_until <= now()"
                + " and not cold.is_readable(s.id)")) {
      var state = store.find(segment.object());
      if (state.flatMap(s -> s.lockedUntil()).filter(t -> t.isAfter(clock.instant())).isEmpty()) {
        asDisposition("select cold.expire(?)", segment);
      }
    }
    var expired = segments("s.state = 'expired' and s.removed_at is null");
    for (var segment : expired) {
      if (store.find(segment.object()).isPresent()) {
        store.remove(segment.object());
      }
      asDisposition("select cold.removed(?)", segment);
    }
    return expired.size();
  }

  private List<Segment> segments(String condition) {
    return jdbc.query(Segment.COLUMNS + "where " + condition, (row, number) -> Segment.of(row));
  }

  private void asDisposition(String sql, Segment segment) {
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("set local role recado_disposition");
          jdbc.query(sql, row -> {}, segment.id());
        });
  }
}
