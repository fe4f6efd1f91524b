package org.recado.watch;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.recado.archive.cold.CheckpointObjects;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.store.ObjectStoreException;
import org.recado.archive.verify.Verifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the tree against its own checkpoints and against those that are kept outside, in a folder
 * and in the object store. While it is not what they were signed over nothing may be published over
 * them.
 */
public final class TreeCheck implements Duty.Work {

  private static final Logger log = LoggerFactory.getLogger(TreeCheck.class);

  private final DataSource dataSource;
  private final Ledger ledger;
  private final Optional<CheckpointFolder> folder;
  private final Optional<CheckpointObjects> objects;
  private volatile Standing standing = new Standing.Unchecked();

  public TreeCheck(
      DataSource dataSource,
      Ledger ledger,
      Optional<CheckpointFolder> folder,
      Optional<CheckpointObjects> objects) {
    this.dataSource = dataSource;
    this.ledger = ledger;
    this.folder = folder;
    this.objects = objects;
  }

  public Standing standing() {
    return standing;
  }

  /** What was not looked at, or is not what was signed, is not signed for. */
  public boolean allowsToPublish() {
    return standing instanceof Standing.AsSigned;
  }

  @Override
  public boolean perform(Instant now) throws IOException, SQLException {
    Optional<String> published = folder.isPresent() ? folder.get().newest() : Optional.empty();
    var found = hold(published, now);
    var locked = objects.flatMap(TreeCheck::newestLocked);
    if (found instanceof Standing.AsSigned && locked.isPresent() && !locked.equals(published)) {
      found = hold(locked, now);
    }
    standing = found;
    if (found instanceof Standing.Damaged damaged) {
      log.error(
          "THE ARCHIVE IS NOT WHAT WAS SIGNED: {}; keep it as it is and run archive verify",
          damaged.what());
    } else if (found instanceof Standing.AsSigned signed) {
      log.info(
          "the archive's tree of {} leaves is the one its checkpoints{} were signed over",
          signed.leaves(),
          published.isPresent() || locked.isPresent() ? " and the published one" : "");
    }
    return true;
  }

  /** A store that does not answer is no reason to distrust the archive. */
  private static Optional<String> newestLocked(CheckpointObjects store) {
    try {
      return store.newest();
    } catch (ObjectStoreException e) {
      log.error("the archive is not held against its object store today: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Standing hold(Optional<String> outside, Instant now) throws SQLException {
    var report =
        new Verifier(ledger.verifierKey(), null, outside, (done, total) -> {})
            .verifyTree(dataSource);
    return report.clean()
        ? new Standing.AsSigned(now, report.leaves())
        : new Standing.Damaged(now, report.findings().get(0).what());
  }
}
