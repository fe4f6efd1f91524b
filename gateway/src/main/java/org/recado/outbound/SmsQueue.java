package org.recado.outbound;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.numbering.Lease;
import org.recado.numbering.LeaseRequest;
import org.recado.smpp.SubmitOptions;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of texts, and the statements that work on it. All run in the caller's transaction. */
public final class SmsQueue {

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Routes routes;
  private final Claims claims;
  private final SentSegments segments;
  private final References references;

  public SmsQueue(JdbcTemplate jdbc, Clock clock) {
    this(jdbc, clock, new Routes(List.of()));
  }

  public SmsQueue(JdbcTemplate jdbc, Clock clock, Routes routes) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.routes = routes;
    this.claims = new Claims(jdbc, clock);
    this.segments = new SentSegments(jdbc);
    this.references = new References(jdbc);
  }

  Claims claims() {
    return claims;
  }

  SentSegments segments() {
    return segments;
  }

  References references() {
    return references;
  }

  /** A text that waits and of which nothing was ever sent. */
  record Unsent(MessageId id, Msisdn client, Category category) {}

  /** Texts queued for a connection of which nothing left, locked for this transaction. */
  List<Unsent> unsent(String connection, int most) {
    return jdbc.query(
        """
        SELECT id, client, category FROM gateway.sms s
         WHERE state = 'QUEUED' AND connection = ?
           AND NOT EXISTS (SELECT FROM gateway.segment g WHERE g.sms = s.id)
         LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        (row, i) ->
            new Unsent(
                new MessageId(row.getObject(1, UUID.class)),
                new Msisdn(row.getString(2)),
                new Category(row.getString(3))),
        connection,
        most);
  }

  /** The text goes over another connection from now on, unless something of it has left. */
  void route(MessageId id, String connection) {
    jdbc.update(
        """
        UPDATE gateway.sms s SET connection = ? WHERE id = ? AND state = 'QUEUED'
           AND NOT EXISTS (SELECT FROM gateway.segment g WHERE g.sms = s.id)
        """,
        connection,
        id.value());
  }

  private NewSms routed(NewSms sms) {
    return sms.withLease(
        sms.lease()
            .map(lease -> lease.over(routes.of(sms.client(), sms.category(), lease.connection()))));
  }

  private static final Unnest<NewSms> NEW =
      new Unnest<NewSms>()
          .column("uuid", sms -> sms.id().value())
          .column("uuid", sms -> sms.submission().map(MessageId::value).orElse(null))
          .column("text", sms -> sms.client().digits())
          .column("text", NewSms::owner)
          .column("text", sms -> sms.mailbox().toString())
          .column("text", sms -> sms.category().name())
          .column("smallint", sms -> (short) sms.lane().order())
          .column("text", NewSms::pool)
          .column("text", sms -> sms.lease().map(lease -> lease.number().digits()).orElse(null))
          .column("text", sms -> sms.lease().map(Lease::connection).orElse(null))
          .column("uuid", sms -> sms.lease().map(Lease::conversation).orElse(null))
          .column("text", sms -> sms.text().value())
          .column("text", NewSms::reportOn)
          .column("text", sms -> sms.originalRecipient().orElse(null))
          .column(
              "text",
              sms -> sms.options().equals(SubmitOptions.NONE) ? null : sms.options().toLine());

  private static final String ENQUEUE =
      """
      INSERT INTO gateway.sms (id, submission, client, owner, mailbox, category, lane, pool, number,
             connection, conversation, text, report_on, orcpt, options,
             concat_ref, state, not_before, created_at, changed_at)
      SELECT n.*, nextval('gateway.concat_ref'),
             CASE WHEN n.number IS NULL THEN 'WAITING' ELSE 'QUEUED' END, ?, ?, ?
        FROM unnest(%s)
          AS n (id, submission, client, owner, mailbox, category, lane, pool, number,
                connection, conversation, text, report_on, orcpt, options)
      """
          .formatted(NEW.arguments());

  /** Puts texts in, all in one statement. Without a number they wait for one. */
  public void enqueue(List<NewSms> texts) {
    if (texts.isEmpty()) {
      return;
    }
    var now = Timestamp.from(clock.instant());
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(ENQUEUE);
          for (int i = 1; i <= 3; i++) {
            statement.setTimestamp(i, now);
          }
          NEW.set(
              statement, 4, routes.isEmpty() ? texts : texts.stream().map(this::routed).toList());
          return statement;
        });
  }

  /** A text that is still in the queue though its time is up. */
  record Overdue(MessageId id, Category category, MailAddress mailbox) {}

  /** Texts queued before that time and not sent since, locked for this transaction. */
  List<Overdue> overdue(Instant before, int most) {
    return jdbc.query(
        """
        SELECT id, category, mailbox FROM gateway.sms
         WHERE state = 'QUEUED' AND created_at < ? LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        (row, i) ->
            new Overdue(
                new MessageId(row.getObject(1, UUID.class)),
                new Category(row.getString(2)),
                MailAddress.of(row.getString(3))),
        Timestamp.from(before),
        most);
  }

  /** A text that waits for a long number. */
  record Waiting(
      MessageId id, Optional<MessageId> submission, Category category, LeaseRequest request) {}

  /**
   * Texts that wait for a number, in the order they came, locked for this transaction.
   *
   * @param after those up to this one were looked at before; empty to begin anew
   */
  List<Waiting> waiting(Optional<MessageId> after, int most) {
    return jdbc.query(
        """
        SELECT id, client, owner, mailbox, pool, submission, category FROM gateway.sms
         WHERE state = 'WAITING' AND id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid)
         ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        (row, i) ->
            new Waiting(
                new MessageId(row.getObject(1, UUID.class)),
                Optional.ofNullable(row.getObject(6, UUID.class)).map(MessageId::new),
                new Category(row.getString(7)),
                new LeaseRequest(
                    new Msisdn(row.getString(2)),
                    row.getString(3),
                    MailAddress.of(row.getString(4)),
                    row.getString(5),
                    Optional.empty(),
                    Optional.empty())),
        after.map(MessageId::value).orElse(null),
        most);
  }

  /** A number came free for a text that waited. */
  void release(MessageId id, Category category, Lease lease) {
    jdbc.update(
        "UPDATE gateway.sms SET state = 'QUEUED', number = ?, connection = ?, conversation = ?,"
            + " changed_at = ? WHERE id = ?",
        lease.number().digits(),
        routes.of(lease.client(), category, lease.connection()),
        lease.conversation(),
        Timestamp.from(clock.instant()),
        id.value());
  }

  /** Texts to a client that have not left and whose category does not override an opt-out. */
  public List<MessageId> pendingTo(Msisdn client, List<Category> exempt) {
    var found = new ArrayList<MessageId>();
    jdbc.query(
        "SELECT id, category FROM gateway.sms WHERE client = ? AND state IN ('QUEUED', 'WAITING')"
            + " FOR UPDATE",
        row -> {
          if (!exempt.contains(new Category(row.getString(2)))) {
            found.add(new MessageId(row.getObject(1, UUID.class)));
          }
        },
        client.digits());
    return found;
  }

  /** How many texts are in each state that is not final; for metrics. */
  public Map<String, Long> backlog() {
    var counts = new HashMap<String, Long>();
    jdbc.query(
        "SELECT state, count(*) FROM gateway.sms WHERE state IN ('QUEUED', 'WAITING', 'CLAIMED',"
            + " 'UNKNOWN') GROUP BY state",
        row -> {
          counts.put(row.getString(1), row.getLong(2));
        });
    return counts;
  }
}
