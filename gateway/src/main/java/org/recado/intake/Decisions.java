package org.recado.intake;

import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.commit.GroupCommit;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records that stand alone: refusals, sign-ins. Written before the client is answered, like
 * everything else.
 */
public final class Decisions implements AutoCloseable {

  private final GroupCommit<RecordDraft, RecordId> commit;

  public Decisions(Archive archive, TransactionTemplate transaction) {
    this.commit =
        new GroupCommit<>("decisions", transaction, 200, drafts -> archive.append(drafts));
  }

  /** Appends the record and returns once it is committed. */
  public void record(RecordDraft draft) {
    var unused = commit.write(draft);
  }

  @Override
  public void close() {
    commit.close();
  }
}
