package org.recado.archive.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.CanonicalJson;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;

/**
 * Writes the records of chosen messages into a folder, from one snapshot: {@code records.jsonl},
 * each mail as {@code mails/<record>.eml}, {@code proofs.jsonl}, {@code checkpoint.txt}, {@code
 * verifier-key.txt} and {@code manifest.json} with the SHA-256 of every other file.
 */
public final class Exporter {

  private static final String RECORDS =
      """
      select r.metadata, c.sealed, c.wrapped_key, l.leaf_index
      from archive.record r
        left join archive.content c on c.record_id = r.id
        left join archive.ledger_leaf l on l.record_id = r.id
      where r.message_id = any (?)
      order by r.message_id, r.id
      """;

  private static final int MESSAGES_AT_A_TIME = 200;

  private final DataSource dataSource;
  private final ArchiveKey key;
  private final VerifierKey verifierKey;
  private final Clock clock;

  public Exporter(DataSource dataSource, ArchiveKey key, VerifierKey verifierKey, Clock clock) {
    this.dataSource = dataSource;
    this.key = key;
    this.verifierKey = verifierKey;
    this.clock = clock;
  }

  /**
   * @param folder not there yet, or empty
   * @param by who takes the copy, for the manifest
   * @param progress told now and then how many records are written
   * @return how many records
   * @throws IOException with a sentence, if it cannot be written
   * @throws org.recado.archive.record.DamagedRecordException if a record is not what its leaf says:
   *     then run {@code archive verify}
   */
  public long export(Selection selection, Path folder, String by, LongConsumer progress)
      throws SQLException, IOException {
    var files = new ExportFolder(folder);
    try (var snapshot = Snapshot.of(dataSource)) {
      var run = new Run(snapshot, files, new RecordReader(key), progress);
      run.records(Chosen.messages(snapshot, selection));
      var checkpoint = run.checkpoint(verifierKey);
      run.proofs(checkpoint);
      files.write("verifier-key.txt", verifierKey + "\n");
      var manifest = new HashMap<String, Object>();
      manifest.put("format", "recado-export/1");
      manifest.put("exported_at", clock.instant().toString());
      manifest.put("exported_by", by);
      manifest.put("selection", selection.described());
      manifest.put("records", run.records);
      manifest.put("records_without_proof", run.records - run.proved);
      manifest.put("files", files.written());
      files.write("manifest.json", CanonicalJson.write(manifest) + "\n");
      return run.records;
    }
  }

  /** One export while it is written. */
  private static final class Run {

    private final Snapshot snapshot;
    private final ExportFolder files;
    private final RecordReader reader;
    private final LongConsumer progress;
    private final SortedMap<Long, String> leaves = new TreeMap<>();
    private long records;
    private long proved;

    Run(Snapshot snapshot, ExportFolder files, RecordReader reader, LongConsumer progress) {
      this.snapshot = snapshot;
      this.files = files;
      this.reader = reader;
      this.progress = progress;
    }

    void records(List<UUID> messages) throws SQLException, IOException {
      try (var out = files.open("records.jsonl");
          var statement = snapshot.prepare(RECORDS, 50)) {
        for (int from = 0; from < messages.size(); from += MESSAGES_AT_A_TIME) {
          int to = Math.min(from + MESSAGES_AT_A_TIME, messages.size());
          statement.setArray(
              1,
              statement
                  .getConnection()
                  .createArrayOf("uuid", messages.subList(from, to).toArray()));
          try (var rows = statement.executeQuery()) {
            while (rows.next()) {
              line(out, record(rows));
              if (++records % 1_000 == 0) {
                progress.accept(records);
              }
            }
          }
        }
      }
    }

    private Map<String, Object> record(ResultSet row) throws SQLException, IOException {
      String metadata = row.getString("metadata");
      var leaf = Leaf.parse(metadata);
      byte[] wrapped = row.getBytes("wrapped_key");
      var record = reader.open(leaf, row.getBytes("sealed"), wrapped);
      var json = new HashMap<String, Object>();
      json.put("record", leaf.id().toString());
      json.put("metadata", metadata);
      long index = row.getLong("leaf_index");
      if (!row.wasNull()) {
        json.put("leaf_index", index);
        leaves.put(index, leaf.id().toString());
      }
      if (record.destroyed()) {
        json.put("content", "destroyed");
        return json;
      }
      json.put("facts", record.facts());
      json.put(
          "people",
          record.people().stream()
              .map(person -> Map.of("role", person.role(), "particulars", person.particulars()))
              .toList());
      var salts = reader.salts(leaf, wrapped);
      json.put("salts", salts);
      var parts = new ArrayList<Map<String, Object>>();
      for (var part : record.parts()) {
        parts.add(part(leaf, part));
      }
      json.put("parts", parts);
      return json;
    }

    private Map<String, Object> part(Leaf leaf, Part part) throws IOException {
      var json = new HashMap<String, Object>();
      json.put("name", part.name());
      json.put("type", part.mediaType());
      if (part.mediaType().startsWith("message/rfc822")) {
        String file = "mails/" + leaf.id() + "-" + part.name() + ".eml";
        files.write(file, part.bytes());
        json.put("file", file);
      } else {
        json.put("base64", Base64.getEncoder().encodeToString(part.bytes()));
        if (part.mediaType().startsWith("text/")) {
          json.put("text", part.text());
        }
      }
      return json;
    }

    Optional<Checkpoint> checkpoint(VerifierKey verifierKey) throws SQLException, IOException {
      try (var statement =
              snapshot.prepare(
                  "select note from archive.checkpoint order by tree_size desc limit 1", 0);
          var rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        String note = rows.getString(1);
        files.write("checkpoint.txt", note);
        return Optional.of(Checkpoint.open(note, verifierKey));
      } catch (IllegalArgumentException e) {
        throw new IOException("The newest checkpoint " + e.getMessage() + ".", e);
      }
    }

    void proofs(Optional<Checkpoint> checkpoint) throws SQLException, IOException {
      long size = checkpoint.map(Checkpoint::size).orElse(0L);
      var wanted = new TreeSet<>(leaves.headMap(size).keySet());
      try (var out = files.open("proofs.jsonl");
          var statement =
              snapshot.prepare(
                  "select leaf_hash from archive.ledger_leaf order by leaf_index", 10_000);
          var rows = statement.executeQuery()) {
        var proofs = MerkleTree.inclusionProofs(new LeafHashes(rows), size, wanted);
        for (var proof : proofs.entrySet()) {
          line(
              out,
              Map.of(
                  "record", String.valueOf(leaves.get(proof.getKey())),
                  "leaf_index", proof.getKey(),
                  "tree_size", size,
                  "proof", proof.getValue().stream().map(Hash::base64).toList()));
          proved++;
        }
      }
    }

    private static void line(OutputStream out, Map<String, Object> json) throws IOException {
      out.write((CanonicalJson.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The stored leaf hashes, one after another. */
  private static final class LeafHashes implements Iterator<Hash> {

    private final ResultSet rows;

    LeafHashes(ResultSet rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      throw new UnsupportedOperationException("the tree's size tells");
    }

    @Override
    public Hash next() {
      try {
        if (!rows.next()) {
          throw new NoSuchElementException("the tree has fewer leaves than its checkpoint says");
        }
        return Hash.of(rows.getBytes(1));
      } catch (SQLException e) {
        throw new IllegalStateException("the leaves cannot be read", e);
      }
    }
  }
}
