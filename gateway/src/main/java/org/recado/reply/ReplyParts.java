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
import java.util.Comparator;
import java.util.LinkedHashMap;
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
   * @param parts all parts in order, once they are complete
   */
  record Stored(MessageId message, boolean isNew, List<UserData> parts) {

    boolean isComplete() {
      return !parts.isEmpty();
    }
  }

  Stored add(DeliverSm pdu, Concatenation part, MessageId fresh, Instant now) {
    // parts of one message may come over two binds at once: one at a time from here on
    jdbc.query(
        "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
        row -> {},
        pdu.source() + ">" + pdu.destination() + "#" + part.reference());
    var message = findOpen(pdu, part, now).orElse(fresh);
    boolean isNew =
        jdbc.update(
                """
                INSERT INTO gateway.reply_part (client, number, reference, wide, total, part, message, esm_class,
                       data_coding, short_message, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
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
                Timestamp.from(now))
            == 1;
    var all = partsOf(message);
    if (!isNew || all.size() < part.total()) {
      return new Stored(message, isNew, List.of());
    }
    jdbc.update("UPDATE gateway.reply_part SET complete = true WHERE message = ?", message.value());
    return new Stored(message, true, all.stream().map(UserData::parse).toList());
  }

  private Optional<MessageId> findOpen(DeliverSm pdu, Concatenation part, Instant now) {
    return jdbc
        .query(
            """
            SELECT message FROM gateway.reply_part
             WHERE client = ? AND number = ? AND reference = ? AND wide = ? AND total = ? AND received_at > ?
             ORDER BY received_at DESC LIMIT 1
            """,
            (row, i) -> new MessageId(row.getObject(1, UUID.class)),
            pdu.source(),
            pdu.destination(),
            part.reference(),
            part.size() == ReferenceSize.BITS_16,
            part.total(),
            Timestamp.from(now.minus(SAME_MESSAGE)))
        .stream()
        .findFirst();
  }

  private List<DeliverSm> partsOf(MessageId message) {
    return jdbc.query(
        "SELECT client, number, esm_class, data_coding, short_message FROM gateway.reply_part WHERE message = ? ORDER BY part",
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

  /** A message whose other parts did not come in time. */
  record Overdue(MessageId message, DeliverSm first, List<UserData> parts) {}

  List<Overdue> overdue(Instant before) {
    var messages = new LinkedHashMap<MessageId, List<DeliverSm>>();
    jdbc.query(
        """
        WITH late AS (SELECT message FROM gateway.reply_part WHERE NOT complete
                       GROUP BY message HAVING max(received_at) < ? LIMIT 100)
        UPDATE gateway.reply_part p SET complete = true FROM late WHERE p.message = late.message
        RETURNING p.message, p.part, p.client, p.number, p.esm_class, p.data_coding, p.short_message
        """,
        row -> {
          messages
              .computeIfAbsent(
                  new MessageId(row.getObject("message", UUID.class)), id -> new ArrayList<>())
              .add(pduOf(row));
        },
        Timestamp.from(before));
    var overdue = new ArrayList<Overdue>();
    messages.forEach(
        (id, pdus) ->
            overdue.add(
                new Overdue(
                    id,
                    pdus.get(0),
                    pdus.stream()
                        .map(UserData::parse)
                        .sorted(
                            Comparator.comparing(
                                data -> data.concatenation().map(Concatenation::part).orElse(0)))
                        .toList())));
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
                "SELECT 1 FROM gateway.reply_seen WHERE digest = ? AND node <> ? AND received_at > ?",
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
