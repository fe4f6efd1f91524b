package org.recado.watch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.recado.archive.record.Archive;
import org.recado.archive.timestamp.TimeStamps;
import org.springframework.transaction.support.TransactionTemplate;

/** Checkpoints stamped by a time-stamping authority (RFC 3161); the stamp goes on the record. */
public final class CheckpointStamp {

  private final TimeStamps authority;
  private final Archive archive;
  private final TransactionTemplate transactions;

  public CheckpointStamp(TimeStamps authority, Archive archive, TransactionTemplate transactions) {
    this.authority = authority;
    this.archive = archive;
    this.transactions = transactions;
  }

  /**
   * @throws IOException if the authority gives no good token
   */
  public void publish(String note, Instant now) throws IOException {
    var draft = authority.stamp(note, now);
    transactions.executeWithoutResult(status -> archive.append(List.of(draft)));
  }
}
