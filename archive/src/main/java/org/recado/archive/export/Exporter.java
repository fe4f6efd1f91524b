package org.recado.archive.export;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.Hit;
import org.recado.archive.search.SearchRows;

/**
 * Writes the records of chosen messages into a folder, in parts, with all that an outsider needs to
 * check them: docs/archive-format.md section 7. Memory does not grow with what is exported. An
 * export that was broken off goes on with the part it was at.
 */
public final class Exporter {

  private static final int MESSAGES_AT_A_TIME = 200;
  private static final int MESSAGES_A_PART = 5_000;

  private final DataSource dataSource;
  private final ArchiveKey key;
  private final SigningKey signingKey;
  private final Clock clock;
  private final ColdSource cold;

  public Exporter(DataSource dataSource, ArchiveKey key, SigningKey signingKey, Clock clock) {
    this(dataSource, key, signingKey, clock, ColdSource.NONE);
  }

  /**
   * @param cold asked for contents that have left the database
   */
  public Exporter(
      DataSource dataSource, ArchiveKey key, SigningKey signingKey, Clock clock, ColdSource cold) {
    this.cold = cold;
    this.dataSource = dataSource;
    this.key = key;
    this.signingKey = signingKey;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param folder not there yet, or empty, unless {@code resume}
   * @param by who takes the copy, for the manifest
   * @param masked without clients' numbers, mails and PDUs
   * @param partOctets a part is closed once its records file is that long
   */
  public record Order(
      Selection selection,
      Path folder,
      String by,
      boolean masked,
      boolean resume,
      boolean transcripts,
      long partOctets) {

    /** All of it, in parts of at most about 500 MB. */
    public static Order of(Selection selection, Path folder, String by) {
      return new Order(selection, folder, by, false, false, true, 500_000_000);
    }
  }

  /**
   * @param progress told now and then how many messages are written
   * @return how many records
   * @throws IOException with a sentence, if it cannot be written
   * @throws org.recado.archive.record.DamagedRecordException if a record is not what its leaf says:
   *     then run {@code archive verify}
   */
  public long export(Order order, LongConsumer progress) throws SQLException, IOException {
    var state = ExportProgress.in(order.folder(), order.resume());
    var files = new ExportFolder(order.folder());
    var masking = order.masked() ? Masking.MASKED : Masking.FULL;
    try (var snapshot = Snapshot.of(dataSource)) {
      if (order.resume()) {
        state.forgetUnfinished();
        same(state, "selection", order.selection().described());
        same(state, "masking", masking.name());
      } else {
        begin(snapshot, order, masking, state);
      }
      var proofs = new Proofs(snapshot, Proofs.opened(state.get("checkpoint"), signingKey));
      while (state.number("next") < state.number("messages")) {
        part(order, snapshot, masking, proofs, state, files, progress);
      }
      if (order.transcripts()) {
        transcripts(snapshot, order.selection(), masking, files);
        state.list(files.takeListed());
      }
    }
    finish(order, state, files);
    return state.number("records");
  }

  private static void same(ExportProgress state, String name, String now) throws IOException {
    if (!state.get(name).equals(now)) {
      throw new IOException(
          "The export that was broken off had "
              + name
              + " \""
              + state.get(name)
              + "\"; resume it with the same.");
    }
  }

  private void begin(Snapshot snapshot, Order order, Masking masking, ExportProgress state)
      throws SQLException, IOException {
    long messages = 0;
    try (var ids = SearchRows.withMails(snapshot, order.selection().asQuery());
        var out = state.choosing()) {
      while (ids.next()) {
        write(out, ids.id());
        messages++;
      }
      if (messages == 0 && order.selection().isOneMessage()) {
        // a message asked for by name is exported even if the index has not read it yet
        write(out, order.selection().message().orElseThrow().value());
        messages++;
      }
    }
    state.set("checkpoint", Proofs.newestCheckpoint(snapshot));
    state.set("messages", messages);
    state.set("selection", order.selection().described());
    state.set("masking", masking.name());
    state.set("at", clock.instant());
    state.save();
  }

  private static void write(DataOutputStream out, UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  private void part(
      Order order,
      Snapshot snapshot,
      Masking masking,
      Proofs proofs,
      ExportProgress state,
      ExportFiles files,
      LongConsumer progress)
      throws SQLException, IOException {
    long number = state.number("parts") + 1;
    long next = state.number("next");
    long end = next + MESSAGES_A_PART;
    String name = "part-%04d/".formatted(number);
    try (var part = new PartWriter(name, files, new RecordReader(key, cold), proofs, masking)) {
      List<UUID> ids;
      do {
        ids = state.chosen(next, MESSAGES_AT_A_TIME);
        part.write(snapshot, ids);
        next += ids.size();
        progress.accept(next);
      } while (ids.size() == MESSAGES_AT_A_TIME
          && next < end
          && part.octets() < order.partOctets());
      state.set("records", state.number("records") + part.records());
      state.set("proved", state.number("proved") + part.proved());
    }
    state.list(files.takeListed());
    state.set("parts", number);
    state.set("next", next);
    state.save();
  }

  private static void transcripts(
      Snapshot snapshot, Selection selection, Masking masking, ExportFiles files)
      throws SQLException, IOException {
    var query = selection.asQuery();
    try (var conversations = SearchRows.conversations(snapshot, query)) {
      while (conversations.next()) {
        String conversation = conversations.text();
        try (var rows = SearchRows.conversation(snapshot, query, conversation);
            var out = files.open("transcripts/" + fileName(conversation) + ".pdf")) {
          Transcript.write(conversation, () -> next(rows), masking, out);
        }
      }
    }
  }

  @org.jspecify.annotations.Nullable static Hit next(SearchRows rows) throws IOException {
    try {
      return rows.next() ? rows.hit() : null;
    } catch (SQLException e) {
      throw new IOException("The messages of a conversation cannot be read.", e);
    }
  }

  static String fileName(String conversation) {
    return conversation.matches("[A-Za-z0-9_-]{1,100}")
        ? conversation
        : HexFormat.of()
            .formatHex(ExportFiles.sha256().digest(conversation.getBytes(StandardCharsets.UTF_8)));
  }

  private void finish(Order order, ExportProgress state, ExportFiles files) throws IOException {
    Manifest.ship(files, signingKey, state.get("checkpoint"));
    state.list(files.takeListed());
    long records = state.number("records");
    long proved = state.number("proved");
    var head =
        Manifest.head(
            state.get("at"), order.by(), state.get("selection"), order.masked(), records, proved);
    try (var lines = Files.newBufferedReader(state.files())) {
      Manifest.write(files, signingKey, head, lines.lines().iterator());
    }
    state.remove();
  }
}
