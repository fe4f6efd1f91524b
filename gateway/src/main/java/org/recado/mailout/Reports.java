package org.recado.mailout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordKind;
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

  private final JdbcTemplate jdbc;
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
    this.archive = archive;
    this.mailout = mailout;
    this.ids = ids;
    this.directory = directory;
    this.style = style;
  }

  private record Origin(Optional<String> envelopeId, boolean headersOnly, Instant arrivedAt) {}

  /** Queues a report for each request, in the caller's transaction. */
  public void request(List<ReportRequest> requests) {
    var mails = new ArrayList<OutgoingMail>();
    for (var request : requests) {
      compose(request)
          .ifPresent(
              bytes ->
                  mails.add(
                      new OutgoingMail(
                          OutgoingMail.Kind.REPORT,
                          Optional.of(request.sms()),
                          Optional.empty(),
                          request.to(),
                          bytes)));
    }
    if (!mails.isEmpty()) {
      mailout.enqueue(mails);
    }
  }

  /** Empty if the submission is gone from the queue's tables: then there is nobody left to tell. */
  private Optional<byte[]> compose(ReportRequest request) {
    var origin = findOrigin(request.submission());
    if (origin.isEmpty()) {
      log.warn("no report about {}: its submission is not known any more", request.sms());
      return Optional.empty();
    }
    var received = findReceived(request.submission());
    var mail =
        new ReportedMail(
            received.flatMap(record -> record.fact(Facts.MAIL_ID)),
            received.flatMap(record -> record.fact(Facts.SUBJECT)),
            received
                .flatMap(record -> record.part("mail"))
                .map(Part::bytes)
                .orElseGet(() -> new byte[0]),
            origin.get().headersOnly());
    var status =
        new RecipientStatus(
            new Contact(directory.findNameOf(request.client()).orElse(""), request.client()),
            request.originalRecipient(),
            switch (request.action()) {
              case DELIVERED -> RecipientStatus.Action.DELIVERED;
              case FAILED -> RecipientStatus.Action.FAILED;
              case UNKNOWN -> RecipientStatus.Action.UNCERTAIN;
            },
            request.status(),
            request.diagnostic(),
            request.at());
    return Optional.of(
        new DeliveryReport(
                ids.next(),
                request.to(),
                mail,
                origin.get().envelopeId(),
                origin.get().arrivedAt(),
                List.of(status),
                request.at())
            .compose(style));
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
