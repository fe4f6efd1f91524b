package org.recado.archive.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.ledger.KeyHistory;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.Snapshot;
import org.recado.archive.store.ObjectStore;

/** Holds every segment in the store against the database, and against itself. */
public final class SegmentCheck {

  private static final String SEALED =
      """
      select s.id, s.object_key, s.version, s.indexed, s.locked_until, s.held, s.sha256, s.size, s.records
      from cold.segment s where s.state = 'sealed' order by s.object_key
      """;

  private static final String RECORDS =
      """
      select t.id, r.metadata, l.leaf_index, p.place, p.size
      from unnest(?::uuid[]) as t (id)
        left join archive.record r on r.id = t.id
        left join archive.ledger_leaf l on l.record_id = t.id
        left join cold.place p on p.record_id = t.id and p.segment_id = ?
      """;

  private final ObjectStore store;
  private final VerifierKey trusted;
  private final Findings findings;

  /** Who is told. */
  public interface Findings {
    void add(Optional<RecordId> record, Optional<Long> leaf, String what);
  }

  /**
   * @param trusted any of the keys that ever signed for this archive
   */
  public SegmentCheck(ObjectStore store, VerifierKey trusted, Findings findings) {
    this.store = store;
    this.trusted = trusted;
    this.findings = findings;
  }

  /**
   * @return how many segments were looked at
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer, which is no
   *     finding
   */
  public long run(Snapshot snapshot) throws SQLException, IOException {
    var handovers = new ArrayList<KeyHistory.Handover>();
    try (var statement =
            snapshot.prepare("select note from archive.handover order by from_size", 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        try {
          handovers.add(KeyHistory.Handover.open(rows.getString(1)));
        } catch (IllegalArgumentException e) {
          handovers.clear(); // the check of the tree says what is wrong with it
          break;
        }
      }
    }
    long looked = 0;
    Path file = Files.createTempFile("recado-segment", null);
    try (var statement = snapshot.prepare(SEALED, 100);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        var segment = Segment.of(rows);
        looked++;
        var row =
            new Row(
                HexFormat.of().formatHex(rows.getBytes("sha256")),
                rows.getLong("size"),
                rows.getLong("records"));
        check(snapshot, segment, row, file, handovers);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return looked;
  }

  /** What the database knows of the object. */
  private record Row(String sha256, long size, long records) {}

  private void check(
      Snapshot snapshot, Segment segment, Row row, Path file, List<KeyHistory.Handover> handovers)
      throws SQLException, IOException {
    var state = store.find(segment.object());
    if (state.isEmpty() || !store.download(segment.object(), file)) {
      bad(segment, "is not in the object store; it holds " + row.records + " records");
      return;
    }
    var until = state.get().lockedUntil();
    if (until.isEmpty()) {
      bad(segment, "is not locked");
    } else if (until.get().isBefore(segment.lockedUntil())) {
      bad(segment, "is locked until " + until.get() + ", not until " + segment.lockedUntil());
    }
    if (segment.held() && !state.get().held()) {
      bad(segment, "is not held, although a hold covers what is in it");
    }
    if (!store.current(segment.key()).equals(Optional.of(segment.object()))) {
      bad(segment, "is hidden: somebody removed it by its key, or wrote another in its place");
    }
    SegmentFile read;
    try {
      read = SegmentFile.read(file, trusted, handovers);
    } catch (IllegalArgumentException e) {
      bad(segment, String.valueOf(e.getMessage()));
      return;
    }
    for (var problem : read.problems()) {
      findings.add(
          problem.entry().map(entry -> entry.leaf().id()),
          problem.entry().map(SegmentFile.Entry::leafIndex),
          problem.entry().isPresent()
              ? problem.what() + " (in segment " + segment.key() + ")"
              : "the segment " + segment.key() + " " + problem.what());
    }
    if (!read.sha256().equals(row.sha256) || read.size() != row.size) {
      bad(segment, "does not have the hash that it had when it was sealed");
    }
    if (!read.id().equals(segment.id()) || read.entries().size() != row.records) {
      bad(segment, "is another one");
    }
    records(snapshot, segment, read);
  }

  private void records(Snapshot snapshot, Segment segment, SegmentFile read) throws SQLException {
    for (int from = 0; from < read.entries().size(); from += 1_000) {
      var some = read.entries().subList(from, Math.min(from + 1_000, read.entries().size()));
      var byId = new HashMap<UUID, SegmentFile.Entry>();
      some.forEach(entry -> byId.put(entry.leaf().id().value(), entry));
      try (var statement = snapshot.prepare(RECORDS, 0)) {
        statement.setArray(
            1, statement.getConnection().createArrayOf("uuid", byId.keySet().toArray()));
        statement.setObject(2, segment.id());
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            var entry = byId.get(rows.getObject(1, UUID.class));
            if (entry == null) {
              continue;
            }
            if (!entry.metadata().equals(rows.getString(2))
                || entry.leafIndex() != rows.getLong(3)) {
              bad(entry, segment, "its leaf is not the one in the database");
            }
            long place = rows.getLong(4);
            if (!rows.wasNull() && (place != entry.place() || rows.getInt(5) != entry.size())) {
              bad(entry, segment, "its place in the segment is not the one in the database");
            }
          }
        }
      }
    }
  }

  private void bad(Segment segment, String what) {
    findings.add(Optional.empty(), Optional.empty(), "the segment " + segment.key() + " " + what);
  }

  private void bad(SegmentFile.Entry entry, Segment segment, String what) {
    findings.add(
        Optional.of(entry.leaf().id()),
        Optional.of(entry.leafIndex()),
        what + " (segment " + segment.key() + ")");
  }
}
