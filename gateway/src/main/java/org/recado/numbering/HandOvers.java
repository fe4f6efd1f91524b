package org.recado.numbering;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Person;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Conversations that pass from one to another: by an administrator's word, or because somebody
 * left. The long number stays, so that the client sees one thread. Each is on the record.
 */
public final class HandOvers {

  /** So many conversations in one transaction. */
  private static final int MOST = 500;

  private static final String PASS =
      """
      UPDATE gateway.lease l SET owner = ?, mailbox = ?
        FROM (SELECT client, number FROM gateway.lease
               WHERE owner = ? AND client LIKE ?
               ORDER BY client, number LIMIT %d FOR UPDATE) p,
             gateway.long_number n
       WHERE l.client = p.client AND l.number = p.number AND n.number = l.number
      RETURNING %s
      """
          .formatted(MOST, Leases.COLUMNS);

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Clock clock;

  public HandOvers(JdbcTemplate jdbc, Archive archive, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Passes conversations from one person to another, in transactions of its own.
   *
   * @param from the directory's id; may have left
   * @param client only those with this client; empty for all
   * @param who the administrator
   * @param reason for the record
   * @return how many
   */
  public int pass(
      String from,
      Person to,
      Optional<Msisdn> client,
      String who,
      String reason,
      TransactionTemplate transactions) {
    if (from.equals(to.id()) || !to.enabled()) {
      throw new IllegalArgumentException(
          from.equals(to.id())
              ? "nobody hands over to themselves"
              : to.mail() + " has left, and can take nothing over");
    }
    int all = 0;
    int some;
    do {
      Integer passed = transactions.execute(status -> some(from, to, client, who, reason));
      some = passed == null ? 0 : passed;
      all += some;
    } while (some == MOST);
    return all;
  }

  private int some(String from, Person to, Optional<Msisdn> client, String who, String reason) {
    var passed =
        jdbc.query(
            PASS,
            Leases.LEASE,
            to.id(),
            to.mail().toString(),
            from,
            client.map(Msisdn::digits).orElse("%"));
    var records = new ArrayList<RecordDraft>();
    for (var lease : passed) {
      records.add(
          record(RecordDraft.general(RecordKind.DECIDED, clock.instant()), lease, from)
              .party("mailbox", to.particulars())
              .fact(Facts.PERSON, to.id())
              .fact(Facts.TEAM, to.department())
              .fact(Facts.ACTOR, who)
              .fact(Facts.REASON, reason));
    }
    archive.append(records);
    return passed.size();
  }

  private static RecordDraft record(RecordDraft draft, Lease now, String from) {
    return draft
        .fact(Facts.RULE, "hand-over")
        .fact("outcome", "handed over")
        .fact("from-person", from)
        .fact(Facts.CLIENT, now.client().e164())
        .fact(Facts.NUMBER, now.number().e164())
        .fact(Facts.MAILBOX, now.mailbox())
        .fact(Facts.CONVERSATION, now.conversation());
  }

  /**
   * Passes a leaver's conversation to whoever follows them, in the caller's transaction, because
   * the client wrote.
   *
   * @param desk the mailbox for what belongs to nobody
   * @param message what the client wrote
   * @return the conversation as it is now
   */
  public Lease inherit(Lease lease, Heir heir, MailAddress desk, MessageId message) {
    var now = ofHeir(lease, heir, desk);
    jdbc.update(
        "UPDATE gateway.lease SET owner = ?, mailbox = ? WHERE client = ? AND number = ? AND owner"
            + " = ?",
        now.owner(),
        now.mailbox().toString(),
        now.client().digits(),
        now.number().digits(),
        lease.owner());
    var draft =
        record(RecordDraft.about(RecordKind.DECIDED, message, clock.instant()), now, lease.owner())
            .fact(Facts.ACTOR, "numbering")
            .fact(Facts.REASON, heir.why());
    if (heir instanceof Heir.Successor successor) {
      draft.party("mailbox", successor.person().particulars());
      draft.fact(Facts.PERSON, successor.person().id());
    }
    archive.append(List.of(draft));
    return now;
  }

  private static Lease ofHeir(Lease lease, Heir heir, MailAddress desk) {
    if (heir instanceof Heir.Successor successor) {
      return lease.of(successor.person().id(), successor.person().mail());
    }
    var mailbox = ((Heir.Team) heir).mailbox().orElse(desk);
    return lease.of(Lease.ofMailbox(mailbox), mailbox);
  }

  /**
   * Names who follows a person if they leave, or have left; in the caller's transaction.
   *
   * @param successor empty to take the name back
   */
  public void name(Person person, Optional<Person> successor, String who, String reason) {
    var now = clock.instant();
    if (successor.filter(other -> other.id().equals(person.id())).isPresent()) {
      throw new IllegalArgumentException("nobody succeeds themselves");
    }
    jdbc.update("DELETE FROM gateway.successor WHERE person = ?", person.id());
    successor.ifPresent(
        other ->
            jdbc.update(
                "INSERT INTO gateway.successor (person, successor, named_by, named_at) VALUES (?,"
                    + " ?, ?, ?)",
                person.id(),
                other.id(),
                who,
                Timestamp.from(now)));
    var draft =
        RecordDraft.general(RecordKind.DECIDED, now)
            .party("leaver", person.particulars())
            .fact(Facts.RULE, "successor")
            .fact("outcome", successor.isPresent() ? "named" : "taken back")
            .fact("from-person", person.id())
            .fact(Facts.MAILBOX, person.mail())
            .fact(Facts.ACTOR, who)
            .fact(Facts.REASON, reason);
    successor.ifPresent(
        other -> draft.party("successor", other.particulars()).fact(Facts.PERSON, other.id()));
    archive.append(List.of(draft));
  }
}
