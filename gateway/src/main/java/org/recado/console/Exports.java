package org.recado.console;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.commit.NodeName;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The exports that were ordered and what became of their pieces, for all nodes. Who is at work on
 * something holds it for a time and says so again and again; whoever dies holds it no longer.
 */
@Component
final class Exports {

  /** How long the list of what was chosen is kept; that there was an export stays on record. */
  static final Duration KEPT = Duration.ofDays(14);

  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final int ID_OCTETS = 16;

  private static final String LIST =
      """
      SELECT e.id, e.ordered_at, e.state, e.node, e.held_until,
        count(p.number) AS pieces, count(p.taken_at) AS taken, coalesce(sum(p.messages), 0) AS messages
      FROM gateway.export e LEFT JOIN gateway.export_piece p ON p.export = e.id
      """;

  /** How an export stands. */
  enum State {
    CHOOSING,
    READY,
    FAILED,
    REFUSED
  }

  /**
   * An export.
   *
   * @param messages chosen so far, the mails they were made of among them
   * @param node that chooses now
   */
  record Export(
      RecordId id,
      Instant orderedAt,
      State state,
      int pieces,
      int taken,
      long messages,
      Optional<String> node) {}

  /** How a piece stands. */
  enum PieceState {
    WAITING,
    RUNNING,
    BROKEN,
    TAKEN
  }

  /**
   * A piece.
   *
   * @param written of its messages, at the last try
   * @param node that sends it now, or did at the last try
   * @param fault why it broke off, if it was not the line; a key of the bundles
   */
  record Piece(
      int number,
      int messages,
      int written,
      PieceState state,
      Optional<String> node,
      Optional<String> fault,
      Optional<Instant> takenAt) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Archive archive;
  private final Clock clock;
  private final String node;

  Exports(
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Archive archive,
      Clock clock,
      NodeName node) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.archive = archive;
    this.clock = clock;
    this.node = node.value();
  }

  /** On the record, and to be done, or neither. */
  RecordId order(RecordDraft draft) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              var id = archive.append(List.of(draft)).get(0);
              jdbc.update(
                  "INSERT INTO gateway.export (id, ordered_at, state) VALUES (?, ?, 'CHOOSING')",
                  id.value(),
                  now(Duration.ZERO));
              return id;
            }));
  }

  /** The newest first. */
  List<Export> newest(int most) {
    return jdbc.query(LIST + "GROUP BY e.id ORDER BY e.id DESC LIMIT ?", this::export, most);
  }

  Optional<Export> find(RecordId id) {
    return jdbc.query(LIST + "WHERE e.id = ? GROUP BY e.id", this::export, id.value()).stream()
        .findAny();
  }

  private Export export(ResultSet row, int number) throws SQLException {
    return new Export(
        new RecordId(row.getObject("id", UUID.class)),
        row.getTimestamp("ordered_at").toInstant(),
        State.valueOf(row.getString("state")),
        row.getInt("pieces"),
        row.getInt("taken"),
        row.getLong("messages"),
        Optional.ofNullable(row.getString("node")).filter(name -> isHeld(row)));
  }

  private boolean isHeld(ResultSet row) {
    try {
      @Nullable Timestamp until = row.getTimestamp("held_until");
      return until != null && until.toInstant().isAfter(clock.instant());
    } catch (SQLException e) {
      throw new IllegalStateException("the row has no lease", e);
    }
  }

  List<Piece> pieces(RecordId export) {
    return jdbc.query(
        "SELECT number, messages, written, node, held_until, fault, taken_at"
            + " FROM gateway.export_piece WHERE export = ? ORDER BY number",
        (row, n) -> {
          @Nullable Timestamp taken = row.getTimestamp("taken_at");
          @Nullable String holder = row.getString("node");
          var state =
              isHeld(row)
                  ? PieceState.RUNNING
                  : taken != null
                      ? PieceState.TAKEN
                      : holder != null ? PieceState.BROKEN : PieceState.WAITING;
          return new Piece(
              row.getInt("number"),
              row.getInt("messages"),
              row.getInt("written"),
              state,
              Optional.ofNullable(holder),
              Optional.ofNullable(row.getString("fault")),
              Optional.ofNullable(taken).map(Timestamp::toInstant));
        },
        export.value());
  }

  /** An export that nobody is choosing for; it is this node's now. */
  Optional<RecordId> claim() {
    return jdbc
        .queryForList(
            """
            UPDATE gateway.export SET node = ?, held_until = ? WHERE id = (
              SELECT id FROM gateway.export
              WHERE state = 'CHOOSING' AND (held_until IS NULL OR held_until < ?)
              ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            UUID.class,
            node,
            now(LEASE),
            now(Duration.ZERO))
        .stream()
        .findAny()
        .map(RecordId::new);
  }

  /** The last message of the pieces there are. */
  Optional<UUID> lastChosen(RecordId export) {
    return jdbc
        .queryForList(
            "SELECT ids FROM gateway.export_piece WHERE export = ? ORDER BY number DESC LIMIT 1",
            byte[].class,
            export.value())
        .stream()
        .map(Exports::unpacked)
        .map(ids -> ids.get(ids.size() - 1))
        .findAny();
  }

  /**
   * @return false if another node has the export by now
   */
  boolean add(RecordId export, List<UUID> messages) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              int held =
                  jdbc.update(
                      "UPDATE gateway.export SET held_until = ? WHERE id = ? AND node = ?",
                      now(LEASE),
                      export.value(),
                      node);
              if (held == 0) {
                return false;
              }
              return jdbc.update(
                      """
                      INSERT INTO gateway.export_piece (export, number, messages, ids)
                      SELECT ?, coalesce(max(number), 0) + 1, ?, ?
                      FROM gateway.export_piece WHERE export = ?
                      """,
                      export.value(),
                      messages.size(),
                      packed(messages),
                      export.value())
                  == 1;
            }));
  }

  /** This node is done choosing; with {@link State#CHOOSING} any node may go on at once. */
  void chosen(RecordId export, State state) {
    jdbc.update(
        "UPDATE gateway.export SET state = ?, node = NULL, held_until = NULL"
            + " WHERE id = ? AND node = ?",
        state.name(),
        export.value(),
        node);
  }

  /** Somebody wants a choice that failed to go on. */
  void resume(RecordId export) {
    jdbc.update(
        "UPDATE gateway.export SET state = 'CHOOSING' WHERE id = ? AND state = 'FAILED'",
        export.value());
  }

  /** What is in a piece, which this node sends now; empty if somebody takes it already. */
  Optional<List<UUID>> take(RecordId export, int number) {
    return jdbc
        .queryForList(
            """
            UPDATE gateway.export_piece SET node = ?, held_until = ?, written = 0, fault = NULL
            WHERE export = ? AND number = ? AND (held_until IS NULL OR held_until < ?)
            RETURNING ids
            """,
            byte[].class,
            node,
            now(LEASE),
            export.value(),
            number,
            now(Duration.ZERO))
        .stream()
        .findAny()
        .map(Exports::unpacked);
  }

  /** So far have they gone. */
  void written(RecordId export, int number, long messages) {
    piece("written = ?", export, number, messages);
  }

  void taken(RecordId export, int number) {
    piece("held_until = NULL, taken_at = ?", export, number, now(Duration.ZERO));
  }

  void brokenOff(RecordId export, int number, Optional<String> fault) {
    piece("held_until = NULL, fault = ?", export, number, fault.orElse(null));
  }

  private void piece(String set, RecordId export, int number, @Nullable Object... values) {
    var all = new ArrayList<@Nullable Object>(java.util.Arrays.asList(values));
    all.addAll(List.of(export.value(), number, node));
    jdbc.update(
        "UPDATE gateway.export_piece SET " + set + " WHERE export = ? AND number = ? AND node = ?",
        all.toArray());
  }

  /** What this node is at work on stays its own; to be called well within the lease. */
  void hold() {
    for (String table : List.of("gateway.export", "gateway.export_piece")) {
      jdbc.update(
          "UPDATE " + table + " SET held_until = ? WHERE node = ? AND held_until IS NOT NULL",
          now(LEASE),
          node);
    }
  }

  /** What was ordered long ago has to be ordered anew. */
  void forgetOld() {
    jdbc.update("DELETE FROM gateway.export WHERE ordered_at < ?", now(KEPT.negated()));
  }

  private Timestamp now(Duration later) {
    return Timestamp.from(clock.instant().plus(later));
  }

  private static byte[] packed(List<UUID> ids) {
    var octets = ByteBuffer.allocate(ids.size() * ID_OCTETS);
    ids.forEach(
        id -> octets.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    return octets.array();
  }

  private static List<UUID> unpacked(byte[] octets) {
    var ids = new ArrayList<UUID>(octets.length / ID_OCTETS);
    for (var buffer = ByteBuffer.wrap(octets); buffer.hasRemaining(); ) {
      ids.add(new UUID(buffer.getLong(), buffer.getLong()));
    }
    return ids;
  }
}
