package org.recado.archive.cold;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.Hash;
import org.recado.archive.ledger.KeyHistory;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.ledger.SetProof;
import org.recado.archive.ledger.VerifierKey;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.RecordReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A segment, checked by itself: no database is asked, and no archive key. docs/archive-format.md
 * section 8.
 */
public final class SegmentFile {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Larger than any index; more is no segment of ours. */
  private static final long MOST = Integer.MAX_VALUE - 8;

  private final UUID id;
  private final List<Entry> entries;
  private final List<Problem> problems;
  private final String sha256;
  private final long size;

  /**
   * One record.
   *
   * @param place of its sealed content in the object
   */
  public record Entry(Leaf leaf, long leafIndex, String metadata, long place, int size) {}

  /**
   * What is wrong.
   *
   * @param entry with which record, where it is about one
   * @param what a sentence without its subject
   */
  public record Problem(Optional<Entry> entry, String what) {}

  private SegmentFile(
      UUID id, List<Entry> entries, List<Problem> problems, String sha256, long size) {
    this.id = id;
    this.entries = List.copyOf(entries);
    this.problems = List.copyOf(problems);
    this.sha256 = sha256;
    this.size = size;
  }

  public UUID id() {
    return id;
  }

  /** In the order of their leaves. */
  public List<Entry> entries() {
    return entries;
  }

  /** Empty if it is as it was sealed. */
  public List<Problem> problems() {
    return problems;
  }

  /** Of the whole file, in hexadecimal. */
  public String sha256() {
    return sha256;
  }

  public long size() {
    return size;
  }

  /**
   * Reads and checks it.
   *
   * @param trusted any of the keys that ever signed for this archive
   * @param later every hand-over of the signing key, those after it was sealed included; empty if
   *     they are not known
   * @throws IllegalArgumentException with what is wrong, to follow "the segment": it cannot be
   *     taken apart
   */
  public static SegmentFile read(Path file, VerifierKey trusted, List<KeyHistory.Handover> later)
      throws IOException {
    try (var channel = FileChannel.open(file)) {
      return new Reading(channel, trusted, later).read();
    }
  }

  /** One pass over a file. */
  private static final class Reading {

    private final FileChannel channel;
    private final VerifierKey trusted;
    private final List<KeyHistory.Handover> later;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private long indexAt;
    private long headAt;
    private long noteAt;

    Reading(FileChannel channel, VerifierKey trusted, List<KeyHistory.Handover> later) {
      this.channel = channel;
      this.trusted = trusted;
      this.later = later;
    }

    SegmentFile read() throws IOException {
      long size = channel.size();
      takeApart(size);
      index();
      var head = head();
      var id = UUID.fromString(text(head, "id"));
      var keys = keys(handovers(head));
      String note =
          new String(octets(noteAt, size - SegmentFormat.TRAILER), StandardCharsets.UTF_8);
      String signed =
          SegmentFormat.noteText(
              trusted.name(), id.toString(), entries.size(), hex(digest(noteAt)));
      if (!note.startsWith(signed + "\n") || !Checkpoint.isSigned(note, signer(handovers(head)))) {
        bad("is not the one that was signed");
      }
      contents();
      proof(head, keys);
      return new SegmentFile(id, entries, problems, hex(digest(size)), size);
    }

    /** Its own hand-overs, and what followed them. */
    private KeyHistory keys(List<KeyHistory.Handover> own) {
      var all = later.size() > own.size() ? later : own;
      if (!all.subList(0, own.size()).equals(own)) {
        bad("holds a hand-over of the signing key that the archive does not know");
      }
      try {
        return KeyHistory.of(trusted, all);
      } catch (IllegalArgumentException e) {
        bad("holds a hand-over of the signing key that " + e.getMessage());
        return KeyHistory.of(trusted);
      }
    }

    /** Who signed when it was sealed. */
    private VerifierKey signer(List<KeyHistory.Handover> own) {
      if (!own.isEmpty()) {
        return own.get(own.size() - 1).next();
      }
      return later.isEmpty() ? trusted : later.get(0).old();
    }

    private void takeApart(long size) throws IOException {
      int magic = SegmentFormat.MAGIC.length;
      if (size < magic + SegmentFormat.TRAILER
          || !Arrays.equals(octets(0, magic), SegmentFormat.MAGIC)) {
        throw new IllegalArgumentException("is not of format " + SegmentFormat.NAME);
      }
      var trailer = ByteBuffer.wrap(octets(size - SegmentFormat.TRAILER, size));
      indexAt = trailer.getLong();
      headAt = trailer.getLong();
      noteAt = trailer.getLong();
      if (indexAt < magic
          || headAt < indexAt
          || noteAt < headAt
          || noteAt > size - SegmentFormat.TRAILER
          || noteAt - indexAt > MOST) {
        throw new IllegalArgumentException("has an end that is not a segment's");
      }
    }

    private void index() throws IOException {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(
                  new ByteArrayInputStream(octets(indexAt, headAt)), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          var json = object(line);
          String metadata = text(json, "metadata");
          entries.add(
              new Entry(
                  Leaf.parse(metadata),
                  number(json, "leaf_index"),
                  metadata,
                  number(json, "place"),
                  Math.toIntExact(number(json, "size"))));
        }
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("has an index that cannot be read", e);
      }
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("holds no record");
      }
    }

    private Map<?, ?> head() throws IOException {
      return object(new String(octets(headAt, noteAt), StandardCharsets.UTF_8));
    }

    private void contents() throws IOException {
      var reader = new RecordReader(null);
      long next = SegmentFormat.MAGIC.length;
      for (var entry : entries) {
        if (entry.place != next || entry.size < 0 || entry.place + entry.size > indexAt) {
          bad(entry, "its place in the segment is not after the one before");
          return;
        }
        next += entry.size;
        try {
          reader.check(entry.leaf, octets(entry.place, next));
        } catch (DamagedRecordException e) {
          bad(entry, e.what());
        }
      }
      if (next != indexAt) {
        bad("has octets that belong to no record");
      }
    }

    private void proof(Map<?, ?> head, KeyHistory keys) {
      var leaves = new TreeMap<Long, Hash>();
      entries.forEach(
          entry ->
              leaves.put(
                  entry.leafIndex,
                  MerkleTree.leaf(entry.metadata.getBytes(StandardCharsets.UTF_8))));
      if (leaves.size() != entries.size()) {
        bad("holds a leaf twice");
      }
      try {
        String note = text(head, "checkpoint");
        var checkpoint = Checkpoint.open(note, keys.at(Checkpoint.sizeOf(note)));
        var proof = list(head, "proof").stream().map(Hash::ofBase64).toList();
        if (!SetProof.root(checkpoint.size(), leaves, proof).equals(checkpoint.root())) {
          bad("holds a leaf that is not in the tree of its checkpoint");
        }
      } catch (IllegalArgumentException e) {
        bad("has a proof or a checkpoint that " + e.getMessage());
      }
    }

    private static List<KeyHistory.Handover> handovers(Map<?, ?> head) {
      return list(head, "handovers").stream().map(KeyHistory.Handover::open).toList();
    }

    private void bad(String what) {
      problems.add(new Problem(Optional.empty(), what));
    }

    private void bad(Entry entry, String what) {
      problems.add(new Problem(Optional.of(entry), what));
    }

    private byte[] octets(long from, long to) throws IOException {
      var buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IllegalArgumentException("ends too early");
        }
      }
      return buffer.array();
    }

    private MessageDigest digest(long end) throws IOException {
      var digest = SegmentFormat.sha256();
      for (long at = 0; at < end; at += 1 << 20) {
        digest.update(octets(at, Math.min(end, at + (1 << 20))));
      }
      return digest;
    }

    private static String hex(MessageDigest digest) {
      return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<?, ?> object(String line) {
      try {
        return JSON.readValue(line, Map.class);
      } catch (JacksonException e) {
        throw new IllegalArgumentException("has an index that cannot be read", e);
      }
    }

    private static String text(Map<?, ?> json, String name) {
      if (json.get(name) instanceof String text) {
        return text;
      }
      throw new IllegalArgumentException("lacks " + name);
    }

    private static long number(Map<?, ?> json, String name) {
      if (json.get(name) instanceof Number number) {
        return number.longValue();
      }
      throw new IllegalArgumentException("lacks " + name);
    }

    private static List<String> list(Map<?, ?> json, String name) {
      if (json.get(name) instanceof List<?> list) {
        return list.stream().map(String::valueOf).toList();
      }
      throw new IllegalArgumentException("lacks " + name);
    }
  }
}
