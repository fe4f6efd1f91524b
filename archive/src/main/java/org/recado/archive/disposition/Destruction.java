package org.recado.archive.disposition;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Runs what two approved. Each batch is a transaction of its own, so a run that was broken off goes
 * on where it was; and a hold that was placed since then is obeyed.
 */
public final class Destruction {

  /** Messages a transaction. */
  private static final int BATCH = 100;

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final Archive archive;
  private final Holds holds;
  private final Expiry expiry;
  private final Proposals proposals;
  private final Schedules schedules;
  private final SigningKey signingKey;
  private final Clock clock;

  /**
   * What {@link Destruction} works with.
   *
   * @param schedules give the reasons that the certificate repeats
   */
  public record Parts(
      Archive archive, Holds holds, Expiry expiry, Proposals proposals, Schedules schedules) {}

  /**
   * @param transactions of a login that may take the role {@code recado_disposition}
   * @param signingKey signs the certificate
   */
  public Destruction(
      JdbcTemplate jdbc,
      TransactionOperations transactions,
      Parts parts,
      SigningKey signingKey,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.archive = parts.archive();
    this.holds = parts.holds();
    this.expiry = parts.expiry();
    this.proposals = parts.proposals();
    this.schedules = parts.schedules();
    this.signingKey = signingKey;
    this.clock = clock;
  }

  /**
   * Destroys what is left of a proposal and signs the certificate. To be called outside of a
   * transaction; call it again after it was broken off.
   *
   * @param by who starts the run
   * @param pause after each batch of a hundred messages, to leave the database to the gateway
   * @param progress told how many messages of the proposal are dealt with
   * @return the certificate, a signed note
   */
  public String run(RecordId id, String by, Duration pause, LongConsumer progress) {
    var proposal = proposals.get(id);
    while (batch(proposal, by)) {
      progress.accept(proposals.get(id).done());
      LockSupport.parkNanos(pause.toNanos());
    }
    String note = transactions.execute(status -> certify(proposal, by));
    return note == null ? "" : note;
  }

  private boolean batch(Proposal proposal, String by) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              asDisposition();
              holds.keepStill();
              var ids =
                  jdbc.queryForList(
                      "select message_id from disposition.item where proposal_id = ?"
                          + " and outcome is null order by message_id limit "
                          + BATCH,
                      UUID.class,
                      proposal.id().value());
              destroy(proposal, by, ids.stream().map(MessageId::new).toList());
              return ids.size() == BATCH;
            }));
  }

  private void destroy(Proposal proposal, String by, List<MessageId> messages) {
    var standing = expiry.standing();
    var drafts = new ArrayList<RecordDraft>();
    var going = new ArrayList<UUID>();
    for (var message : messages) {
      var obstacle = standing.obstacle(message, blocked(proposal.id(), message));
      if (obstacle.isPresent()) {
        jdbc.query(
            "select disposition.keep(?, ?, ?)",
            row -> {},
            proposal.id().value(),
            message.value(),
            "kept: " + obstacle.get());
        continue;
      }
      going.add(message.value());
      drafts.add(
          RecordDraft.about(RecordKind.DISPOSED, message, clock.instant())
              .fact(Facts.ACTOR, by)
              .fact(Proposals.PROPOSAL, proposal.id())
              .fact("approved-by", String.join(", ", proposal.approvers()))
              .fact(Facts.REASON, proposal.reason()));
    }
    archive.append(drafts);
    if (!going.isEmpty()) {
      jdbc.query(
          "select disposition.destroy(?, ?)",
          statement -> {
            statement.setObject(1, proposal.id().value());
            statement.setArray(2, statement.getConnection().createArrayOf("uuid", going.toArray()));
          },
          row -> {});
    }
  }

  private List<ArchivedRecord> blocked(RecordId proposal, MessageId message) {
    return archive.open(
        "select metadata, sealed, wrapped_key from disposition.opened(?, ?)",
        proposal.value(),
        message.value());
  }

  private String certify(Proposal proposal, String by) {
    asDisposition();
    jdbc.query("select disposition.finish(?, ?)", row -> {}, proposal.id().value(), by);
    String note = signingKey.note(text(proposals.get(proposal.id()), by));
    archive.append(
        List.of(
            RecordDraft.general(RecordKind.DISPOSED, clock.instant())
                .fact(Facts.ACTOR, by)
                .fact(Proposals.PROPOSAL, proposal.id())
                .part(Proposals.CERTIFICATE, note)));
    return note;
  }

  private String text(Proposal proposal, String by) {
    var counts = new TreeMap<String, Long>();
    var lines = new StringBuilder();
    jdbc.query(
        """
        select i.message_id, i.outcome, i.done_at, count(*) as records,
          (select max(s.locked_until) from archive.record c
             join cold.place p on p.record_id = c.id join cold.segment s on s.id = p.segment_id
           where c.message_id = i.message_id or c.id = i.message_id) as locked_until,
          min(r.recorded_at) as first,
          string_agg(distinct (r.metadata::jsonb -> 'retention' ->> 'class') || ' '
            || (r.metadata::jsonb -> 'retention' ->> 'years'), ', ') as classes
        from disposition.item i
          join archive.record r on (r.message_id = i.message_id
            or (r.id = i.message_id and r.message_id is null)) and disposition.goes(r.kind)
        where i.proposal_id = ?
        group by i.message_id, i.outcome, i.done_at order by i.message_id
        """,
        row -> {
          counts.merge(row.getString("outcome").replaceAll(":.*", ""), 1L, Long::sum);
          lines
              .append(row.getString("message_id"))
              .append(" records=")
              .append(row.getLong("records"))
              .append(" first=")
              .append(row.getObject("first", OffsetDateTime.class).toInstant())
              .append(" class=\"")
              .append(row.getString("classes"))
              .append("\" at=")
              .append(row.getObject("done_at", OffsetDateTime.class).toInstant())
              .append(ciphertext(row.getObject("locked_until", OffsetDateTime.class)))
              .append(' ')
              .append(row.getString("outcome"))
              .append('\n');
        },
        proposal.id().value());
    return signingKey.verifierKey().name()
        + "\ncertificate of destruction\nproposal: "
        + proposal.id()
        + "\nproposed by: "
        + oneLine(proposal.proposedBy())
        + "\nreason: "
        + oneLine(proposal.reason())
        + "\napproved by: "
        + oneLine(String.join(", ", proposal.approvers()))
        + "\nrun by: "
        + oneLine(by)
        + "\nsigned at: "
        + clock.instant()
        + "\nmessages: "
        + counts
        + schedules(proposal)
        + "\nof each: the content, its key, its salts and its row of the search index; the leaf stays;"
        + " ciphertext in the cold tier has no key any more and goes with its segment\n"
        + lines;
  }

  /** Which schedule let how many go, and why it kept them so long. */
  private String schedules(Proposal proposal) {
    var lines = new StringBuilder();
    for (var share : proposals.shares(proposal.id())) {
      var retention = share.retention();
      String reason = oneLine(schedules.reasonOf(retention.name()));
      lines
          .append("\nschedule: ")
          .append(retention.name())
          .append(", ")
          .append(retention.years())
          .append(
              retention.trigger() == Trigger.RECORDED
                  ? " years from the record"
                  : " years from the end of the relation")
          .append(", messages ")
          .append(share.messages())
          .append(reason.isEmpty() ? "" : ", because of " + reason);
    }
    return lines.toString();
  }

  /** What cannot be read any more may still lie in a locked segment. */
  private static String ciphertext(@Nullable OffsetDateTime lockedUntil) {
    return lockedUntil == null ? "" : " ciphertext-locked-until=" + lockedUntil.toInstant();
  }

  /** So that nobody writes a line of the certificate into a name. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** For the rest of the transaction. Fails for a login that may not. */
  private void asDisposition() {
    jdbc.execute("set local role recado_disposition");
  }
}
