package org.recado.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.recado.archive.cold.ColdRound;
import org.recado.archive.cold.Pace;
import org.recado.archive.cold.Sealing;
import org.recado.archive.ledger.SigningKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the contents of months that have been over for long enough into the object store. */
public final class MonthSealing implements Duty.Work {

  private static final Logger log = LoggerFactory.getLogger(MonthSealing.class);

  private final ColdRound cold;
  private final Path signingKey;
  private final Pace pace;
  private final LongAdder records = new LongAdder();

  /**
   * @param cold over connections whose login may take the role {@code recado_disposition}
   * @param signingKey the file, read at each turn
   */
  public MonthSealing(ColdRound cold, Path signingKey, Pace pace) {
    this.cold = cold;
    this.signingKey = signingKey;
    this.pace = pace;
  }

  /** Sealed by this node since its start. */
  public long records() {
    return records.sum();
  }

  @Override
  public boolean perform(Instant now) throws IOException, SQLException {
    var result = cold.run(SigningKey.load(signingKey), pace, this::tell);
    if (result.removed() > 0) {
      log.info(
          "object store: {} segments removed that nobody could read any more", result.removed());
    }
    return result.outcome() != Sealing.Outcome.ENDED;
  }

  private void tell(Sealing.Step step) {
    records.add(step.records());
    log.info(
        "sealed {}: {} records, {} octets, locked until {}",
        step.month(),
        step.records(),
        step.octets(),
        step.lockedUntil());
  }
}
