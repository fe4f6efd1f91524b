package org.recado.archive.verify;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.SearchEntry;
import org.recado.archive.timestamp.TimeStamps;
import org.recado.message.MessageId;

/**
 * Checks each record: its columns against its leaf, its leaf against the tree, its content against
 * its leaf; and, message by message, the search index against the records.
 */
final class RecordCheck {

  private static final String ROWS =
      """
      select r.id, r.message_id, r.recorded_at, r.kind, r.metadata,
        c.sealed, c.wrapped_key, l.leaf_index, l.leaf_hash, p.record_id as pending,
        b.digest as blocked, b.message_id as blocked_message
      from archive.record r
        left join archive.content c on c.record_id = r.id
        left join archive.ledger_leaf l on l.record_id = r.id
        left join archive.ledger_pending p on p.record_id = r.id
        left join disposition.blocked_content b on b.record_id = r.id
      order by r.message_id, r.id
      """;

  private static final String ALONE =
      """
      select d.message_id
      from archive.record d join archive.content c on c.record_id = d.id
        join archive.record r on r.id = d.message_id and r.message_id is null
      where d.kind = 'disposed'
      """;

  private static final long STEP = 10_000;

  private final @Nullable ArchiveKey key;
  private final Snapshot view;
  private final Verifier.Contents contents;
  private final RecordReader reader;
  private final BiConsumer<Long, Long> progress;
  private final Report report;
  private final SearchCheck search;
  private Group group = new Group(null);

  /** Records about no message whose destruction is on the record. */
  private final Set<RecordId> alone = new HashSet<>();

  RecordCheck(
      Snapshot view,
      @Nullable ArchiveKey key,
      Verifier.Contents contents,
      BiConsumer<Long, Long> progress,
      Report report) {
    this.contents = contents;
    this.view = view;
    this.key = key;
    this.reader = new RecordReader(key);
    this.progress = progress;
    this.report = report;
    this.search = new SearchCheck(report);
  }

  void run() throws SQLException {
    var snapshot = view;
    long total = number(snapshot, "select count(*) from archive.record");
    long indexed = search.cursor(snapshot);
    try (var statement = snapshot.prepare(ALONE, 1_000);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        alone.add(new RecordId(rows.getObject(1, UUID.class)));
      }
    }
    try (var statement = snapshot.prepare(ROWS, 50);
        var rows = statement.executeQuery();
        var entryStatement = snapshot.prepare(search.rows(snapshot), 1_000);
        var entries = entryStatement.executeQuery()) {
      search.start(entries);
      while (rows.next()) {
        var message = rows.getObject("message_id", UUID.class);
        if (message == null || !message.equals(group.message)) {
          end();
          group = new Group(message);
        }
        row(rows, indexed);
        if (++report.records % STEP == 0) {
          progress.accept(report.records, total);
        }
      }
      end();
      if (key != null) {
        search.end();
      }
    }
    if (report.records != total) {
      report.add(
          Finding.in(
              "record",
              "the table has "
                  + total
                  + " rows, but its index leads to "
                  + report.records
                  + ": run reindex and verify again"));
    }
  }

  static long number(Snapshot snapshot, String sql) throws SQLException {
    try (var statement = snapshot.prepare(sql, 0);
        var row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void row(ResultSet row, long indexed) throws SQLException {
    var id = new RecordId(row.getObject("id", UUID.class));
    long index = row.getLong("leaf_index");
    Optional<Long> place = row.wasNull() ? Optional.empty() : Optional.of(index);
    var at = new At(id, place);
    tree(row, at);
    Leaf leaf;
    try {
      leaf = Leaf.parse(row.getString("metadata"));
    } catch (IllegalArgumentException e) {
      at.bad("record", String.valueOf(e.getMessage()));
      group.damaged = true;
      return;
    }
    columns(row, leaf, at);
    byte[] sealed = row.getBytes("sealed");
    byte[] wrapped = row.getBytes("wrapped_key");
    if (row.getObject("blocked_message") != null) {
      blocked(row, leaf, wrapped != null, at);
      return;
    }
    if (wrapped == null) {
      report.destroyed++;
      group.emptied.add(at);
      return;
    }
    if (leaf.kind() == RecordKind.DISPOSED) {
      group.disposed = id;
    } else if (leaf.kind() == RecordKind.BLOCKED) {
      group.blocking = id;
    }
    if (sealed == null) {
      report.cold++;
      if (contents.store().isEmpty()) {
        group.unread = true;
        return;
      }
      try {
        sealed = contents.cold().sealed(id);
      } catch (DamagedRecordException e) {
        at.bad("object store", e.what());
        group.damaged = true;
        return;
      }
    }
    if (leaf.id().equals(id)) {
      var opened = content(leaf, sealed, wrapped, at);
      if (leaf.kind() == RecordKind.STAMPED && opened.isPresent()) {
        stamp(opened.get(), at);
      }
      opened
          .filter(record -> place.isPresent() && place.get() < indexed)
          .ifPresent(group.entry::accept);
    }
  }

  private void stamp(ArchivedRecord record, At at) throws SQLException {
    report.stamps++;
    Optional<String> note = Optional.empty();
    try (var statement =
        view.prepare("select note from archive.checkpoint where tree_size = ?", 0)) {
      statement.setLong(1, TimeStamps.sizeOf(record));
      try (var row = statement.executeQuery()) {
        if (row.next()) {
          note = Optional.of(row.getString(1));
        }
      }
    }
    TimeStamps.problem(record, note).ifPresent(what -> at.bad("content", what));
  }

  private void blocked(ResultSet row, Leaf leaf, boolean alsoOpen, At at) throws SQLException {
    report.blocked++;
    group.blocked.add(at);
    byte[] digest = row.getBytes("blocked");
    var message = row.getObject("blocked_message", UUID.class);
    if (digest == null) {
      report.cold++;
      try {
        if (contents.store().isPresent()) {
          reader.check(leaf, contents.cold().sealed(at.id));
        }
      } catch (DamagedRecordException e) {
        at.bad("object store", e.what());
      }
    } else if (!HexFormat.of().formatHex(digest).equals(leaf.content())) {
      at.bad("blocked", "its blocked content is not the one its leaf commits to");
    }
    if (alsoOpen) {
      at.bad("content", "it is blocked, and its content is still there for everybody");
    }
    if (!leaf.message().equals(Optional.of(new MessageId(message)))) {
      at.bad("blocked", "its column message_id is not what its metadata says");
    }
  }

  private void tree(ResultSet row, At at) throws SQLException {
    boolean pending = row.getObject("pending") != null;
    if (pending) {
      report.waiting++;
    }
    if (at.leaf.isEmpty()) {
      if (!pending) {
        at.bad("record", "it is neither in the tree nor waiting for it");
      }
      return;
    }
    if (pending) {
      at.bad("ledger_pending", "it is in the tree and still waits for it");
    }
    byte[] metadata = row.getString("metadata").getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(MerkleTree.leaf(metadata).octets(), row.getBytes("leaf_hash"))) {
      at.bad("ledger_leaf", "its metadata does not have the hash of its leaf");
    }
  }

  private void columns(ResultSet row, Leaf leaf, At at) throws SQLException {
    if (!leaf.id().equals(at.id)) {
      at.bad("record", "its metadata is that of record " + leaf.id());
      group.damaged = true;
    }
    var message = Optional.ofNullable(row.getObject("message_id", UUID.class)).map(MessageId::new);
    if (!leaf.message().equals(message)) {
      at.bad("record", "its column message_id is not what its metadata says");
      group.damaged = true;
    }
    if (!leaf.at().equals(row.getObject("recorded_at", OffsetDateTime.class).toInstant())) {
      at.bad("record", "its column recorded_at is not what its metadata says");
    }
    if (!leaf.kind().wireName().equals(row.getString("kind"))) {
      at.bad("record", "its column kind is not what its metadata says");
    }
  }

  private Optional<ArchivedRecord> content(Leaf leaf, byte[] sealed, byte[] wrapped, At at) {
    try {
      if (key != null) {
        return Optional.of(reader.open(leaf, sealed, wrapped));
      }
      reader.check(leaf, sealed);
    } catch (DamagedRecordException e) {
      at.bad("content", e.what());
      group.damaged = true;
    }
    return Optional.empty();
  }

  /** What can be said of a message only once all its records were seen. */
  private void end() throws SQLException {
    for (At at : group.blocked) {
      if (group.blocking == null || group.blocking.compareTo(at.id) < 0) {
        at.bad("blocked", "it is blocked, and no record says so");
      }
    }
    for (At at : group.emptied) {
      boolean onRecord =
          group.disposed == null
              ? group.message == null && alone.contains(at.id)
              : group.disposed.compareTo(at.id) > 0;
      if (!onRecord) {
        at.bad("content", "its content is gone, and no record says that it was disposed of");
      }
    }
    if (key != null && group.message != null) {
      search.message(
          new MessageId(group.message), group.entry.build(), group.damaged || group.unread);
    }
    group = new Group(null);
  }

  /** The records of one message, or one record of none. */
  private static final class Group {

    private final @Nullable UUID message;
    private final SearchEntry.Builder entry = new SearchEntry.Builder();
    private final List<At> emptied = new ArrayList<>();
    private final List<At> blocked = new ArrayList<>();
    private @Nullable RecordId disposed;
    private @Nullable RecordId blocking;
    private boolean damaged;
    private boolean unread;

    Group(@Nullable UUID message) {
      this.message = message;
    }
  }

  /** Where we are. */
  private final class At {

    private final RecordId id;
    private final Optional<Long> leaf;

    At(RecordId id, Optional<Long> leaf) {
      this.id = id;
      this.leaf = leaf;
    }

    void bad(String table, String what) {
      report.add(new Finding(table, Optional.of(id), leaf, what));
    }
  }
}
