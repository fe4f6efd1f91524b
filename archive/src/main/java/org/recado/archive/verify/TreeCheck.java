package org.recado.archive.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.CompactRange;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.KeyHistory;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.Snapshot;

/**
 * Grows the tree from the stored leaf hashes and holds it against every checkpoint on the way. That
 * each root is that of one growing tree is what consistency between checkpoints means. After a
 * damaged stretch it goes on from the frontier of the next checkpoint, if that fits what was
 * signed: so the damage is located to the batch.
 */
final class TreeCheck {

  private static final String LEAF = "ledger_leaf";
  private static final String CHECKPOINT = "checkpoint";

  private final VerifierKey trusted;
  private KeyHistory keys;
  private final Report report;
  private final Optional<String> publishedNote;
  private @Nullable Checkpoint published;

  private CompactRange range = new CompactRange();

  /** Whether {@link #range} holds every leaf so far. */
  private boolean whole = true;

  private long next;
  private long covered;

  TreeCheck(VerifierKey key, Optional<String> publishedNote, Report report) {
    this.trusted = key;
    this.keys = KeyHistory.of(key);
    this.publishedNote = publishedNote;
    this.report = report;
  }

  void run(Snapshot snapshot) throws SQLException {
    handovers(snapshot);
    publishedNote.ifPresent(this::openPublished);
    try (var leafStatement =
            snapshot.prepare(
                "select leaf_index, record_id, leaf_hash from archive.ledger_leaf"
                    + " order by leaf_index",
                10_000);
        var leaves = leafStatement.executeQuery();
        var checkpointStatement =
            snapshot.prepare(
                "select tree_size, note, frontier, signed_at from archive.checkpoint"
                    + " order by tree_size",
                500);
        var checkpoints = checkpointStatement.executeQuery()) {
      boolean more = leaves.next();
      while (checkpoints.next()) {
        long size = checkpoints.getLong("tree_size");
        while (more && leaves.getLong("leaf_index") < size) {
          leaf(leaves);
          more = leaves.next();
        }
        checkpoint(checkpoints, size);
      }
      if (more) {
        report.add(at(leaves, "from here on no checkpoint covers the leaves"));
      }
      while (more) {
        leaf(leaves);
        more = leaves.next();
      }
    }
    if (published != null && published.size() > next) {
      report.add(
          Finding.in(
              LEAF,
              "the published checkpoint covers "
                  + published.size()
                  + " leaves, but only "
                  + next
                  + " are there: the tail was cut, or an older state restored"));
    }
  }

  private void handovers(Snapshot snapshot) throws SQLException {
    var handovers = new ArrayList<KeyHistory.Handover>();
    try (var statement =
            snapshot.prepare("select from_size, note from archive.handover order by from_size", 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        try {
          var handover = KeyHistory.Handover.open(rows.getString(2));
          if (handover.fromSize() != rows.getLong(1)) {
            report.add(
                Finding.in(
                    "handover",
                    "the hand-over from size "
                        + rows.getLong(1)
                        + " is for size "
                        + handover.fromSize()));
          }
          handovers.add(handover);
        } catch (IllegalArgumentException e) {
          report.add(
              Finding.in(
                  "handover", "the hand-over from size " + rows.getLong(1) + " " + e.getMessage()));
        }
      }
      keys = KeyHistory.of(trusted, handovers);
    } catch (IllegalArgumentException e) {
      report.add(Finding.in("handover", "the hand-over " + e.getMessage()));
    }
  }

  private void openPublished(String note) {
    try {
      published = Checkpoint.open(note, keys.at(Checkpoint.sizeOf(note)));
    } catch (IllegalArgumentException e) {
      report.add(Finding.in(CHECKPOINT, "the published checkpoint " + e.getMessage()));
    }
  }

  private void leaf(ResultSet row) throws SQLException {
    report.leaves++;
    long index = row.getLong("leaf_index");
    if (index != next) {
      report.add(
          Finding.in(
              LEAF,
              index == next + 1
                  ? "leaf " + next + " is missing"
                  : "leaves " + next + " to " + (index - 1) + " are missing"));
      whole = false;
    }
    next = index + 1;
    byte[] hash = row.getBytes("leaf_hash");
    if (hash.length != Hash.OCTETS) {
      report.add(at(row, "its leaf hash is not a hash"));
      whole = false;
    } else if (whole) {
      range.append(Hash.of(hash));
      againstPublished();
    }
  }

  private static Finding at(ResultSet row, String what) throws SQLException {
    return new Finding(
        LEAF,
        Optional.of(new RecordId(row.getObject("record_id", UUID.class))),
        Optional.of(row.getLong("leaf_index")),
        what);
  }

  private void againstPublished() {
    if (published != null
        && range.size() == published.size()
        && !range.root().equals(published.root())) {
      report.add(
          Finding.in(
              LEAF,
              "the first "
                  + range.size()
                  + " leaves are not those the published checkpoint covers: the ledger was"
                  + " rewritten"));
    }
  }

  private void checkpoint(ResultSet row, long size) throws SQLException {
    report.checkpoints++;
    long before = covered;
    covered = size;
    if (next < size) {
      bad(size, "covers leaves that are not there, from leaf " + next + " on");
      whole = false;
    }
    Checkpoint signed;
    try {
      signed = Checkpoint.open(row.getString("note"), keys.at(size));
    } catch (IllegalArgumentException e) {
      bad(size, e.getMessage());
      return;
    }
    if (signed.size() != size) {
      bad(size, "is signed for a tree of " + signed.size() + " leaves");
      return;
    }
    if (signed.previousSize() != before) {
      bad(
          size,
          "follows the checkpoint of size "
              + signed.previousSize()
              + ", but the one before it here is of size "
              + before);
    }
    if (!row.getObject("signed_at", OffsetDateTime.class).toInstant().equals(signed.signedAt())) {
      bad(size, "was signed at " + signed.signedAt() + ", which its column signed_at denies");
    }
    var frontier = frontier(size, row.getBytes("frontier"), signed);
    if (whole && !range.root().equals(signed.root())) {
      bad(
          size,
          "is signed over another tree: a leaf from "
              + before
              + " to "
              + (size - 1)
              + " is not the one that was signed");
    }
    frontier.ifPresent(
        sound -> {
          range = sound;
          whole = next == size;
        });
    report.head = Optional.of(size + " leaves, root " + signed.root().base64());
  }

  /** The stored frontier, if it is the one of the signed tree. */
  private Optional<CompactRange> frontier(long size, byte[] stored, Checkpoint signed) {
    try {
      var frontier = CompactRange.of(size, stored);
      if (frontier.root().equals(signed.root())) {
        if (whole
            && range.root().equals(signed.root())
            && !Arrays.equals(range.frontier(), stored)) {
          bad(size, "has a frontier that is not its tree's");
        }
        return Optional.of(frontier);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    bad(size, "has a frontier that does not fit the signed root");
    return Optional.empty();
  }

  private void bad(long size, @Nullable String what) {
    report.add(Finding.in(CHECKPOINT, "the checkpoint of size " + size + " " + what));
  }
}
