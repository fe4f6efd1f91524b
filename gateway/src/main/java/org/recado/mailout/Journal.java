package org.recado.mailout;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;

/**
 * Mails a copy of every text, out and in, to the firm's own mail archive, as a journal report of
 * Microsoft Exchange. With a null return path, so that nothing ever answers it.
 */
public final class Journal {

  private final Mailout mailout;
  private final MessageIds ids;
  private final Clock clock;
  private final MailStyle style;
  private final List<MailAddress> to;

  /**
   * @param to the archive's addresses; none for no copies
   */
  public Journal(
      Mailout mailout, MessageIds ids, Clock clock, MailStyle style, List<MailAddress> to) {
    this.mailout = mailout;
    this.ids = ids;
    this.clock = clock;
    this.style = style;
    this.to = List.copyOf(to);
  }

  /** Whether there is anybody to send copies to. */
  public boolean isKept() {
    return !to.isEmpty();
  }

  /** Where texts to and from this number have their address. */
  public MailAddress addressOf(String number) {
    return new MailAddress(ReplyMail.localPart(number), style.domain());
  }

  /** A text that is in no mail, as the simplest mail there is. */
  public byte[] mailOf(MessageId id, MailAddress from, MailAddress recipient, String text) {
    return new MailWriter()
        .field("Date", style.header(clock.instant()))
        .mailbox("From", "", from)
        .mailbox("To", "", recipient)
        .text("Subject", "SMS")
        .field("Message-ID", ReplyMail.messageId(id, style.domain()))
        .field("MIME-Version", "1.0")
        .field("Content-Type", "text/plain; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(QuotedPrintable.encode(text).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .toBytes();
  }

  /**
   * Queues the copies, in the caller's transaction: with the record, or not at all.
   *
   * @param sender as the envelope had it
   * @param mail as it came or will go; not copied
   */
  public void copy(
      MessageId about, String sender, List<JournalReport.Recipient> recipients, byte[] mail) {
    if (to.isEmpty()) {
      return;
    }
    var headers = headersOf(mail);
    mailout.enqueue(
        to.stream()
            .map(
                address ->
                    new OutgoingMail(
                        OutgoingMail.Kind.JOURNAL,
                        Optional.of(about),
                        Optional.empty(),
                        address,
                        new JournalReport(
                                ids.next(),
                                address,
                                sender,
                                decoded(headers.getHeader("Subject", null)),
                                unfolded(headers.getHeader("Message-ID", null)),
                                recipients,
                                clock.instant())
                            .compose(style, mail)))
            .toList());
  }

  private static InternetHeaders headersOf(byte[] mail) {
    try {
      return new InternetHeaders(new ByteArrayInputStream(mail), true);
    } catch (MessagingException e) {
      return new InternetHeaders();
    }
  }

  private static String decoded(@Nullable String value) {
    String text = unfolded(value);
    try {
      return MimeUtility.decodeText(text);
    } catch (UnsupportedEncodingException e) {
      return text;
    }
  }

  private static String unfolded(@Nullable String value) {
    return value == null ? "" : MimeUtility.unfold(value).strip();
  }
}
