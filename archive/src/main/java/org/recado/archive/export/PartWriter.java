package org.recado.archive.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.Hash;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.CanonicalJson;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.SearchEntry;

/** One part of an export: records, proofs, the messages as CSV and as mails. */
final class PartWriter implements AutoCloseable {

  private static final String RECORDS =
      """
      select r.message_id, r.metadata, c.sealed, c.wrapped_key, l.leaf_index,
        b.record_id is not null as blocked
      from archive.record r
        left join archive.content c on c.record_id = r.id
        left join archive.ledger_leaf l on l.record_id = r.id
        left join disposition.blocked_content b on b.record_id = r.id
      where r.message_id = any (?)
      order by r.message_id, r.id
      """;

  private final String name;
  private final ExportFiles files;
  private final RecordReader reader;
  private final Proofs proofs;
  private final Masking masking;
  private final OutputStream recordLines;
  private final OutputStream proofLines;
  private final OutputStream csv;
  private long records;
  private long proved;
  private long octets;

  PartWriter(String name, ExportFiles files, RecordReader reader, Proofs proofs, Masking masking)
      throws IOException {
    this.name = name;
    this.files = files;
    this.reader = reader;
    this.proofs = proofs;
    this.masking = masking;
    recordLines = files.open(name + "records.jsonl");
    proofLines = files.open(name + "proofs.jsonl");
    csv = files.open(name + "messages.csv");
    csv.write(bytes(Csv.HEADER));
  }

  long records() {
    return records;
  }

  long proved() {
    return proved;
  }

  long octets() {
    return octets;
  }

  void write(Snapshot snapshot, List<UUID> messages) throws SQLException, IOException {
    proofs.readThrough(snapshot);
    try (var statement = snapshot.prepare(RECORDS, 50)) {
      statement.setArray(1, statement.getConnection().createArrayOf("uuid", messages.toArray()));
      try (var rows = statement.executeQuery()) {
        @Nullable UUID message = null;
        var entry = new SearchEntry.Builder();
        while (rows.next()) {
          var of = rows.getObject("message_id", UUID.class);
          if (!of.equals(message)) {
            message(entry);
            entry = new SearchEntry.Builder();
            message = of;
          }
          entry.accept(record(rows));
        }
        message(entry);
      }
    }
  }

  private void message(SearchEntry.Builder built) throws IOException {
    var hit = built.build().map(SearchEntry::hit);
    if (hit.isPresent()) {
      csv.write(bytes(Csv.line(hit.get(), masking)));
      files.write(
          name + "messages/" + hit.get().message() + ".eml", TextMail.of(hit.get(), masking));
    }
  }

  private ArchivedRecord record(ResultSet row) throws SQLException, IOException {
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
      proof(leaf, index);
    }
    if (record.destroyed()) {
      json.put("content", row.getBoolean("blocked") ? "blocked" : "destroyed");
    } else {
      content(record, reader.salts(leaf, wrapped), json);
    }
    byte[] line = bytes(CanonicalJson.write(json) + "\n");
    recordLines.write(line);
    octets += line.length;
    records++;
    return record;
  }

  private void proof(Leaf leaf, long index) throws SQLException, IOException {
    if (index < proofs.size()) {
      proofLines.write(
          bytes(
              CanonicalJson.write(
                      Map.of(
                          "record", leaf.id().toString(),
                          "leaf_index", index,
                          "tree_size", proofs.size(),
                          "proof", proofs.of(index).stream().map(Hash::base64).toList()))
                  + "\n"));
      proved++;
    }
  }

  private void content(ArchivedRecord record, Map<String, String> salts, Map<String, Object> json)
      throws IOException {
    var parts = new ArrayList<Map<String, Object>>();
    if (masking == Masking.MASKED) {
      Optional<Part> text = record.part("text");
      text.ifPresent(part -> json.put("salts", Map.of("text", String.valueOf(salts.get("text")))));
      if (text.isPresent()) {
        parts.add(part(record.leaf(), text.get()));
      }
      json.put("parts", parts);
      return;
    }
    json.put("facts", record.facts());
    json.put(
        "people",
        record.people().stream()
            .map(person -> Map.of("role", person.role(), "particulars", person.particulars()))
            .toList());
    json.put("salts", salts);
    for (var part : record.parts()) {
      parts.add(part(record.leaf(), part));
    }
    json.put("parts", parts);
  }

  private Map<String, Object> part(Leaf leaf, Part part) throws IOException {
    var json = new HashMap<String, Object>();
    json.put("name", part.name());
    json.put("type", part.mediaType());
    if (part.mediaType().startsWith("message/rfc822")) {
      String file = name + "mails/" + leaf.id() + "-" + part.name() + ".eml";
      files.write(file, part.bytes());
      octets += part.bytes().length;
      json.put("file", file);
    } else {
      json.put("base64", Base64.getEncoder().encodeToString(part.bytes()));
      if (part.mediaType().startsWith("text/")) {
        json.put("text", part.text());
      }
    }
    return json;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try (csv;
        proofLines) {
      recordLines.close();
    }
  }
}
