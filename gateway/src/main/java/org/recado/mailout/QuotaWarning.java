package org.recado.mailout;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/**
 * Tells somebody that little is left of a limit. No answer is expected, and none to it is read.
 *
 * @param id makes the mail's own id
 * @param holder whose limit it is, as people know them
 * @param period {@code day} or {@code month}
 * @param used segments
 * @param most the limit
 * @param until when counting begins anew
 */
public record QuotaWarning(
    MessageId id,
    MailAddress to,
    String holder,
    String period,
    long used,
    int most,
    Instant until,
    Instant date) {

  /** RFC 5322 with CRLF, plain text. */
  public byte[] compose(MailStyle style) {
    var wording = style.wording();
    var values =
        Map.of(
            "holder",
            holder,
            "used",
            Long.toString(used),
            "most",
            Integer.toString(most),
            "left",
            Long.toString(Math.max(0, most - used)),
            "until",
            style.shown(until));
    return new MailWriter()
        .field("Date", style.header(date))
        .mailbox(
            "From",
            wording.text("report.sender", Map.of()),
            new MailAddress("postmaster", style.domain()))
        .mailbox("To", "", to)
        .text("Subject", wording.text("quota.subject." + period, values))
        .field("Message-ID", ReplyMail.messageId(id, style.domain()))
        .field("Auto-Submitted", "auto-generated") // RFC 3834 section 5
        .field("X-Auto-Response-Suppress", "All")
        .field("MIME-Version", "1.0")
        .field("Content-Language", wording.language())
        .field("Content-Type", "text/plain; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(
            QuotedPrintable.encode(
                    wording.text("quota.body." + period, values)
                        + "\r\n\r\n"
                        + wording.text("quota.closing", values)
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII))
        .toBytes();
  }
}
