package org.recado.numbering;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.recado.commit.Unnest;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What becomes of numbers whose conversations have ended: they are taken over where nothing else is
 * free, the longest silent first. Not while a text of the old conversation is still to leave, nor
 * while a hold freezes it.
 */
final class LapsedLeases {

  private static final String ENDED =
      """
      SELECT u.place, h.number, h.conversation FROM %s
       CROSS JOIN LATERAL (
             SELECT l.number, l.conversation, l.last_used
               FROM gateway.lease l JOIN gateway.long_number p USING (number)
              WHERE l.client = u.client AND p.pool = u.pool AND p.active AND l.last_used < ?
                AND NOT EXISTS (SELECT FROM gateway.sms s WHERE s.state = 'QUEUED'
                                   AND s.client = l.client AND s.number = l.number)
                AND NOT EXISTS (SELECT FROM gateway.sms s WHERE s.state = 'CLAIMED'
                                   AND s.client = l.client AND s.number = l.number)
                FOR UPDATE OF l SKIP LOCKED) h
       ORDER BY u.place, h.last_used, h.number
      """
          .formatted(LeaseWant.FROM);

  /** A want and the number it takes over. */
  private record Choice(LeaseWant want, String number) {}

  private static final Unnest<Choice> CHOICES =
      new Unnest<Choice>()
          .column("text", choice -> choice.want().request().client().digits())
          .column("text", Choice::number)
          .column("text", choice -> choice.want().request().owner())
          .column("text", choice -> choice.want().request().mailbox().toString())
          .column("text", choice -> choice.want().request().mailId().orElse(null))
          .column("text", choice -> choice.want().request().subject().orElse(null))
          .column("uuid", choice -> choice.want().conversation());

  private static final String TAKE =
      """
      UPDATE gateway.lease l
         SET owner = w.owner, mailbox = w.mailbox, conversation = w.conversation, since = ?,
             last_used = ?, mail_id = w.mail_id, subject = w.subject
        FROM unnest(%s) AS w (client, number, owner, mailbox, mail_id, subject, conversation),
             gateway.long_number n
       WHERE l.client = w.client AND l.number = w.number AND n.number = l.number
         AND l.last_used < ?
      RETURNING %s
      """
          .formatted(CHOICES.arguments(), Leases.COLUMNS);

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final LeaseTerms terms;

  LapsedLeases(JdbcTemplate jdbc, Clock clock, LeaseTerms terms) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.terms = terms;
  }

  /** Takes over what it can, one number for each want at most, in the caller's transaction. */
  List<Lease> take(List<LeaseWant> wants) {
    var now = clock.instant();
    var before = Timestamp.from(now.minus(terms.life()).minus(terms.quarantine()));
    var choices = choose(wants, before);
    if (choices.isEmpty()) {
      return List.of();
    }
    return jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(TAKE);
          statement.setTimestamp(1, Timestamp.from(now));
          statement.setTimestamp(2, Timestamp.from(now));
          statement.setTimestamp(CHOICES.set(statement, 3, choices), before);
          return statement;
        },
        Leases.LEASE);
  }

  private List<Choice> choose(List<LeaseWant> wants, Timestamp before) {
    var choices = new HashMap<LeaseWant, Choice>();
    var taken = new HashSet<Map.Entry<Msisdn, String>>();
    var frozen = new HashMap<UUID, Boolean>();
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(ENDED);
          statement.setTimestamp(LeaseWant.ROWS.set(statement, 1, wants), before);
          return statement;
        },
        row -> {
          var want = wants.get(row.getInt(1) - 1);
          String number = row.getString(2);
          var pair = Map.entry(want.request().client(), number);
          if (choices.containsKey(want) || taken.contains(pair)) {
            return;
          }
          if (!frozen.computeIfAbsent(
              row.getObject(3, UUID.class), conversation -> terms.frozen().test(conversation))) {
            taken.add(pair);
            choices.put(want, new Choice(want, number));
          }
        });
    return new ArrayList<>(choices.values());
  }

  /** Whether a conversation that was last used then has ended, so that an answer to it is late. */
  boolean hasEnded(Instant lastUsed) {
    return lastUsed.isBefore(clock.instant().minus(terms.life()));
  }
}
