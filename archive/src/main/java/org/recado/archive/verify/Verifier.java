package org.recado.archive.verify;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.recado.archive.cold.SegmentCheck;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.Snapshot;
import org.recado.archive.store.ObjectStore;

/**
 * Derives everything anew from the raw rows of one snapshot and says what differs. Reads only, in
 * bounded memory, while the gateway runs or does not.
 */
public final class Verifier {

  private static final String[][] ORPHANS = {
    {
      "content",
      "select null::bigint, record_id from archive.content c"
          + " where not exists (select from archive.record r where r.id = c.record_id)",
      "the content belongs to no record"
    },
    {
      "blocked",
      "select null::bigint, record_id from disposition.blocked_content c"
          + " where not exists (select from archive.record r where r.id = c.record_id)",
      "the blocked content belongs to no record"
    },
    {
      "ledger_pending",
      "select null::bigint, record_id from archive.ledger_pending p"
          + " where not exists (select from archive.record r where r.id = p.record_id)",
      "a record that is not there waits for its leaf"
    },
    {
      "ledger_leaf",
      "select leaf_index, record_id from archive.ledger_leaf l"
          + " where not exists (select from archive.record r where r.id = l.record_id)",
      "the leaf's record is not there"
    }
  };

  private final VerifierKey verifierKey;
  private final @Nullable ArchiveKey archiveKey;
  private final Optional<String> published;
  private final BiConsumer<Long, Long> progress;
  private final Contents contents;

  /**
   * Who is asked for contents that have left the database.
   *
   * @param cold reads one
   * @param store of the segments; empty to leave out what is in them, which the report says
   */
  public record Contents(ColdSource cold, Optional<Supplier<ObjectStore>> store) {

    /** Only what is in the database. */
    public static final Contents OF_THE_DATABASE = new Contents(ColdSource.NONE, Optional.empty());
  }

  /**
   * @param archiveKey null to check only what can be checked without it
   * @param published a checkpoint (signed note) that was kept outside: the archive must still
   *     contain what it covers
   * @param progress told now and then how many records of how many are done
   */
  public Verifier(
      VerifierKey verifierKey,
      @Nullable ArchiveKey archiveKey,
      Optional<String> published,
      BiConsumer<Long, Long> progress) {
    this(verifierKey, archiveKey, published, progress, Contents.OF_THE_DATABASE);
  }

  /**
   * @param contents who is asked for contents that have left the database
   */
  public Verifier(
      VerifierKey verifierKey,
      @Nullable ArchiveKey archiveKey,
      Optional<String> published,
      BiConsumer<Long, Long> progress,
      Contents contents) {
    this.contents = contents;
    this.verifierKey = verifierKey;
    this.archiveKey = archiveKey;
    this.published = published;
    this.progress = progress;
  }

  /**
   * @throws SQLException if the archive cannot be read, which is no finding
   * @throws IOException if there is no room for a segment
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer, which is no
   *     finding either
   */
  public Report verify(DataSource dataSource) throws SQLException, IOException {
    var report = new Report(archiveKey != null);
    try (var snapshot = Snapshot.of(dataSource)) {
      for (String[] orphan : ORPHANS) {
        orphans(snapshot, orphan[0], orphan[1], orphan[2], report);
      }
      new TreeCheck(verifierKey, published, report).run(snapshot);
      new RecordCheck(snapshot, archiveKey, contents, progress, report).run();
      boolean any =
          RecordCheck.number(snapshot, "select count(*) from cold.segment where state = 'sealed'")
              > 0;
      if (any && contents.store.isPresent()) {
        report.segments =
            new SegmentCheck(
                    contents.store.get().get(),
                    verifierKey,
                    (record, leaf, what) ->
                        report.add(new Finding("object store", record, leaf, what)))
                .run(snapshot);
      }
    }
    return report;
  }

  /**
   * Only that the tree is the one its checkpoints, and the published one, were signed over: a
   * million leaves take seconds. For a node that watches the archive it works with.
   *
   * @throws SQLException if the archive cannot be read, which is no finding
   */
  public Report verifyTree(DataSource dataSource) throws SQLException {
    var report = new Report(false);
    try (var snapshot = Snapshot.of(dataSource)) {
      new TreeCheck(verifierKey, published, report).run(snapshot);
    }
    return report;
  }

  private static void orphans(
      Snapshot snapshot, String table, String sql, String what, Report report) throws SQLException {
    try (var statement = snapshot.prepare(sql, 1_000);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        long index = rows.getLong(1);
        Optional<Long> leaf = rows.wasNull() ? Optional.empty() : Optional.of(index);
        var id = new RecordId(rows.getObject(2, UUID.class));
        report.add(new Finding(table, Optional.of(id), leaf, what));
      }
    }
  }
}
