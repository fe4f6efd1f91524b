package org.recado.numbering;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
 * transaction, and lock the rows of several clients in the order of their numbers.
 */
public final class Leases {

  static final String COLUMNS =
      "l.client, l.number, l.owner, l.mailbox, n.pool, n.connection, l.conversation, l.mail_id,"
          + " l.subject, l.last_used";

  /**
   * Sticky: who already holds a number towards the client keeps it, of several the one the client
   * wrote to, else the one used last. Who answers what came to a mailbox takes the conversation
   * from it.
   *
   * <p>Everybody else gets a number of the pool nobody holds towards this client: the one the
   * client wrote to, else by a hash, so that numbers wear evenly. Two wants for one client, here or
   * on another node, may choose the same number: one of them wins, the other is asked again. Who
   * got a number by another node a moment ago gets no second one.
   */
  static final String CHOOSE =
      """
      WITH w AS MATERIALIZED (
        SELECT u.*, string_to_array(u.kept, chr(10)) AS pools FROM %s ORDER BY u.place),
      held AS MATERIALIZED (
        SELECT w.*, h.number FROM w CROSS JOIN LATERAL (
          SELECT l.number FROM gateway.lease l JOIN gateway.long_number n USING (number)
           WHERE l.client = w.client AND n.active
             AND (l.owner = w.owner AND (n.pool = ANY (w.pools) OR l.number = w.answers)
               OR l.owner LIKE 'mailbox:%%' AND l.number = w.answers)
           ORDER BY (l.number = w.answers) IS TRUE DESC, l.last_used DESC, l.number
           LIMIT 1 FOR UPDATE OF l) h),
      renewed AS (
        UPDATE gateway.lease l
           SET last_used = greatest(l.last_used, ?), owner = h.owner, mailbox = h.mailbox,
               mail_id = coalesce(h.mail_id, l.mail_id), subject = coalesce(h.subject, l.subject)
          FROM held h WHERE l.client = h.client AND l.number = h.number
        RETURNING l.*),
      taken AS (
        INSERT INTO gateway.lease AS l
               (client, number, owner, mailbox, conversation, since, last_used, mail_id, subject)
        SELECT w.client, f.number, w.owner, w.mailbox, w.conversation, ?, ?, w.mail_id, w.subject
          FROM w CROSS JOIN LATERAL (
               SELECT p.number FROM gateway.long_number p
                WHERE (p.pool = w.pool OR p.number = w.answers) AND p.active
                  AND NOT EXISTS (SELECT FROM gateway.lease h
                                   WHERE h.client = w.client AND h.number = p.number)
                ORDER BY (p.number = w.answers) IS TRUE DESC, hashtext(w.client || p.number)
                LIMIT 1) f
         WHERE NOT EXISTS (SELECT FROM held h WHERE h.place = w.place)
            ON CONFLICT DO NOTHING
        RETURNING l.*)
      SELECT %s FROM (SELECT * FROM renewed UNION ALL SELECT * FROM taken) l
        JOIN gateway.long_number n USING (number)
      """
          .formatted(LeaseWant.FROM, COLUMNS);

  /**
   * Whether asking again could give anything: another node took the number a want had chosen, and
   * there is another one, or it took it for the very same owner.
   */
  private static final String ANY_LEFT =
      """
      SELECT EXISTS (
        SELECT FROM %s
          JOIN gateway.long_number p ON p.pool = u.pool AND p.active
          LEFT JOIN gateway.lease h ON h.client = u.client AND h.number = p.number
         WHERE h.owner IS NULL OR h.owner = u.owner)
      """
          .formatted(LeaseWant.FROM);

  static final RowMapper<Lease> LEASE =
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
              Optional.ofNullable(row.getString("subject")),
              row.getTimestamp("last_used").toInstant());

  private final JdbcTemplate jdbc;
  private final MessageIds ids;
  private final Clock clock;
  private final LapsedLeases lapsed;

  public Leases(JdbcTemplate jdbc, MessageIds ids, Clock clock, LeaseTerms terms) {
    this.jdbc = jdbc;
    this.ids = ids;
    this.clock = clock;
    this.lapsed = new LapsedLeases(jdbc, clock, terms);
  }

  public Leases(JdbcTemplate jdbc, MessageIds ids, Clock clock, Duration life) {
    this(jdbc, ids, clock, LeaseTerms.of(life));
  }

  /**
   * A lease for each request, in their order; empty where every number of its pools is held by
   * somebody else towards that client, which is for the category's rule to settle, never for a
   * guess.
   */
  public List<Optional<Lease>> lease(List<LeaseRequest> requests) {
    // sorted, so that two nodes lock the same rows in the same order
    var open = new LinkedHashMap<LeaseRequest, LeaseWant>();
    requests.stream()
        .sorted(
            Comparator.comparing((LeaseRequest r) -> r.client().digits())
                .thenComparing(LeaseRequest::owner))
        .forEach(
            request ->
                open.computeIfAbsent(
                    sameFor(request),
                    r -> new LeaseWant(request, request.pools().get(0), ids.next().value())));
    var given = new HashMap<LeaseRequest, Lease>();
    for (int pool = 0; !open.isEmpty(); pool++) {
      if (!toPool(open, pool)) {
        break;
      }
      do {
        settle(open, given, choose(List.copyOf(open.values())));
      } while (anyLeft(open));
      while (!open.isEmpty() && settle(open, given, lapsed.take(List.copyOf(open.values())))) {}
    }
    return requests.stream()
        .map(request -> Optional.ofNullable(given.get(sameFor(request))))
        .toList();
  }

  /** What two mails of one owner to one client have in common. */
  private static LeaseRequest sameFor(LeaseRequest request) {
    return new LeaseRequest(
        request.client(),
        request.owner(),
        request.mailbox(),
        request.pools(),
        Optional.empty(),
        Optional.empty(),
        request.answers());
  }

  /** Lets those that are open choose from their pool of this rank; false if none has any. */
  private static boolean toPool(Map<LeaseRequest, LeaseWant> open, int rank) {
    if (rank == 0) {
      return true;
    }
    boolean any = open.keySet().stream().anyMatch(request -> request.pools().size() > rank);
    open.replaceAll(
        (request, want) ->
            request.pools().size() > rank ? want.from(request.pools().get(rank)) : want);
    return any;
  }

  private List<Lease> choose(List<LeaseWant> wants) {
    var now = Timestamp.from(clock.instant());
    return jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(CHOOSE);
          int at = LeaseWant.ROWS.set(statement, 1, wants);
          for (int i = 0; i < 3; i++) {
            statement.setTimestamp(at++, now);
          }
          return statement;
        },
        LEASE);
  }

  private boolean anyLeft(Map<LeaseRequest, LeaseWant> open) {
    var wants = List.copyOf(open.values());
    return !open.isEmpty()
        && jdbc.query(
                connection -> {
                  var statement = connection.prepareStatement(ANY_LEFT);
                  LeaseWant.ROWS.set(statement, 1, wants);
                  return statement;
                },
                (row, i) -> row.getBoolean(1))
            .get(0);
  }

  /** Notes what was given; true if it was anything. */
  private static boolean settle(
      Map<LeaseRequest, LeaseWant> open, Map<LeaseRequest, Lease> given, List<Lease> leases) {
    for (var request : List.copyOf(open.keySet())) {
      leases.stream()
          .filter(request::fits)
          // the one the client wrote to, where there are two
          .max(Comparator.comparing(lease -> request.answers().equals(Optional.of(lease.number()))))
          .ifPresent(
              lease -> {
                open.remove(request);
                given.put(request, lease);
              });
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

  /** Everybody who has a conversation with this client, the latest first. */
  public List<Lease> of(Msisdn client) {
    return jdbc.query(
        "SELECT "
            + COLUMNS
            + " FROM gateway.lease l JOIN gateway.long_number n USING (number)"
            + " WHERE l.client = ? ORDER BY l.last_used DESC, l.number",
        LEASE,
        client.digits());
  }

  /** Whether the conversation had ended, so that what comes now is a late answer. */
  public boolean hasEnded(Lease lease) {
    return lapsed.hasEnded(lease.lastUsed());
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

  /**
   * A conversation that somebody writes in.
   *
   * @param at when: a text that waits for its hour is written then
   */
  public record Use(Lease lease, Instant at) {}

  private static final Unnest<Use> USES =
      new Unnest<Use>()
          .column("text", use -> use.lease().client().digits())
          .column("text", use -> use.lease().number().digits())
          .column("timestamptz", use -> Timestamp.from(use.at()));

  private static final String TOUCH =
      """
      WITH used AS MATERIALIZED (
        SELECT u.* FROM unnest(%s) WITH ORDINALITY AS u (client, number, at, place)
         CROSS JOIN LATERAL (SELECT FROM gateway.lease l
                              WHERE l.client = u.client AND l.number = u.number FOR UPDATE) locked
         ORDER BY u.place)
      UPDATE gateway.lease l SET last_used = greatest(l.last_used, u.at)
        FROM (SELECT client, number, max(at) AS at FROM used GROUP BY client, number) u
       WHERE l.client = u.client AND l.number = u.number
      """
          .formatted(USES.arguments());

  /** Marks conversations as alive. */
  public void touch(Collection<Use> uses) {
    if (uses.isEmpty()) {
      return;
    }
    var sorted = new ArrayList<>(uses);
    sorted.sort(
        Comparator.comparing((Use use) -> use.lease().client().digits())
            .thenComparing(use -> use.lease().owner()));
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(TOUCH);
          USES.set(statement, 1, sorted);
          return statement;
        });
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
