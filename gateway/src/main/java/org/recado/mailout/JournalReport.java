package org.recado.mailout;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/**
 * A journal report as Exchange 2007 and later make it ("Understanding Journal Reports", Microsoft
 * TechNet bb331962, and the grammar of bb738122): a part with one line for each field of the
 * envelope, then the mail itself, unaltered.
 *
 * @param id of the report
 * @param to the journal's address
 * @param sender of the mail
 * @param subject of the mail, decoded
 * @param messageId of the mail, with its angle brackets; empty if it has none
 * @param recipients at least one
 * @param date of the report
 */
public record JournalReport(
    MessageId id,
    MailAddress to,
    String sender,
    String subject,
    String messageId,
    List<Recipient> recipients,
    Instant date) {

  /** RFC 5322 section 2.1.1. */
  private static final int MAX_LINE = 998;

  private static final int READABLE_LINE = 76;

  /**
   * Who got it.
   *
   * @param field {@code To} where we wrote the header ourselves; {@code Recipient} where only the
   *     envelope is known, as Exchange does with what came by SMTP
   */
  public record Recipient(String field, MailAddress address) {

    /** One that the mail was addressed to. */
    public static Recipient to(MailAddress address) {
      return new Recipient("To", address);
    }

    /** One of the envelope. */
    public static Recipient ofEnvelope(MailAddress address) {
      return new Recipient("Recipient", address);
    }
  }

  public JournalReport {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a journal report has at least one recipient");
    }
  }

  /**
   * RFC 5322 with CRLF.
   *
   * @param mail byte for byte what the report holds
   */
  byte[] compose(MailStyle style, byte[] mail) {
    String boundary = "=_journal_" + id;
    boolean eightBit = !isAscii(mail);
    boolean passes = passes(mail);
    var out =
        new MailWriter()
            .field("Date", style.header(date))
            .mailbox("From", "Recado", new MailAddress("postmaster", style.domain()))
            .mailbox("To", "", to)
            .text("Subject", subject)
            .field("Message-ID", ReplyMail.messageId(id, style.domain()))
            .field("X-MS-Journal-Report", "")
            .field("Auto-Submitted", "auto-generated")
            .field("X-Auto-Response-Suppress", "All")
            .field("MIME-Version", "1.0")
            .field("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
    if (eightBit && passes) {
      out.field("Content-Transfer-Encoding", "8bit");
    }
    out.end().line("--" + boundary);
    envelope(out);
    out.line("--" + boundary);
    if (passes) {
      out.field("Content-Type", "message/rfc822");
      if (eightBit) {
        out.field("Content-Transfer-Encoding", "8bit");
      }
      out.end().octets(mail);
    } else {
      // RFC 2046 section 5.2.1 lets message/rfc822 have no encoding that would keep these octets
      out.field("Content-Type", "application/octet-stream; name=\"original.eml\"")
          .field("Content-Disposition", "attachment; filename=\"original.eml\"")
          .field("Content-Transfer-Encoding", "base64")
          .end()
          .octets(Base64.getMimeEncoder().encode(mail));
    }
    // the line break before a boundary belongs to the boundary
    return out.end().line("--" + boundary + "--").toBytes();
  }

  private void envelope(MailWriter out) {
    var lines = new StringBuilder();
    lines.append("Sender: ").append(oneLine(sender)).append('\n');
    lines.append("Subject: ").append(oneLine(subject)).append('\n');
    lines.append("Message-Id: ").append(oneLine(messageId)).append('\n');
    for (var recipient : recipients) {
      lines
          .append(recipient.field())
          .append(": ")
          .append(MailWriter.spec(recipient.address()))
          .append('\n');
    }
    String text = lines.toString();
    // as it is read by programs that know no encodings, wherever that is possible
    boolean plain =
        text.chars().allMatch(c -> c < 0x7f)
            && text.lines().allMatch(line -> line.length() <= READABLE_LINE);
    out.field("Content-Type", "text/plain; charset=" + (plain ? "us-ascii" : "utf-8"))
        .field("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable")
        .end()
        .octets(
            (plain ? text.replace("\n", "\r\n") : QuotedPrintable.encode(text))
                .getBytes(StandardCharsets.US_ASCII));
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  private static boolean isAscii(byte[] mail) {
    for (byte octet : mail) {
      if (octet < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether SMTP carries it as it is: every line ended by CRLF, none too long, no NUL. */
  private static boolean passes(byte[] mail) {
    int start = 0;
    for (int i = 0; i < mail.length; i++) {
      boolean crlf = mail[i] == '\r' && i + 1 < mail.length && mail[i + 1] == '\n';
      if (crlf) {
        if (i - start > MAX_LINE) {
          return false;
        }
        i++;
        start = i + 1;
      } else if (mail[i] == '\r' || mail[i] == '\n' || mail[i] == 0) {
        return false;
      }
    }
    return mail.length - start <= MAX_LINE;
  }

  /** The id alone: the rest is what people wrote. */
  @Override
  public String toString() {
    return "JournalReport[" + id + "]";
  }
}
