package org.recado.archive;

import java.io.IOException;
import java.util.function.Supplier;
import org.recado.archive.disposition.Blocking;
import org.recado.archive.disposition.Destruction;
import org.recado.archive.disposition.Expiry;
import org.recado.archive.disposition.Proposals;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.SigningKey;
import org.springframework.transaction.support.TransactionTemplate;

/** The officer's side of the archive over one database. */
final class Officer {

  final Holds holds;
  final Retentions retentions;
  final Proposals proposals;
  final Destruction destruction;
  final Blocking blocking;
  private final TransactionTemplate transactions;

  Officer(CommandParts parts) throws IOException {
    var jdbc = parts.jdbc();
    var archive = parts.archive(jdbc);
    var clock = parts.clock();
    transactions = parts.transactions();
    holds = new Holds(jdbc, archive, clock);
    retentions = new Retentions(jdbc, archive, clock);
    var expiry = new Expiry(jdbc, archive, holds, retentions, clock);
    proposals = new Proposals(jdbc, archive, expiry, clock);
    destruction =
        new Destruction(
            jdbc,
            transactions,
            new Destruction.Parts(archive, holds, expiry, proposals, parts.schedules()),
            SigningKey.load(parts.files().signingKey()),
            clock);
    blocking = new Blocking(jdbc, transactions, archive, proposals, clock);
  }

  <T> T in(Supplier<T> work) {
    T result = transactions.execute(status -> work.get());
    if (result == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return result;
  }
}
