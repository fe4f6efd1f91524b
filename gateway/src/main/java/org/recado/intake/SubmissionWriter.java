package org.recado.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.recado.numbering.Leases;
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

  private final JdbcTemplate jdbc;
  private final Leases leases;
  private final SmsQueue queue;
  private final SmsStates states;
  private final Archive archive;
  private final AcceptedBefore acceptedBefore;
  private final Limits limits;

  public SubmissionWriter(
      JdbcTemplate jdbc,
      Leases leases,
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      AcceptedBefore acceptedBefore,
      Limits limits) {
    this.limits = limits;
    this.acceptedBefore = acceptedBefore;
    this.jdbc = jdbc;
    this.leases = leases;
    this.queue = queue;
    this.states = states;
    this.archive = archive;
  }

  /** Writes a batch in the transaction that is open. */
  List<Accepted> write(List<Submission> submissions) {
    var before = acceptedBefore.remember(submissions);
    var fresh = submissions.stream().filter(mail -> !before.containsKey(mail)).toList();
    var refused = limits.refuse(fresh);
    acceptedBefore.forget(refused.keySet());
    // the same mail twice at once: what refuses the first refuses the second
    var sentences = new HashMap<MessageId, String>();
    refused.forEach((mail, sentence) -> sentences.put(mail.id(), sentence));
    writeNew(fresh.stream().filter(mail -> !refused.containsKey(mail)).toList());
    archive.append(
        before.entrySet().stream()
            .filter(again -> !sentences.containsKey(again.getValue()))
            .map(again -> again.getKey().acceptedBefore().apply(again.getValue()))
            .toList());
    return submissions.stream()
        .map(
            mail -> {
              var id = before.getOrDefault(mail, mail.id());
              return new Accepted(
                  id, before.containsKey(mail), Optional.ofNullable(sentences.get(id)));
            })
        .toList();
  }

  private void writeNew(List<Submission> submissions) {
    if (submissions.isEmpty()) {
      return;
    }
    var given = leases.lease(submissions.stream().flatMap(s -> s.leases().stream()).toList());
    var paced = limits.spread(submissions);
    var texts = new ArrayList<NewSms>();
    for (var submission : submissions) {
      for (int i = 0; i < submission.texts().size(); i++) {
        var lease = given.get(texts.size());
        texts.add(submission.texts().get(i).withLease(lease));
        // the mail's own record comes first, then one for each text
        var accepted = submission.records().get(i + 1);
        Optional.ofNullable(paced.get(submission.texts().get(i).id()))
            .ifPresent(at -> accepted.fact("paced-until", at));
        lease.ifPresentOrElse(
            held ->
                accepted
                    .fact(Facts.NUMBER, held.number().e164())
                    .fact(Facts.CONVERSATION, held.conversation()),
            () -> accepted.fact(Facts.STATUS, SmsState.WAITING));
      }
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(INSERT);
          SUBMISSIONS.set(statement, 1, submissions);
          return statement;
        });
    queue.enqueue(texts);
    hold(submissions.stream().flatMap(s -> s.notBefore().entrySet().stream()).toList());
    hold(List.copyOf(paced.entrySet()));
    archive.append(submissions.stream().flatMap(s -> s.records().stream()).toList());
    refuse(submissions.stream().flatMap(s -> s.refused().stream()).toList());
    ApplicationTexts.write(jdbc, submissions.stream().flatMap(s -> s.named().stream()).toList());
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
