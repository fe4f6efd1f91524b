package org.recado.outbound;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.recado.commit.Unnest;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.Lease;
import org.recado.numbering.LeaseRequest;
import org.recado.smpp.MessageIdForms;
import org.recado.smpp.SubmitOptions;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of texts, and the statements that work on it. All run in the caller's transaction. */
public final class SmsQueue {

  private final JdbcTemplate jdbc;
  private final Clock clock;

  private final Routes routes;

  public SmsQueue(JdbcTemplate jdbc, Clock clock) {
    this(jdbc, clock, new Routes(List.of()));
  }

  public SmsQueue(JdbcTemplate jdbc, Clock clock, Routes routes) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.routes = routes;
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

  private static final Unnest<SentSegment> SEGMENTS =
      new Unnest<SentSegment>()
          .column("uuid", segment -> segment.sms().value())
          .column("smallint", segment -> (short) segment.part())
          .column("text", SentSegment::connection)
          .column("smallint", segment -> (short) segment.ofParts())
          .column("text", SentSegment::smscId)
          .column("text", segment -> MessageIdForms.canonical(segment.smscId()))
          .column("boolean", SentSegment::doubtful);

  private static final String ADD_SEGMENTS =
      """
      INSERT INTO gateway.segment AS s (sms, part, connection, of_parts, smsc_id, smsc_key, doubtful,
             state, changed_at)
      SELECT n.*, 'ENROUTE', ? FROM unnest(%s) AS n
          ON CONFLICT (sms, part) DO UPDATE
             SET connection = excluded.connection, smsc_id = excluded.smsc_id,
                 smsc_key = excluded.smsc_key, doubtful = excluded.doubtful
           WHERE s.doubtful AND NOT excluded.doubtful
      """
          .formatted(SEGMENTS.arguments());

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

  /**
   * In the order in which they are to leave. A text whose elder towards the same client waits for
   * its next attempt waits with it: nobody reads an answer before the question.
   */
  private static final String CLAIM =
      """
      WITH due AS (
        SELECT q.id FROM gateway.sms q
         WHERE q.state = 'QUEUED' AND q.connection = ? AND q.not_before <= ?
           AND NOT EXISTS (SELECT FROM gateway.sms e
                            WHERE e.client = q.client AND e.state = 'QUEUED' AND e.attempts > 0
                              AND e.number = q.number AND e.lane = q.lane AND e.id < q.id)
         ORDER BY q.lane, q.not_before, q.id LIMIT ? FOR UPDATE SKIP LOCKED),
      claimed AS (
        UPDATE gateway.sms s
           SET state = 'CLAIMED', attempts = attempts + 1, claimed_by = ?, claimed_until = ?, changed_at = ?
          FROM due WHERE s.id = due.id
        RETURNING s.*)
      SELECT id, submission, client, number, mailbox, category, text, concat_ref, attempts, conversation, options,
             EXISTS (SELECT FROM gateway.opt_out o WHERE o.client = c.client) AS opted_out
        FROM claimed c ORDER BY lane, not_before, id
      """;

  /** Takes up to {@code most} texts of a connection for this node, in the order of leaving. */
  List<QueuedSms> claim(String connection, int most, String node, Duration lease) {
    var now = clock.instant();
    var claimed =
        jdbc.query(
            CLAIM,
            (row, i) ->
                new QueuedSms(
                    new MessageId(row.getObject("id", UUID.class)),
                    Optional.ofNullable(row.getObject("submission", UUID.class))
                        .map(MessageId::new),
                    new Msisdn(row.getString("client")),
                    new Msisdn(row.getString("number")),
                    MailAddress.of(row.getString("mailbox")),
                    new Category(row.getString("category")),
                    row.getObject("conversation", UUID.class),
                    new SmsText(row.getString("text")),
                    row.getInt("concat_ref"),
                    row.getInt("attempts"),
                    row.getBoolean("opted_out"),
                    SubmitOptions.ofLine(Objects.requireNonNullElse(row.getString("options"), "")),
                    Set.of()),
            connection,
            Timestamp.from(now),
            most,
            node,
            Timestamp.from(now.plus(lease)),
            Timestamp.from(now));
    return withSentParts(claimed);
  }

  private List<QueuedSms> withSentParts(List<QueuedSms> claimed) {
    var again = claimed.stream().filter(sms -> sms.attempt() > 1).toList();
    if (again.isEmpty()) {
      return claimed;
    }
    Map<UUID, Set<Integer>> parts = new HashMap<>();
    jdbc.query(
        "SELECT sms, part FROM gateway.segment WHERE sms = ANY (?) AND NOT doubtful",
        statement -> statement.setArray(1, uuids(statement.getConnection(), again)),
        row -> {
          parts
              .computeIfAbsent(row.getObject(1, UUID.class), id -> new HashSet<>())
              .add(row.getInt(2));
        });
    return claimed.stream()
        .map(sms -> sms.withSentParts(parts.getOrDefault(sms.id().value(), Set.of())))
        .toList();
  }

  private static java.sql.Array uuids(Connection connection, List<QueuedSms> texts)
      throws SQLException {
    return connection.createArrayOf("uuid", texts.stream().map(sms -> sms.id().value()).toArray());
  }

  /** Notes the segments an SMSC took; one that was sent twice keeps the id it had first. */
  void addSegments(List<SentSegment> segments, Instant at) {
    if (segments.isEmpty()) {
      return;
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(ADD_SEGMENTS);
          statement.setTimestamp(1, Timestamp.from(at));
          SEGMENTS.set(statement, 2, segments);
          return statement;
        });
  }

  /**
   * A segment the SMSC took under its own id, or may have taken.
   *
   * @param doubtful whether no answer came; the id is empty then
   */
  record SentSegment(
      MessageId sms, int part, int ofParts, String connection, String smscId, boolean doubtful) {}

  /** A long text gets the next reference number towards its client. */
  record Numbered(MessageId sms, int reference, int parts) {}

  /** A text of more than one segment. */
  record LongSms(QueuedSms sms, int parts) {}

  private static final Unnest<Numbered> NUMBERED =
      new Unnest<Numbered>()
          .column("uuid", numbered -> numbered.sms().value())
          .column("integer", Numbered::reference)
          .column("smallint", numbered -> (short) numbered.parts());

  /**
   * Gives each long text its reference number: one after another for each client, so that no two
   * texts a telephone may be putting together at one time have the same.
   */
  Map<MessageId, Integer> numberLong(List<LongSms> texts) {
    var byClient = new TreeMap<String, List<LongSms>>();
    texts.forEach(
        text ->
            byClient
                .computeIfAbsent(text.sms().client().digits(), c -> new ArrayList<>())
                .add(text));
    var numbered = new ArrayList<Numbered>();
    // in the order of clients, so that two nodes never wait for each other
    byClient.forEach(
        (client, group) -> {
          Long last =
              jdbc.queryForObject(
                  """
                  INSERT INTO gateway.concat_reference AS r (client, last) VALUES (?, ?)
                      ON CONFLICT (client) DO UPDATE SET last = r.last + excluded.last
                  RETURNING last
                  """,
                  Long.class,
                  client,
                  group.size());
          long first = Objects.requireNonNull(last) - group.size() + 1;
          for (int i = 0; i < group.size(); i++) {
            var text = group.get(i);
            numbered.add(new Numbered(text.sms().id(), (int) ((first + i) & 0xffff), text.parts()));
          }
        });
    if (numbered.isEmpty()) {
      return Map.of();
    }
    jdbc.update(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "UPDATE gateway.sms s SET concat_ref = n.reference, parts = n.parts FROM unnest("
                      + NUMBERED.arguments()
                      + ") AS n (id, reference, parts) WHERE s.id = n.id");
          NUMBERED.set(statement, 1, numbered);
          return statement;
        });
    return numbered.stream().collect(Collectors.toMap(Numbered::sms, Numbered::reference));
  }

  /** A claim that ran out with its node: nobody can say whether the text left. */
  record Lapsed(MessageId id, Category category, MailAddress mailbox) {}

  /** Claims that ran out, locked for this transaction. */
  List<Lapsed> lapsed(int most) {
    return jdbc.query(
        """
        SELECT id, category, mailbox FROM gateway.sms
         WHERE state = 'CLAIMED' AND claimed_until < ?
         ORDER BY claimed_until LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        (row, i) ->
            new Lapsed(
                new MessageId(row.getObject(1, UUID.class)),
                new Category(row.getString(2)),
                MailAddress.of(row.getString(3))),
        Timestamp.from(clock.instant()),
        most);
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
