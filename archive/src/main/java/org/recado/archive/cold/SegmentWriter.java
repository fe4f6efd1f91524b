package org.recado.archive.cold;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.CanonicalJson;

/** Writes one segment into a file, record by record in the order of their leaves. */
final class SegmentWriter implements AutoCloseable {

  private final MessageDigest digest = SegmentFormat.sha256();
  private final OutputStream out;
  private final ByteArrayOutputStream index = new ByteArrayOutputStream();
  private final TreeSet<Long> leaves = new TreeSet<>();
  private long written;

  SegmentWriter(Path file) throws IOException {
    out = new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest));
    write(SegmentFormat.MAGIC);
  }

  void add(long leafIndex, String metadata, byte[] sealed) throws IOException {
    index.writeBytes(
        line(
            Map.of(
                "leaf_index",
                leafIndex,
                "metadata",
                metadata,
                "place",
                written,
                "size",
                (long) sealed.length)));
    leaves.add(leafIndex);
    write(sealed);
  }

  /** Octets so far. */
  long size() {
    return written;
  }

  SortedSet<Long> leaves() {
    return leaves;
  }

  /**
   * @param checkpoint the signed note under which the records are proved
   * @param handovers all notes by which the signing key was replaced until now
   */
  void finish(UUID id, String checkpoint, List<String> handovers, List<Hash> proof, SigningKey key)
      throws IOException {
    long indexAt = written;
    write(index.toByteArray());
    long headAt = written;
    write(
        line(
            Map.of(
                "checkpoint",
                checkpoint,
                "format",
                SegmentFormat.NAME,
                "handovers",
                handovers,
                "id",
                id.toString(),
                "proof",
                proof.stream().map(Hash::base64).toList(),
                "records",
                (long) leaves.size())));
    long noteAt = written;
    out.flush();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    write(
        key.note(
                SegmentFormat.noteText(
                    key.verifierKey().name(), id.toString(), leaves.size(), sha256))
            .getBytes(StandardCharsets.UTF_8));
    write(
        ByteBuffer.allocate(SegmentFormat.TRAILER)
            .putLong(indexAt)
            .putLong(headAt)
            .putLong(noteAt)
            .array());
  }

  private static byte[] line(Map<String, Object> json) {
    return (CanonicalJson.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(byte[] octets) throws IOException {
    out.write(octets);
    written += octets.length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
