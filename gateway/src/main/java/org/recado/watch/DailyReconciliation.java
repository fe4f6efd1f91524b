package org.recado.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.reconcile.Reconciliation;
import org.recado.archive.reconcile.Result;
import org.recado.archive.record.Archive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reconciles the day before, and the day five days back, whose receipts should have come; both go
 * on the record, signed.
 */
public final class DailyReconciliation implements Duty.Work {

  private static final Logger log = LoggerFactory.getLogger(DailyReconciliation.class);

  private static final Duration DAY = Duration.ofDays(1);

  private final Reconciliation reconciliation;
  private final Path signingKey;
  private final Archive archive;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final AtomicLong gaps = new AtomicLong();

  /**
   * @param signingKey the file, read at each turn
   */
  public DailyReconciliation(
      Reconciliation reconciliation,
      Path signingKey,
      Archive archive,
      TransactionTemplate transactions,
      Clock clock) {
    this.reconciliation = reconciliation;
    this.signingKey = signingKey;
    this.archive = archive;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Of the last one that this node made. */
  public long gaps() {
    return gaps.get();
  }

  @Override
  public boolean perform(Instant now) throws IOException, SQLException {
    var today = now.truncatedTo(ChronoUnit.DAYS);
    var key = SigningKey.load(signingKey);
    var results = List.of(of(today.minus(DAY)), of(today.minus(DAY.multipliedBy(5))));
    transactions.executeWithoutResult(
        status ->
            archive.append(
                results.stream().map(result -> result.record(key, clock.instant())).toList()));
    for (var result : results) {
      if (!result.gaps().isEmpty()) {
        log.warn(
            "reconciliation of {}: {} gaps; archive reconcile --day names them",
            result.from(),
            result.gaps().size());
      }
    }
    gaps.set(results.stream().mapToLong(result -> result.gaps().size()).sum());
    return true;
  }

  private Result of(Instant day) throws SQLException {
    return reconciliation.run(day, day.plus(DAY), Reconciliation.Patience.USUAL, List.of());
  }
}
