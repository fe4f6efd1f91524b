package org.recado.mailout;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/**
 * A delivery status notification, RFC 3464: what became of one mail, with a line for each of its
 * recipients; for people first, for machines second, and the mail itself third. To be sent with a
 * null return path (RFC 3461 section 6.1), and never about a mail that had one.
 *
 * @param id of the report; {@link ReplyMail#messageId} makes its Message-ID
 * @param to who sent the mail
 * @param envelopeId ENVID as given, decoded from xtext
 * @param arrivedAt when the mail was accepted
 * @param recipients at least one
 * @param tally of all texts of the mail
 * @param date of the report
 */
public record DeliveryReport(
    MessageId id,
    MailAddress to,
    ReportedMail mail,
    Optional<String> envelopeId,
    Instant arrivedAt,
    List<RecipientStatus> recipients,
    Tally tally,
    Instant date) {

  public DeliveryReport {
    Objects.requireNonNull(id);
    Objects.requireNonNull(to);
    Objects.requireNonNull(mail);
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a report has at least one recipient");
    }
  }

  /** RFC 5322 with CRLF. */
  public byte[] compose(MailStyle style) {
    var wording = style.wording();
    var human = new ReportText(style, this);
    String boundary = "=_report_" + id;
    var out =
        new MailWriter()
            .field("Date", style.header(date))
            .mailbox(
                "From",
                wording.text("report.sender", java.util.Map.of()),
                new MailAddress("postmaster", style.domain()))
            .mailbox("To", "", to)
            .text("Subject", human.subject())
            .field("Message-ID", ReplyMail.messageId(id, style.domain()))
            .ids("In-Reply-To", mail.messageId().map(List::of).orElse(List.of()))
            .ids("References", mail.messageId().map(List::of).orElse(List.of()))
            .field("Auto-Submitted", "auto-replied")
            .field("X-Auto-Response-Suppress", "All")
            .field("MIME-Version", "1.0")
            .field("Content-Language", wording.language())
            .field(
                "Content-Type",
                "multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"");
    if (mail.eightBit()) {
      out.field("Content-Transfer-Encoding", "8bit");
    }
    out.end()
        .line("--" + boundary)
        .field("Content-Type", "text/plain; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(QuotedPrintable.encode(human.body()).getBytes(StandardCharsets.US_ASCII))
        .line("--" + boundary)
        .field("Content-Type", "message/delivery-status")
        .end();
    machinePart(out, style);
    out.line("--" + boundary).field("Content-Type", mail.mediaType());
    if (mail.eightBit()) {
      out.field("Content-Transfer-Encoding", "8bit");
    }
    return out.end().octets(mail.octets()).line("--" + boundary + "--").toBytes();
  }

  /** RFC 3464 section 2.2 for the mail, then 2.3 for each recipient. */
  private void machinePart(MailWriter out, MailStyle style) {
    out.field("Reporting-MTA", "dns; " + style.domain());
    envelopeId.ifPresent(envid -> out.field("Original-Envelope-Id", printable(envid)));
    out.field("Arrival-Date", style.header(arrivedAt)).end();
    for (var recipient : recipients) {
      recipient
          .originalRecipient()
          .ifPresent(orcpt -> out.field("Original-Recipient", typed("rfc822", orcpt)));
      out.field(
              "Final-Recipient",
              "rfc822; " + recipient.client().number().digits() + "@" + style.domain())
          .field("Action", recipient.action().word())
          .field("Status", recipient.status());
      if (!recipient.diagnostic().isBlank()) {
        out.field("Diagnostic-Code", typed("x-smpp", recipient.diagnostic()));
      }
      out.field("Last-Attempt-Date", style.header(recipient.at())).end();
    }
  }

  /** {@code type; value}, where the type may be there already. */
  private static String typed(String type, String value) {
    String clean = printable(value);
    return clean.matches("[A-Za-z0-9-]{1,20};.*") ? clean : type + "; " + clean;
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]+", "?");
  }

  @Override
  public String toString() {
    return "DeliveryReport[" + id + ", " + recipients.size() + " recipients]";
  }
}
