package org.recado.receipt;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  record Match(Notice notice, MessageId sms, int part) {}

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

  private record Candidate(Notice notice, int rank, String key) {}

  private static final Unnest<Candidate> CANDIDATES =
      new Unnest<Candidate>()
          .column("integer", candidate -> candidate.notice().index())
          .column("integer", Candidate::rank)
          .column("text", candidate -> candidate.notice().connection())
          .column("text", Candidate::key)
          .column("text", candidate -> tail(candidate.notice().client()));

  /**
   * The likeliest form of the id wins, and then, since SMSCs use short ids again, a segment that
   * still waits for news, and the youngest. The client must be the one the text went to.
   */
  private static final String MATCH =
      """
      SELECT DISTINCT ON (c.index) c.index, g.sms, g.part
        FROM unnest(%s) AS c (index, rank, connection, key, client)
        JOIN gateway.segment g ON g.connection = c.connection AND g.smsc_key = c.key
        JOIN gateway.sms s ON s.id = g.sms AND s.client LIKE '%%' || c.client
       ORDER BY c.index, c.rank, g.state IN ('ENROUTE', 'UNKNOWN') DESC, g.sms DESC, g.part
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

  public SegmentStates(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
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
    for (var notice : notices) {
      int rank = 0;
      boolean anonymous = tail(notice.client()).isEmpty();
      for (String id : notice.ids()) {
        for (var form : MessageIdForms.candidates(id)) {
          // without the client only the id tells whose it is, and then it must be the very id
          if (!anonymous || form.form() == MessageIdForms.Form.SAME) {
            candidates.add(new Candidate(notice, rank++, form.id()));
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
        (row, i) ->
            new Match(
                notices.get(row.getInt(1)),
                new MessageId(row.getObject(2, UUID.class)),
                row.getInt(3)));
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
