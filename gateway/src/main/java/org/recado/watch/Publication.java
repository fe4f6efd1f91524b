package org.recado.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.recado.archive.ledger.Ledger;

/**
 * Makes duties of the ways by which checkpoints get out of the house. None is due while the tree is
 * not known to be what was signed.
 */
public final class Publication {

  private final Ledger ledger;
  private final TreeCheck tree;
  private final Duration every;

  /** One way. */
  @FunctionalInterface
  public interface Way {
    void publish(String note, Instant now) throws IOException;
  }

  public Publication(Ledger ledger, TreeCheck tree, Duration every) {
    this.ledger = ledger;
    this.tree = tree;
    this.every = every;
  }

  public Duty by(String name, Duty.Who who, Way way) {
    return new Duty(
        name,
        every,
        who,
        tree::allowsToPublish,
        now -> {
          var note = ledger.latestCheckpoint();
          if (note.isPresent()) {
            way.publish(note.get(), now);
          }
          return true;
        });
  }
}
