package org.recado.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordDraft;
import org.recado.commit.Unnest;
import org.recado.mailout.Journal;
import org.recado.mailout.JournalReport;
import org.recado.mailout.Threads;
import org.recado.message.MessageId;
import org.recado.numbering.Lease;
import org.recado.numbering.Leases;
import org.recado.numbering.Pools;
import org.recado.outbound.NewSms;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsState;
import org.recado.outbound.SmsStates;
import org.recado.outbound.StateChange;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Barrier 1: leases, queue rows and records of all mails that arrived together, in one transaction.
 */
public final class SubmissionWriter {

  private static final Unnest<Submission> SUBMISSIONS =
      new Unnest<Submission>()
          .column("uuid", submission -> submission.id().value())
          .column("text", Submission::mailFrom)
          .column("text", submission -> submission.envelopeId().orElse(null))
          .column("boolean", Submission::headersOnly)
          .column("integer", mail -> mail.texts().size() + mail.refused().size())
          .column("timestamptz", submission -> Timestamp.from(submission.arrivedAt()));

  private static final String INSERT =
      "INSERT INTO gateway.submission (id, mail_from, envelope_id, headers_only, texts, arrived_at)"
          + " SELECT * FROM unnest("
          + SUBMISSIONS.arguments()
          + ")";

  private static final Unnest<Map.Entry<MessageId, Instant>> WAITING =
      new Unnest<Map.Entry<MessageId, Instant>>()
          .column("uuid", text -> text.getKey().value())
          .column("timestamptz", text -> Timestamp.from(text.getValue()));

  private static final String HOLD =
      "UPDATE gateway.sms s SET not_before = greatest(s.not_before, w.until),"
          + " created_at = greatest(s.created_at, w.until) FROM unnest("
          + WAITING.arguments()
          + ") AS w (id, until) WHERE s.id = w.id";

  /** To the sender; by category, see {@link Pools#refuses}. */
  private static final String EXHAUSTED =
      "Every long number is in use towards this client by colleagues or other systems; reach the"
          + " client another way, or ask the administrators for more numbers";

  private final JdbcTemplate jdbc;
  private final Pools pools;
  private final Leases leases;
  private final SmsQueue queue;
  private final SmsStates states;
  private final Archive archive;
  private final Journal journal;
  private final Threads threads;
  private final AcceptedBefore acceptedBefore;
  private final Limits limits;

  public SubmissionWriter(
      JdbcTemplate jdbc,
      Leases leases,
      Pools pools,
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      Journal journal,
      Threads threads,
      AcceptedBefore acceptedBefore,
      Limits limits) {
    this.threads = threads;
    this.journal = journal;
    this.limits = limits;
    this.acceptedBefore = acceptedBefore;
    this.jdbc = jdbc;
    this.leases = leases;
    this.pools = pools;
    this.queue = queue;
    this.states = states;
    this.archive = archive;
  }

  /** Writes a batch in the transaction that is open. */
  List<Accepted> write(List<Submission> submissions) {
    var before = acceptedBefore.remember(submissions);
    var fresh = submissions.stream().filter(mail -> !before.containsKey(mail)).toList();
    var refused = new HashMap<Submission, Accepted.Refusal>();
    limits
        .refuse(fresh)
        .forEach((mail, sentence) -> refused.put(mail, Accepted.Refusal.ofQuota(sentence)));
    writeNew(fresh.stream().filter(mail -> !refused.containsKey(mail)).toList())
        .forEach(mail -> refused.put(mail, Accepted.Refusal.ofNumbering(EXHAUSTED)));
    acceptedBefore.forget(refused.keySet());
    // the same mail twice at once: what refuses the first refuses the second
    var refusals = new HashMap<MessageId, Accepted.Refusal>();
    refused.forEach((mail, refusal) -> refusals.put(mail.id(), refusal));
    archive.append(
        before.entrySet().stream()
            .filter(again -> !refusals.containsKey(again.getValue()))
            .map(again -> again.getKey().acceptedBefore().apply(again.getValue()))
            .toList());
    return submissions.stream()
        .map(
            mail -> {
              var id = before.getOrDefault(mail, mail.id());
              return new Accepted(
                  id, before.containsKey(mail), Optional.ofNullable(refusals.get(id)));
            })
        .toList();
  }

  /**
   * @return those of which nothing was written: there is no number for any text, and their category
   *     does not wait for one
   */
  private List<Submission> writeNew(List<Submission> all) {
    if (all.isEmpty()) {
      return List.of();
    }
    var given = leases.lease(all.stream().flatMap(s -> s.leases().stream()).toList());
    var submissions = new ArrayList<Submission>();
    var turnedAway = new ArrayList<Submission>();
    var texts = new ArrayList<NewSms>();
    var wrote = new HashMap<UUID, byte[]>();
    var texted = new LinkedHashMap<Submission, List<NewSms>>();
    var records = new ArrayList<RecordDraft>();
    var refused = new ArrayList<Submission.Refused>();
    int at = 0;
    for (var submission : all) {
      var of = given.subList(at, at + submission.texts().size());
      at += of.size();
      var numbered = numbered(submission, of);
      if (numbered.texts().isEmpty()) {
        turnedAway.add(submission);
        continue;
      }
      submissions.add(submission);
      texted.put(submission, numbered.texts());
      mailOf(submission)
          .ifPresent(
              mail ->
                  numbered.texts().stream()
                      .flatMap(text -> text.lease().stream())
                      .forEach(held -> wrote.put(held.conversation(), mail)));
      texts.addAll(numbered.texts());
      records.addAll(numbered.records());
      refused.addAll(numbered.refused());
      refused.addAll(submission.refused());
    }
    if (!submissions.isEmpty()) {
      var paced = limits.spread(submissions);
      records.forEach(
          draft ->
              draft.message().map(paced::get).ifPresent(until -> draft.fact("paced-until", until)));
      jdbc.update(
          connection -> {
            var statement = connection.prepareStatement(INSERT);
            SUBMISSIONS.set(statement, 1, submissions);
            return statement;
          });
      queue.enqueue(texts);
      hold(submissions.stream().flatMap(s -> s.notBefore().entrySet().stream()).toList());
      hold(List.copyOf(paced.entrySet()));
      keep(texts, submissions);
      threads.wrote(wrote);
      archive.append(records);
      if (journal.isKept()) {
        texted.forEach(this::copyToJournal);
      }
      refuse(refused);
      ApplicationTexts.write(
          jdbc, submissions.stream().flatMap(mail -> mail.named().stream()).toList());
    }
    return turnedAway;
  }

  /** A mail's texts with their numbers, the records of the mail and of these, and who got none. */
  private record Numbered(
      List<NewSms> texts, List<RecordDraft> records, List<Submission.Refused> refused) {}

  private Numbered numbered(Submission submission, List<Optional<Lease>> given) {
    var numbered = new Numbered(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    // the mail's own record comes first, then one for each text
    numbered.records().add(submission.records().get(0));
    for (int i = 0; i < given.size(); i++) {
      var text = submission.texts().get(i);
      var accepted = submission.records().get(i + 1);
      var lease = given.get(i);
      if (lease.isEmpty() && pools.refuses(text.category())) {
        numbered.refused().add(new Submission.Refused(text, EXHAUSTED));
        continue;
      }
      lease.ifPresentOrElse(
          held ->
              accepted
                  .fact(Facts.NUMBER, held.number().e164())
                  .fact(Facts.CONVERSATION, held.conversation()),
          () -> accepted.fact(Facts.STATUS, SmsState.WAITING));
      numbered.texts().add(text.withLease(lease));
      numbered.records().add(accepted);
    }
    return numbered;
  }

  /** As it came; empty for what came another way. */
  private static Optional<byte[]> mailOf(Submission submission) {
    return submission.records().get(0).parts().stream()
        .filter(part -> part.name().equals("mail"))
        .findFirst()
        .map(Part::bytes);
  }

  /** Byte for byte as it came; only who was texted counts as a recipient. */
  private void copyToJournal(Submission submission, List<NewSms> texts) {
    var recipients =
        texts.stream()
            .map(text -> journal.addressOf(text.client().digits()))
            .map(JournalReport.Recipient::ofEnvelope)
            .toList();
    byte[] mail =
        mailOf(submission)
            .orElseGet(
                () -> {
                  var first = texts.get(0);
                  return journal.mailOf(
                      submission.id(),
                      first.mailbox(),
                      recipients.get(0).address(),
                      first.text().value());
                });
    journal.copy(submission.id(), submission.mailFrom(), recipients, mail);
  }

  /** A text that waits for its hour is as new at that hour as others are when they come. */
  private void hold(List<Map.Entry<MessageId, Instant>> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(HOLD);
          WAITING.set(statement, 1, waiting);
          return statement;
        });
  }

  /**
   * The silence of a conversation begins when its last text leaves, and not when it was written.
   */
  private void keep(List<NewSms> texts, List<Submission> submissions) {
    var later = new HashMap<MessageId, Instant>();
    submissions.forEach(submission -> later.putAll(submission.notBefore()));
    if (!later.isEmpty()) {
      var uses = new ArrayList<Leases.Use>();
      for (var text : texts) {
        var leaves = later.get(text.id());
        if (leaves != null) {
          text.lease().ifPresent(lease -> uses.add(new Leases.Use(lease, leaves)));
        }
      }
      leases.touch(uses);
    }
  }

  /** They are queued only to end at once, which makes the report. */
  private void refuse(List<Submission.Refused> refused) {
    queue.enqueue(refused.stream().map(Submission.Refused::text).toList());
    states.apply(
        refused.stream()
            .map(
                one ->
                    StateChange.to(
                        SmsState.CANCELLED,
                        one.text().id(),
                        one.text().id().instant(),
                        "5.7.1",
                        one.reason()))
            .toList());
  }
}
