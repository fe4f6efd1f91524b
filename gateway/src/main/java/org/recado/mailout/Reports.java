package org.recado.mailout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.ObjectStoreException;
import org.recado.directory.Contact;
import org.recado.directory.Directory;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes delivery status notifications (RFC 3464) and queues them, in the transaction in which the
 * news came.
 */
public final class Reports {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  /** Reports in one transaction of {@link #tellOverdue} at most. */
  private static final int SWEEP = 50;

  private final JdbcTemplate jdbc;
  private final ReportLines lines;
  private final Archive archive;
  private final Mailout mailout;
  private final MessageIds ids;
  private final Directory directory;
  private final MailStyle style;

  public Reports(
      JdbcTemplate jdbc,
      Archive archive,
      Mailout mailout,
      MessageIds ids,
      Directory directory,
      MailStyle style) {
    this.jdbc = jdbc;
    this.lines = new ReportLines(jdbc);
    this.archive = archive;
    this.mailout = mailout;
    this.ids = ids;
    this.directory = directory;
    this.style = style;
  }

  private record Origin(Optional<String> envelopeId, boolean headersOnly, Instant arrivedAt) {}

  /**
   * Tells what became of texts, in the caller's transaction: of a mail's only text at once, of a
   * mail to several clients when it is known of all.
   */
  public void request(List<ReportRequest> requests) {
    requests.stream()
        .filter(request -> request.texts() == 1 && request.wanted())
        .forEach(request -> tell(List.of(request), Tally.of(List.of(action(request)), 1)));
    var ofLists = requests.stream().filter(request -> request.texts() > 1).toList();
    if (!ofLists.isEmpty()) {
      lines.add(ofLists);
      var mails =
          ofLists.stream().map(ReportRequest::submission).collect(Collectors.toUnmodifiableSet());
      for (var mail : lines.complete(mails)) {
        tellWhatIsKnown(mail);
        lines.forget(mail);
      }
    }
  }

  /** Tells of delays, one report for each mail, in the caller's transaction. */
  public void delayed(List<ReportRequest> requests) {
    requests.stream()
        .collect(Collectors.groupingBy(ReportRequest::submission))
        .values()
        .forEach(of -> tell(of, Tally.of(of.stream().map(Reports::action).toList(), of.size())));
  }

  /**
   * Reports on mails to several clients some of whom it is not known of after this long, in the
   * caller's transaction.
   *
   * @return whether there may be more to do
   */
  public boolean tellOverdue(Instant before) {
    var overdue = lines.overdue(before, SWEEP);
    for (var mail : overdue) {
      tellWhatIsKnown(mail);
      lines.told(mail);
    }
    return overdue.size() == SWEEP;
  }

  private void tellWhatIsKnown(MessageId mail) {
    var known = lines.of(mail);
    var untold =
        known.stream()
            .filter(line -> line.request().wanted() && !line.told())
            .map(ReportLines.Line::request)
            .toList();
    if (!untold.isEmpty()) {
      var actions = known.stream().map(line -> action(line.request())).toList();
      tell(untold, Tally.of(actions, untold.get(0).texts()));
    }
  }

  /** Queues one report about texts of one mail. */
  private void tell(List<ReportRequest> requests, Tally tally) {
    var first = requests.get(0);
    compose(requests, tally)
        .ifPresent(
            bytes ->
                mailout.enqueue(
                    List.of(
                        new OutgoingMail(
                            OutgoingMail.Kind.REPORT,
                            Optional.of(requests.size() == 1 ? first.sms() : first.submission()),
                            Optional.empty(),
                            first.to(),
                            bytes))));
  }

  /** Empty if the submission is gone from the queue's tables: then there is nobody left to tell. */
  private Optional<byte[]> compose(List<ReportRequest> requests, Tally tally) {
    var first = requests.get(0);
    var origin = findOrigin(first.submission());
    if (origin.isEmpty()) {
      log.warn("no report about {}: its submission is not known any more", first.sms());
      return Optional.empty();
    }
    var received = findReceived(first.submission());
    var mail =
        new ReportedMail(
            received.flatMap(record -> record.fact(Facts.MAIL_ID)),
            received.flatMap(record -> record.fact(Facts.SUBJECT)),
            received
                .flatMap(record -> record.part("mail"))
                .map(Part::bytes)
                .orElseGet(() -> new byte[0]),
            origin.get().headersOnly());
    var date = requests.stream().map(ReportRequest::at).max(Instant::compareTo).orElseThrow();
    return Optional.of(
        new DeliveryReport(
                ids.next(),
                first.to(),
                mail,
                origin.get().envelopeId(),
                origin.get().arrivedAt(),
                requests.stream().map(this::status).toList(),
                tally,
                date)
            .compose(style));
  }

  private RecipientStatus status(ReportRequest request) {
    return new RecipientStatus(
        new Contact(directory.findNameOf(request.client()).orElse(""), request.client()),
        request.originalRecipient(),
        action(request),
        request.status(),
        request.diagnostic(),
        request.at());
  }

  private static RecipientStatus.Action action(ReportRequest request) {
    return switch (request.action()) {
      case DELIVERED -> RecipientStatus.Action.DELIVERED;
      case FAILED -> RecipientStatus.Action.FAILED;
      case UNKNOWN -> RecipientStatus.Action.UNCERTAIN;
      case DELAYED -> RecipientStatus.Action.DELAYED;
    };
  }

  /** A report without the mail it is about is better than none, and than a text that is stuck. */
  private Optional<ArchivedRecord> findReceived(MessageId submission) {
    try {
      return archive.ofMessage(submission).stream()
          .filter(record -> record.kind() == RecordKind.RECEIVED)
          .findFirst();
    } catch (DamagedRecordException e) {
      log.error("the archive's record of {} is damaged; it is reported on without it", submission);
      return Optional.empty();
    } catch (ObjectStoreException e) {
      log.error("{} is reported on without its mail: {}", submission, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Origin> findOrigin(MessageId submission) {
    return jdbc
        .query(
            "SELECT envelope_id, headers_only, arrived_at FROM gateway.submission WHERE id = ?",
            (row, i) ->
                new Origin(
                    Optional.ofNullable(row.getString(1)),
                    row.getBoolean(2),
                    row.getTimestamp(3).toInstant()),
            submission.value())
        .stream()
        .findFirst();
  }
}
