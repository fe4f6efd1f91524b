package org.recado.archive.cold;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * All that is to be done for the cold tier at a time: months that are over leave the database, the
 * store is told of holds and lengthened times, also over what has just come, and segments nobody
 * can read any more are removed.
 */
public final class ColdRound {

  private final DataSource dataSource;
  private final ColdAccess cold;
  private final Archive archive;
  private final MessageIds ids;
  private final Clock clock;

  /**
   * What a round did.
   *
   * @param locks as far as the store was told; none if another run was at it
   * @param removed segments
   */
  public record Result(Sealing.Outcome outcome, Locks.Changes locks, long removed) {}

  /**
   * @param dataSource for {@link #run} of a login that may take the role {@code recado_disposition}
   */
  public ColdRound(
      DataSource dataSource, ColdAccess cold, Archive archive, MessageIds ids, Clock clock) {
    this.dataSource = dataSource;
    this.cold = cold;
    this.archive = archive;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param key signs the segments
   * @param progress told after each segment
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer: run it
   *     again
   */
  public Result run(SigningKey key, Pace pace, Consumer<Sealing.Step> progress)
      throws SQLException, IOException {
    var outcome = sealing(key).run(pace, progress);
    if (outcome == Sealing.Outcome.BUSY) {
      return new Result(outcome, new Locks.Changes(0, 0, 0), 0);
    }
    var changes = mirror();
    return new Result(
        outcome, changes, new Expired(dataSource, cold.store().get(), clock).remove());
  }

  /** The part of it that any role may do: holds and lengthened times told to the store. */
  public Locks.Changes mirror() {
    var jdbc = new JdbcTemplate(dataSource);
    return new Locks(
            jdbc,
            cold.store(),
            new Holds(jdbc, archive, clock),
            new Retentions(jdbc, archive, clock),
            cold.settings(),
            clock)
        .mirror();
  }

  /** What leaves the database, for whoever wants to know before. */
  public Sealing sealing(SigningKey key) {
    return new Sealing(dataSource, cold.store(), cold.settings(), key, ids, clock);
  }
}
