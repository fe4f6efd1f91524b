package org.recado.watch;

import java.time.Instant;
import org.recado.archive.cold.ColdRound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the object store of holds and lengthened times, as far as whoever placed them did not reach
 * it.
 */
public final class StoreLocks implements Duty.Work {

  private static final Logger log = LoggerFactory.getLogger(StoreLocks.class);

  private final ColdRound cold;

  public StoreLocks(ColdRound cold) {
    this.cold = cold;
  }

  @Override
  public boolean perform(Instant now) {
    var changes = cold.mirror();
    if (changes.any()) {
      log.info(
          "object store: {} segments put on hold, {} freed, {} locked for longer",
          changes.held(),
          changes.freed(),
          changes.lengthened());
    }
    return true;
  }
}
