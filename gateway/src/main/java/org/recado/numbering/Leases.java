package org.recado.numbering;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Gives out long numbers. The same owner keeps the same number towards a client; no two owners ever
 * hold the same pair, because the table's primary key forbids it. All methods run in the caller's
 * transaction.
 */
public final class Leases {

  private static final String COLUMNS =
      "l.client, l.number, l.owner, l.mailbox, n.pool, n.connection, l.conversation, l.mail_id,"
          + " l.subject";

  /** A request with the id its conversation gets if it opens one. */
  private record Want(LeaseRequest request, UUID conversation) {}

  private static final Unnest<Want> WANTS =
      new Unnest<Want>()
          .column("text", want -> want.request().client().digits())
          .column("text", want -> want.request().owner())
          .column("text", want -> want.request().mailbox().toString())
          .column("text", want -> want.request().pool())
          .column("text", want -> want.request().mailId().orElse(null))
          .column("text", want -> want.request().subject().orElse(null))
          .column("uuid", Want::conversation);

  /** Sticky: who already holds a number of the pool towards the client keeps it. */
  private static final String RENEW =
      """
      UPDATE gateway.lease l
         SET last_used = ?, mailbox = w.mailbox,
             mail_id = coalesce(w.mail_id, l.mail_id), subject = coalesce(w.subject, l.subject)
        FROM unnest(%s) AS w (client, owner, mailbox, pool, mail_id, subject, conversation),
             gateway.long_number n
       WHERE l.client = w.client AND l.owner = w.owner
         AND n.number = l.number AND n.pool = w.pool AND n.active
      RETURNING %s
      """
          .formatted(WANTS.arguments(), COLUMNS);

  /**
   * A number of the pool nobody holds towards this client. Which one is spread by a hash, so that
   * numbers wear evenly. Two wants for one client, here or on another node, may choose the same
   * number: one of them wins, the other is asked again. Who got a number by another node a moment
   * ago gets no second one.
   */
  private static final String TAKE_FREE =
      """
      INSERT INTO gateway.lease AS l
             (client, number, owner, mailbox, conversation, since, last_used, mail_id, subject)
      SELECT w.client, n.number, w.owner, w.mailbox, w.conversation, ?, ?, w.mail_id, w.subject
        FROM unnest(%s) AS w (client, owner, mailbox, pool, mail_id, subject, conversation)
       CROSS JOIN LATERAL (
             SELECT p.number FROM gateway.long_number p
              WHERE p.pool = w.pool AND p.active
                AND NOT EXISTS (SELECT FROM gateway.lease h
                                 WHERE h.client = w.client AND h.number = p.number)
              ORDER BY hashtext(w.client || p.number) LIMIT 1) n
       WHERE NOT EXISTS (SELECT FROM gateway.lease o JOIN gateway.long_number q USING (number)
                          WHERE o.client = w.client AND o.owner = w.owner
                            AND q.pool = w.pool AND q.active)
          ON CONFLICT DO NOTHING
      RETURNING l.client, l.number, l.owner, l.mailbox,
                (SELECT pool FROM gateway.long_number c WHERE c.number = l.number) AS pool,
                (SELECT connection FROM gateway.long_number c WHERE c.number = l.number) AS connection,
                l.conversation, l.mail_id, l.subject
      """
          .formatted(WANTS.arguments());

  /**
   * Whether asking again could give anything: another node took the number a want had chosen, and
   * there is another one, or it took it for the very same owner.
   */
  private static final String ANY_LEFT =
      """
      SELECT EXISTS (
        SELECT FROM unnest(%s) AS w (client, owner, mailbox, pool, mail_id, subject, conversation)
          JOIN gateway.long_number p ON p.pool = w.pool AND p.active
          LEFT JOIN gateway.lease h ON h.client = w.client AND h.number = p.number
         WHERE h.owner IS NULL OR h.owner = w.owner)
      """
          .formatted(WANTS.arguments());

  /**
   * A conversation that has been silent for the lease's life gives its number up, the longest
   * silent first. Chosen once and for all before the update: chosen again for each row of it, one
   * want would take every silent number. Of several wants that choose the same, one gets it.
   */
  private static final String TAKE_LAPSED =
      """
      WITH chosen AS MATERIALIZED (
        SELECT u.*, o.number FROM unnest(%s)
           AS u (client, owner, mailbox, pool, mail_id, subject, conversation)
         CROSS JOIN LATERAL (
               SELECT h.number FROM gateway.lease h JOIN gateway.long_number p USING (number)
                WHERE h.client = u.client AND p.pool = u.pool AND p.active AND h.last_used < ?
                ORDER BY h.last_used, h.number LIMIT 1 FOR UPDATE OF h SKIP LOCKED) o),
      w AS (SELECT DISTINCT ON (client, number) * FROM chosen ORDER BY client, number, owner)
      UPDATE gateway.lease l
         SET owner = w.owner, mailbox = w.mailbox, conversation = w.conversation, since = ?,
             last_used = ?, mail_id = w.mail_id, subject = w.subject
        FROM w, gateway.long_number n
       WHERE l.client = w.client AND l.number = w.number AND n.number = l.number
         AND l.last_used < ?
      RETURNING %s
      """
          .formatted(WANTS.arguments(), COLUMNS);

  private static final RowMapper<Lease> LEASE =
      (row, i) ->
          new Lease(
              new Msisdn(row.getString("client")),
              new Msisdn(row.getString("number")),
              row.getString("owner"),
              MailAddress.of(row.getString("mailbox")),
              row.getString("pool"),
              row.getString("connection"),
              row.getObject("conversation", UUID.class),
              Optional.ofNullable(row.getString("mail_id")),
              Optional.ofNullable(row.getString("subject")));

  private final JdbcTemplate jdbc;
  private final MessageIds ids;
  private final Clock clock;
  private final Duration life;

  public Leases(JdbcTemplate jdbc, MessageIds ids, Clock clock, Duration life) {
    this.jdbc = jdbc;
    this.ids = ids;
    this.clock = clock;
    this.life = life;
  }

  private record Key(String client, String owner, String pool) {}

  private static Key keyOf(LeaseRequest want) {
    return new Key(want.client().digits(), want.owner(), want.pool());
  }

  /**
   * A lease for each request, in their order; empty where every number of the pool is held by
   * somebody else towards that client, which is for the category's rule to settle, never for a
   * guess.
   */
  public List<Optional<Lease>> lease(List<LeaseRequest> requests) {
    // sorted, so that two nodes lock the same rows in the same order
    var open = new LinkedHashMap<Key, Want>();
    requests.stream()
        .sorted(
            Comparator.comparing((LeaseRequest r) -> r.client().digits())
                .thenComparing(LeaseRequest::owner))
        .forEach(request -> open.put(keyOf(request), new Want(request, ids.next().value())));
    var given = new HashMap<Key, Lease>();
    var now = Timestamp.from(clock.instant());
    var lapsed = Timestamp.from(clock.instant().minus(life));

    settle(open, given, RENEW, List.of(now), List.of());
    while (!open.isEmpty()
        && (settle(open, given, TAKE_FREE, List.of(now, now), List.of()) || anyLeft(open))) {
      settle(open, given, RENEW, List.of(now), List.of());
    }
    while (!open.isEmpty()
        && settle(open, given, TAKE_LAPSED, List.of(), List.of(lapsed, now, now, lapsed))) {}
    return requests.stream()
        .map(request -> Optional.ofNullable(given.get(keyOf(request))))
        .toList();
  }

  private boolean anyLeft(Map<Key, Want> open) {
    var wants = List.copyOf(open.values());
    return !open.isEmpty()
        && jdbc.query(
                connection -> {
                  var statement = connection.prepareStatement(ANY_LEFT);
                  WANTS.set(statement, 1, wants);
                  return statement;
                },
                (row, i) -> row.getBoolean(1))
            .get(0);
  }

  /** Runs one statement over what is still open; true if it gave anything. */
  private boolean settle(
      Map<Key, Want> open,
      Map<Key, Lease> given,
      String sql,
      List<Timestamp> before,
      List<Timestamp> after) {
    if (open.isEmpty()) {
      return false;
    }
    var wants = List.copyOf(open.values());
    var leases =
        jdbc.query(
            connection -> {
              var statement = connection.prepareStatement(sql);
              int at = 1;
              for (var value : before) {
                statement.setTimestamp(at++, value);
              }
              at = WANTS.set(statement, at, wants);
              for (var value : after) {
                statement.setTimestamp(at++, value);
              }
              return statement;
            },
            LEASE);
    for (var lease : leases) {
      var key = new Key(lease.client().digits(), lease.owner(), lease.pool());
      if (open.remove(key) != null) {
        given.put(key, lease);
      }
    }
    return !leases.isEmpty();
  }

  /** Whose conversation a client's message to this long number belongs to. */
  public Optional<Lease> find(Msisdn client, Msisdn number) {
    return jdbc
        .query(
            "SELECT "
                + COLUMNS
                + " FROM gateway.lease l JOIN gateway.long_number n USING (number)"
                + " WHERE l.client = ? AND l.number = ?",
            LEASE,
            client.digits(),
            number.digits())
        .stream()
        .findFirst();
  }

  /** A long number of ours, also one taken out of the configuration; empty if it never was. */
  public Optional<LongNumber> findNumber(Msisdn number) {
    return jdbc
        .query(
            "SELECT number, pool, connection, desk FROM gateway.long_number WHERE number = ?",
            (row, i) ->
                new LongNumber(
                    new Msisdn(row.getString(1)),
                    row.getString(2),
                    row.getString(3),
                    MailAddress.of(row.getString(4))),
            number.digits())
        .stream()
        .findFirst();
  }

  /** Notes which mail a lease was given for, when that was not known as it was asked for. */
  public void remember(Lease lease, Optional<String> mailId, Optional<String> subject) {
    jdbc.update(
        "UPDATE gateway.lease SET mail_id = ?, subject = ? WHERE client = ? AND number = ?",
        mailId.orElse(null),
        subject.orElse(null),
        lease.client().digits(),
        lease.number().digits());
  }

  /** Marks the conversation as alive: the client wrote. */
  public void touch(Lease lease, Instant at) {
    jdbc.update(
        "UPDATE gateway.lease SET last_used = ? WHERE client = ? AND number = ?",
        Timestamp.from(at),
        lease.client().digits(),
        lease.number().digits());
  }

  /** Makes the table say what the configuration says. */
  public void configure(List<NumberingProperties.Pool> pools) {
    jdbc.update("UPDATE gateway.long_number SET active = false WHERE active");
    for (var pool : pools) {
      for (String number : pool.numbers()) {
        jdbc.update(
            """
            INSERT INTO gateway.long_number (number, pool, connection, desk, active)
            VALUES (?, ?, ?, ?, true)
            ON CONFLICT (number) DO UPDATE
               SET pool = excluded.pool, connection = excluded.connection, desk = excluded.desk, active = true
            """,
            Msisdn.of(number).digits(),
            pool.name(),
            pool.connection(),
            pool.desk());
      }
    }
  }
}
