package org.recado.reply;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.recado.message.MessageId;
import org.recado.smpp.Concatenation;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.smpp.ReferenceSize;
import org.recado.smpp.UserData;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Parts of long messages, in any order, by any bind and any node (3GPP TS 23.040 section
 * 9.2.3.24.1). Runs in the caller's transaction.
 */
public final class ReplyParts {

  /** References are used again: what came longer ago belongs to another message. */
  private static final Duration SAME_MESSAGE = Duration.ofHours(1);

  private static final Duration SAME_DELIVERY = Duration.ofMinutes(10);

  /** Advisory lock: one node at a time passes on what is overdue. */
  private static final long OVERDUE = 0x7265706c79L;

  private final JdbcTemplate jdbc;
  private final String node;

  /**
   * @param node this process; another never has the same
   */
  public ReplyParts(JdbcTemplate jdbc, String node) {
    this.jdbc = jdbc;
    this.node = node;
  }

  /**
   * A part after it was stored.
   *
   * @param isNew false if it came before
   * @param passedOn whether the employee has had the message already, without this part
   * @param parts all parts in order, once they are complete
   */
  record Stored(MessageId message, boolean isNew, boolean passedOn, List<UserData> parts) {

    boolean isComplete() {
      return !parts.isEmpty();
    }
  }

  /** What parts of one message have in common. */
  static String place(DeliverSm pdu, Concatenation part) {
    return pdu.source() + ">" + pdu.destination() + "#" + part.reference();
  }

  /**
   * Waits until no other transaction works on messages in these places, until this one ends: parts
   * of one message may come over two binds at once. All of a batch by one statement and in one
   * order, so that two nodes never wait for each other.
   */
  void alone(Collection<String> places) {
    if (!places.isEmpty()) {
      jdbc.query(
          "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(place, 0) AS key"
              + " FROM unnest(?) AS place ORDER BY key) AS sorted",
          statement -> {
            Object[] all = places.toArray();
            statement.setArray(1, statement.getConnection().createArrayOf("text", all));
          },
          row -> {});
    }
  }

  /** In the transaction of {@link #alone}. */
  Stored add(DeliverSm pdu, Concatenation part, MessageId fresh, Instant now) {
    var known = lately(pdu, part, now);
    var open = known.stream().findFirst().filter(message -> message.same().isEmpty());
    if (open.isEmpty()
        && known.stream().anyMatch(message -> message.same().equals(Optional.of(true)))) {
      var message = known.stream().filter(m -> m.same().orElse(false)).findFirst().get();
      return new Stored(message.id(), false, message.passedOn(), List.of());
    }
    // telephones use a reference again: another part in the same place begins another message
    var message = open.map(Known::id).orElse(fresh);
    jdbc.update(
        """
        INSERT INTO gateway.reply_part (client, number, reference, wide, total, part, message, esm_class,
               data_coding, short_message, received_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        pdu.source(),
        pdu.destination(),
        part.reference(),
        part.size() == ReferenceSize.BITS_16,
        part.total(),
        part.part(),
        message.value(),
        pdu.esmClass(),
        pdu.dataCoding(),
        pdu.shortMessage().toArray(),
        Timestamp.from(now));
    boolean passedOn = open.map(Known::passedOn).orElse(false);
    var all = partsOf(message);
    if (all.size() < part.total()) {
      return new Stored(message, true, passedOn, List.of());
    }
    jdbc.update("UPDATE gateway.reply_part SET complete = true WHERE message = ?", message.value());
    return new Stored(message, true, passedOn, all.stream().map(UserData::parse).toList());
  }

  /**
   * A message of which parts came lately.
   *
   * @param same whether it has just these octets in the part's place; empty if the part is missing
   */
  private record Known(MessageId id, boolean passedOn, Optional<Boolean> same) {}

  /** Messages the part may be of, the youngest first. */
  private List<Known> lately(DeliverSm pdu, Concatenation part, Instant now) {
    return jdbc.query(
        """
        SELECT message, bool_or(complete), bool_and(short_message = ?) FILTER (WHERE part = ?) AS same
          FROM gateway.reply_part
         WHERE client = ? AND number = ? AND reference = ? AND wide = ? AND total = ? AND received_at > ?
         GROUP BY message ORDER BY min(received_at) DESC, message DESC
        """,
        (row, i) ->
            new Known(
                new MessageId(row.getObject(1, UUID.class)),
                row.getBoolean(2),
                Optional.ofNullable((Boolean) row.getObject(3))),
        pdu.shortMessage().toArray(),
        part.part(),
        pdu.source(),
        pdu.destination(),
        part.reference(),
        part.size() == ReferenceSize.BITS_16,
        part.total(),
        Timestamp.from(now.minus(SAME_MESSAGE)));
  }

  private List<DeliverSm> partsOf(MessageId message) {
    return jdbc.query(
        "SELECT client, number, esm_class, data_coding, short_message FROM gateway.reply_part WHERE"
            + " message = ? ORDER BY part",
        (row, i) -> pduOf(row),
        message.value());
  }

  private static DeliverSm pduOf(ResultSet row) throws SQLException {
    var text = Octets.of(row.getBytes("short_message"));
    return new DeliverSm(
        row.getString("client"),
        row.getString("number"),
        row.getInt("esm_class"),
        row.getInt("data_coding"),
        text,
        new TreeMap<>(),
        text);
  }

  /**
   * A message whose other parts did not come in time.
   *
   * @param passedOn whether the employee has had some of it already
   */
  record Overdue(MessageId message, boolean passedOn, DeliverSm first, List<UserData> parts) {}

  /** Marks as complete what is overdue, on one node at a time; empty while another node does. */
  List<Overdue> overdue(Instant before) {
    boolean alone =
        Boolean.TRUE.equals(
            jdbc.queryForObject("SELECT pg_try_advisory_xact_lock(?)", Boolean.class, OVERDUE));
    if (!alone) {
      return List.of();
    }
    var late =
        jdbc.query(
            """
            SELECT message, bool_or(complete) FROM gateway.reply_part
             WHERE message IN (SELECT message FROM gateway.reply_part WHERE NOT complete
                                GROUP BY message HAVING max(received_at) < ? LIMIT 100)
             GROUP BY message ORDER BY message
            """,
            (row, i) ->
                new Known(
                    new MessageId(row.getObject(1, UUID.class)),
                    row.getBoolean(2),
                    Optional.empty()),
            Timestamp.from(before));
    var overdue = new ArrayList<Overdue>();
    for (var message : late) {
      var parts = partsOf(message.id());
      jdbc.update(
          "UPDATE gateway.reply_part SET complete = true WHERE message = ?", message.id().value());
      overdue.add(
          new Overdue(
              message.id(),
              message.passedOn(),
              parts.get(0),
              parts.stream().map(UserData::parse).toList()));
    }
    return overdue;
  }

  /** Parts of complete messages and traces of deliveries that are of no more use. */
  void forget(Instant before) {
    jdbc.update(
        "DELETE FROM gateway.reply_part WHERE complete AND received_at < ?",
        Timestamp.from(before));
    jdbc.update("DELETE FROM gateway.reply_seen WHERE received_at < ?", Timestamp.from(before));
  }

  /**
   * Whether another process took the very same message a moment ago: then the SMSC may have sent it
   * again because that process ended before it answered. A client who writes the same word twice to
   * one process is believed.
   */
  boolean seenElsewhere(DeliverSm pdu, Instant now) {
    byte[] digest = digest(pdu);
    boolean seen =
        !jdbc.queryForList(
                "SELECT 1 FROM gateway.reply_seen WHERE digest = ? AND node <> ? AND received_at >"
                    + " ?",
                Integer.class,
                digest,
                node,
                Timestamp.from(now.minus(SAME_DELIVERY)))
            .isEmpty();
    jdbc.update(
        "INSERT INTO gateway.reply_seen (digest, node, received_at) VALUES (?, ?, ?)",
        digest,
        node,
        Timestamp.from(now));
    return seen;
  }

  private static byte[] digest(DeliverSm pdu) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update((pdu.source() + ">" + pdu.destination() + ":").getBytes(StandardCharsets.UTF_8));
      sha.update(pdu.shortMessage().toArray());
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
