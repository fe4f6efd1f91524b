package org.recado.watch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.recado.archive.ledger.Checkpoint;
import org.recado.mailout.Mailout;
import org.recado.mailout.OutgoingMail;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.springframework.transaction.support.TransactionTemplate;

/** Checkpoints by mail, to whoever keeps them elsewhere. */
public final class CheckpointMail {

  private final Mailout mailout;
  private final TransactionTemplate transactions;
  private final MessageIds ids;
  private final String domain;
  private final List<MailAddress> readers;

  /**
   * @param domain whose postmaster it is from
   */
  public CheckpointMail(
      Mailout mailout,
      TransactionTemplate transactions,
      MessageIds ids,
      String domain,
      List<MailAddress> readers) {
    this.mailout = mailout;
    this.transactions = transactions;
    this.ids = ids;
    this.domain = domain;
    this.readers = List.copyOf(readers);
  }

  /** Queues one mail to each, all or none. */
  public void publish(String note, Instant now) {
    transactions.executeWithoutResult(
        status -> mailout.enqueue(readers.stream().map(to -> mail(to, note, now)).toList()));
  }

  private OutgoingMail mail(MailAddress to, String note, Instant now) {
    var text =
        "From: Recado <postmaster@%1$s>\r\nTo: <%2$s>\r\nDate: %3$s\r\nMessage-ID: <%4$s@%1$s>\r\n"
                .formatted(
                    domain,
                    to,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
                    ids.next())
            + "Subject: Checkpoint of the archive, size "
            + Checkpoint.sizeOf(note)
            + "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    return new OutgoingMail(
        OutgoingMail.Kind.CHECKPOINT,
        Optional.empty(),
        Optional.empty(),
        to,
        text.getBytes(StandardCharsets.US_ASCII));
  }
}
