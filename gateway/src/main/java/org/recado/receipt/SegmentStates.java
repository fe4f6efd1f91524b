package org.recado.receipt;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.recado.outbound.SmsState;
import org.recado.smpp.MessageIdForms;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What SMSCs said of each segment, and what follows for the text they are parts of. Runs in the
 * caller's transaction.
 */
public final class SegmentStates {

  /**
   * What a receipt says.
   *
   * @param index its place in the caller's list
   * @param ids as the receipt wrote them
   * @param client the source address: who received the text
   */
  record Notice(
      int index,
      String connection,
      List<String> ids,
      String client,
      ReceiptState state,
      String error) {}

  /** A notice and the segment it is about. */
  record Match(Notice notice, MessageId sms, int part, MessageIdForms.Form form) {}

  /** Where a text stands after its segments' news. */
  record Standing(SmsState state, String diagnostic) {

    static Standing of(Notice notice) {
      return new Standing(
          switch (notice.state()) {
            case DELIVRD, ACCEPTD -> SmsState.DELIVERED;
            case EXPIRED -> SmsState.EXPIRED;
            case UNDELIV, REJECTD, DELETED -> SmsState.UNDELIVERABLE;
            case UNKNOWN -> SmsState.UNKNOWN;
            case ENROUTE -> SmsState.SUBMITTED;
          },
          "stat " + notice.state() + (notice.error().isEmpty() ? "" : " err " + notice.error()));
    }
  }

  /** Which news of two parts speaks for the whole text; the last is the worst. */
  private static final List<SmsState> FROM_GOOD_TO_BAD =
      List.of(
          SmsState.DELIVERED,
          SmsState.SUBMITTED,
          SmsState.UNKNOWN,
          SmsState.EXPIRED,
          SmsState.UNDELIVERABLE);

  private record Candidate(Notice notice, int rank, String key, String raw) {}

  private static final Unnest<Candidate> CANDIDATES =
      new Unnest<Candidate>()
          .column("integer", candidate -> candidate.notice().index())
          .column("integer", Candidate::rank)
          .column("text", candidate -> candidate.notice().connection())
          .column("text", Candidate::key)
          .column("text", Candidate::raw)
          .column("text", candidate -> tail(candidate.notice().client()));

  /**
   * The likeliest form of the id wins, and then, since SMSCs use short ids again, a segment that
   * still waits for news, and the youngest. The client must be the one the text went to.
   */
  private static final String MATCH =
      """
      SELECT DISTINCT ON (c.index) c.index, g.sms, g.part, c.rank
        FROM unnest(%s) AS c (index, rank, connection, key, raw, client)
        JOIN gateway.segment g ON g.connection = c.connection AND g.smsc_key = c.key
        JOIN gateway.sms s ON s.id = g.sms AND s.client LIKE '%%' || c.client
       ORDER BY c.index, c.rank, g.smsc_id = c.raw DESC, g.state IN ('ENROUTE', 'UNKNOWN') DESC, g.sms DESC, g.part
      """
          .formatted(CANDIDATES.arguments());

  private static final Unnest<Match> MATCHES =
      new Unnest<Match>()
          .column("uuid", match -> match.sms().value())
          .column("smallint", match -> (short) match.part())
          .column("text", match -> match.notice().state().name())
          .column("text", match -> match.notice().error());

  private static final String UPDATE =
      """
      UPDATE gateway.segment g SET state = m.state, error = m.error, changed_at = ?
        FROM unnest(%s) AS m (sms, part, state, error)
       WHERE g.sms = m.sms AND g.part = m.part AND g.state IN ('ENROUTE', 'UNKNOWN')
      """
          .formatted(MATCHES.arguments());

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final IdForms forms;

  public SegmentStates(JdbcTemplate jdbc, Clock clock, IdForms forms) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.forms = forms;
  }

  /**
   * Some SMSCs write the client's number with a prefix of their own, or without the country's: the
   * end is the same. Empty if the address is too short to tell anybody.
   */
  private static String tail(String address) {
    String digits = address.replaceAll("[^0-9]", "");
    return digits.length() < 7 ? "" : digits.substring(digits.length() - 7);
  }

  /** The segments the notices are about; a notice about none is left out. */
  List<Match> match(List<Notice> notices) {
    var candidates = new ArrayList<Candidate>();
    var byIndex = new HashMap<Integer, Notice>();
    var formOf = new HashMap<String, MessageIdForms.Form>();
    for (var notice : notices) {
      byIndex.put(notice.index(), notice);
      int rank = 0;
      boolean anonymous = tail(notice.client()).isEmpty();
      for (String id : notice.ids()) {
        for (var form : inOrder(notice.connection(), MessageIdForms.candidates(id))) {
          // without the client only the id tells whose it is, and then it must be the very id
          if (!anonymous || form.form() == MessageIdForms.Form.SAME) {
            formOf.put(notice.index() + "/" + rank, form.form());
            candidates.add(new Candidate(notice, rank++, form.id(), id));
          }
        }
      }
    }
    if (candidates.isEmpty()) {
      return List.of();
    }
    return jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(MATCH);
          CANDIDATES.set(statement, 1, candidates);
          return statement;
        },
        (row, i) -> {
          var notice = Objects.requireNonNull(byIndex.get(row.getInt(1)));
          int rank = row.getInt(4);
          var form = Objects.requireNonNull(formOf.get(notice.index() + "/" + rank));
          return new Match(
              notice, new MessageId(row.getObject(2, UUID.class)), row.getInt(3), form);
        });
  }

  /** The account's habit first. */
  private List<MessageIdForms.Candidate> inOrder(
      String connection, List<MessageIdForms.Candidate> candidates) {
    var habit = forms.habit(connection);
    return habit.isEmpty()
        ? candidates
        : candidates.stream()
            .sorted(Comparator.comparing(each -> each.form() != habit.get()))
            .toList();
  }

  /**
   * Matches and applies one after another where several notices are about one segment: two receipts
   * of one id may be about two parts, and the second is then the other part's.
   */
  Applied settle(List<Match> matches) {
    var applied = new ArrayList<Match>();
    var standings = new HashMap<MessageId, Standing>();
    List<Match> left = matches;
    while (!left.isEmpty()) {
      var now = new LinkedHashMap<String, Match>();
      var later = new ArrayList<Notice>();
      for (var match : left) {
        var first = now.putIfAbsent(match.sms() + "/" + match.part(), match);
        if (first != null) {
          later.add(match.notice());
        }
      }
      standings.putAll(apply(List.copyOf(now.values())));
      applied.addAll(now.values());
      now.values().forEach(match -> forms.matched(match.notice().connection(), match.form()));
      left = match(later);
    }
    return new Applied(applied, standings);
  }

  /** Which notices found their segment, and where the texts stand after. */
  record Applied(List<Match> matches, Map<MessageId, Standing> standings) {}

  /** A segment that may be with the SMSC though no answer came. */
  record Doubt(MessageId sms, int part, int ofParts) {}

  /**
   * The doubts about UNKNOWN texts to this client by this number that were there before: the
   * segments whose answers never came or, where a node ended, every one no answer is known of. None
   * while another text waits for its answer: the receipt may be that one's.
   */
  List<Doubt> doubts(String client, String number, Instant before) {
    return jdbc.query(
        """
        SELECT s.id, n.part, coalesce(s.parts, 1)
          FROM (SELECT * FROM gateway.sms
                 WHERE client = ? AND number = ? AND state = 'UNKNOWN' AND created_at <= ?
                   FOR UPDATE) s
          CROSS JOIN LATERAL generate_series(1, coalesce(s.parts, 1)) AS n (part)
          LEFT JOIN gateway.segment g ON g.sms = s.id AND g.part = n.part
         WHERE NOT EXISTS (SELECT FROM gateway.sms c
                            WHERE c.client = s.client AND c.number = s.number AND c.state = 'CLAIMED')
           AND CASE WHEN EXISTS (SELECT FROM gateway.segment d WHERE d.sms = s.id AND d.doubtful)
                    THEN g.doubtful ELSE g.sms IS NULL END
         ORDER BY s.id, n.part
        """,
        (row, i) ->
            new Doubt(new MessageId(row.getObject(1, UUID.class)), row.getInt(2), row.getInt(3)),
        client,
        number,
        Timestamp.from(before));
  }

  /** Takes a notice for the word on a doubt; says where the text stands now. */
  Standing settle(Doubt doubt, Notice notice) {
    String id = notice.ids().isEmpty() ? "" : notice.ids().get(0);
    jdbc.update(
        """
        INSERT INTO gateway.segment AS g (sms, part, connection, of_parts, smsc_id, smsc_key, state,
               error, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (sms, part) DO UPDATE
               SET smsc_id = excluded.smsc_id, smsc_key = excluded.smsc_key, doubtful = false,
                   state = excluded.state, error = excluded.error, changed_at = excluded.changed_at
             WHERE g.doubtful
        """,
        doubt.sms().value(),
        doubt.part(),
        notice.connection(),
        doubt.ofParts(),
        id,
        MessageIdForms.canonical(id),
        notice.state().name(),
        notice.error(),
        Timestamp.from(clock.instant()));
    return Objects.requireNonNull(standings(new Object[] {doubt.sms().value()}).get(doubt.sms()));
  }

  /** Whether some segments were never sent and none is in doubt: then they still can be. */
  boolean lacksSegments(MessageId sms) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "SELECT count(*) < max(of_parts) AND NOT bool_or(doubtful) FROM gateway.segment WHERE"
                + " sms = ?",
            Boolean.class,
            sms.value()));
  }

  /**
   * Writes the news down and says where each text stands now. Locks the texts first, in order of
   * their ids, so that two nodes with the receipts of two parts do not each miss the other's.
   */
  Map<MessageId, Standing> apply(List<Match> matches) {
    if (matches.isEmpty()) {
      return Map.of();
    }
    var texts = new TreeSet<MessageId>();
    matches.forEach(match -> texts.add(match.sms()));
    var ids = texts.stream().map(MessageId::value).toArray();
    jdbc.query(
        "SELECT id FROM gateway.sms WHERE id = ANY (?) ORDER BY id FOR UPDATE",
        statement -> statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids)),
        row -> {});
    // one piece of news for a segment in one statement: the last that is final, else the last
    var news = new LinkedHashMap<String, Match>();
    for (var match : matches) {
      news.merge(
          match.sms() + "/" + match.part(),
          match,
          (old, young) -> young.notice().state().isFinal() ? young : old);
    }
    var latest = List.copyOf(news.values());
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(UPDATE);
          statement.setTimestamp(1, Timestamp.from(clock.instant()));
          MATCHES.set(statement, 2, latest);
          return statement;
        });
    return standings(ids);
  }

  private Map<MessageId, Standing> standings(Object[] ids) {
    var standings = new HashMap<MessageId, Standing>();
    var open = new HashSet<MessageId>();
    var parts = new HashMap<MessageId, int[]>();
    jdbc.query(
        "SELECT sms, of_parts, state, coalesce(error, '') FROM gateway.segment WHERE sms = ANY (?)"
            + " ORDER BY sms, part",
        statement -> statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids)),
        row -> {
          var sms = new MessageId(row.getObject(1, UUID.class));
          var standing =
              Standing.of(
                  new Notice(
                      0,
                      "",
                      List.of(),
                      "",
                      ReceiptState.valueOf(row.getString(3)),
                      row.getString(4)));
          int ofParts = row.getInt(2);
          parts.computeIfAbsent(sms, id -> new int[] {ofParts, 0})[1]++;
          if (standing.state() == SmsState.SUBMITTED) {
            open.add(sms);
          }
          standings.merge(sms, standing, SegmentStates::worse);
        });
    standings.replaceAll(
        (sms, standing) -> {
          var counted = parts.get(sms);
          boolean incomplete = open.contains(sms) || counted == null || counted[0] != counted[1];
          return incomplete && standing.state() == SmsState.DELIVERED
              ? new Standing(SmsState.SUBMITTED, "")
              : standing;
        });
    return standings;
  }

  private static Standing worse(Standing a, Standing b) {
    return FROM_GOOD_TO_BAD.indexOf(b.state()) > FROM_GOOD_TO_BAD.indexOf(a.state()) ? b : a;
  }
}
