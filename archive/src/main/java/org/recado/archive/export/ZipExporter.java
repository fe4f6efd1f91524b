package org.recado.archive.export;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.SearchRows;

/**
 * Writes one piece of an export as a zip to whoever waits for it: a whole export by itself, as in
 * docs/archive-format.md section 7, with its own manifest, proofs and verifier. Nothing is put on
 * disk, and memory is bounded. While the other side takes what was written no transaction is open
 * and no connection is held, so that a slow line costs the database nothing.
 */
public final class ZipExporter {

  private static final int MESSAGES_AT_A_TIME = 200;
  private static final int MESSAGES_A_FOLDER = 5_000;
  private static final long OCTETS_AT_A_TIME = 4_000_000;
  private static final long MOST_WAITING = 16_000_000;

  private final DataSource dataSource;
  private final ArchiveKey key;
  private final SigningKey signingKey;
  private final Clock clock;
  private final ColdSource cold;

  /**
   * @param cold asked for contents that have left the database
   */
  public ZipExporter(
      DataSource dataSource, ArchiveKey key, SigningKey signingKey, Clock clock, ColdSource cold) {
    this.dataSource = dataSource;
    this.key = key;
    this.signingKey = signingKey;
    this.clock = clock;
    this.cold = cold;
  }

  /**
   * What is asked for.
   *
   * @param export names the export it is of, and with the number the folder it is unpacked into
   * @param number from 1, of {@code of}
   * @param messages from {@link Choice}
   * @param selection in the words of who ordered it, for the manifest
   * @param by who takes the copy, for the manifest
   * @param masked without clients' numbers, mails and PDUs
   * @param transcripts with a PDF of each conversation
   */
  public record Piece(
      String export,
      int number,
      int of,
      List<UUID> messages,
      String selection,
      String by,
      boolean masked,
      boolean transcripts) {

    public Piece {
      messages = List.copyOf(messages);
    }

    /** Of the folder it is unpacked into. */
    public String name() {
      return "recado-export-%s-%04d-of-%04d".formatted(export.substring(0, 8), number, of);
    }
  }

  /**
   * @param progress told now and then how many messages are written and on their way
   * @throws IOException with a sentence if it cannot be read, or if the other side is gone
   * @throws org.recado.archive.record.DamagedRecordException if a record is not what its leaf says:
   *     then run {@code archive verify}
   */
  public void write(Piece piece, OutputStream out, LongConsumer progress)
      throws SQLException, IOException {
    var at = clock.instant();
    var files = new ExportZip(piece.name(), at);
    var listed = new StringBuilder();
    var masking = piece.masked() ? Masking.MASKED : Masking.FULL;
    long records = 0;
    long proved = 0;
    String checkpoint;
    Proofs proofs;
    try (var snapshot = Snapshot.of(dataSource)) {
      checkpoint = Proofs.newestCheckpoint(snapshot);
      proofs = new Proofs(snapshot, Proofs.opened(checkpoint, signingKey));
    }
    int next = 0;
    for (int folder = 1; next < piece.messages().size(); folder++) {
      int first = next;
      var reader = new RecordReader(key, cold);
      try (var part =
          new PartWriter("part-%04d/".formatted(folder), files, reader, proofs, masking)) {
        do {
          try (var snapshot = Snapshot.of(dataSource)) {
            var some = light(snapshot, piece.messages(), next);
            part.write(snapshot, some);
            next += some.size();
          }
          files.giveOn(out);
          progress.accept(next);
        } while (next < piece.messages().size()
            && next - first < MESSAGES_A_FOLDER
            && files.waiting() < MOST_WAITING);
        records += part.records();
        proved += part.proved();
      }
      listed.append(files.takeListed());
    }
    if (piece.transcripts()) {
      transcripts(piece, masking, files, out);
    }
    Manifest.ship(files, signingKey, checkpoint);
    listed.append(files.takeListed());
    var head =
        Manifest.head(
            at.toString(), piece.by(), piece.selection(), piece.masked(), records, proved);
    head.put("export", piece.export());
    head.put("piece", (long) piece.number());
    head.put("pieces", (long) piece.of());
    Manifest.write(files, signingKey, head, listed.toString().lines().iterator());
    files.end(out);
  }

  /** As many as can be held at once; at least one. */
  private static List<UUID> light(Snapshot snapshot, List<UUID> all, int from) throws SQLException {
    var candidates = all.subList(from, Math.min(all.size(), from + MESSAGES_AT_A_TIME));
    var sizes = Sizes.of(snapshot, candidates);
    int many = 0;
    long octets = 0;
    do {
      octets += sizes.getOrDefault(candidates.get(many), 0L);
      many++;
    } while (many < candidates.size() && octets < OCTETS_AT_A_TIME);
    return candidates.subList(0, many);
  }

  /** Of each conversation what of it is in this piece. */
  private void transcripts(Piece piece, Masking masking, ExportZip files, OutputStream out)
      throws SQLException, IOException {
    for (var conversation : conversations(piece.messages()).entrySet()) {
      String name = "transcripts/" + Exporter.fileName(conversation.getKey()) + ".pdf";
      try (var snapshot = Snapshot.of(dataSource);
          var rows = SearchRows.of(snapshot, conversation.getValue());
          var file = files.open(name)) {
        Transcript.write(conversation.getKey(), () -> Exporter.next(rows), masking, file);
      }
      files.giveOn(out);
    }
  }

  private Map<String, List<UUID>> conversations(List<UUID> messages) throws SQLException {
    var conversations = new LinkedHashMap<String, List<UUID>>();
    try (var snapshot = Snapshot.of(dataSource);
        var rows = SearchRows.of(snapshot, messages)) {
      while (rows.next()) {
        var conversation = rows.conversation();
        if (conversation.isPresent()) {
          conversations
              .computeIfAbsent(conversation.get(), none -> new ArrayList<>())
              .add(rows.id());
        }
      }
    }
    return conversations;
  }
}
