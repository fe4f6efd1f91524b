package org.recado.mailout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.recado.directory.Contact;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/**
 * A client's short message as the mail its employee gets. Answering it texts back: its author is
 * {@code 34600111222@} the reply domain. It is a person's message, and so is not marked as
 * automatic; it asks out-of-office robots not to answer it.
 *
 * @param id of the short message; {@link #messageId} makes the mail's own id of it
 * @param client with an empty name if nobody knows it
 * @param text as the client wrote it; may be empty
 * @param partial whether parts of it are still missing
 * @param writtenAt when the client wrote it, if that is so long ago that the employee must know
 * @param date when it reached the gateway
 */
public record ReplyMail(
    MessageId id,
    Contact client,
    MailAddress to,
    String text,
    MailThread thread,
    boolean partial,
    Optional<Instant> writtenAt,
    Instant date) {

  public ReplyMail {
    Objects.requireNonNull(id);
    Objects.requireNonNull(client);
    Objects.requireNonNull(to);
    Objects.requireNonNull(text);
    Objects.requireNonNull(thread);
    Objects.requireNonNull(date);
  }

  /** The Message-ID of the mail about this short message, with its angle brackets. */
  public static String messageId(MessageId id, String domain) {
    return "<" + id + "@" + domain + ">";
  }

  /** RFC 5322 with CRLF: plain text and HTML in {@code multipart/alternative}. */
  public byte[] compose(MailStyle style) {
    var wording = style.wording();
    var author = new MailAddress(client.number().digits(), style.domain());
    String called = called(client);
    String name = wording.text("reply.sender", Map.of("client", called));
    String subject =
        thread
            .subject()
            .map(about -> "Re: " + about)
            .orElseGet(() -> wording.text("reply.subject", Map.of("client", called)));
    String boundary = "=_reply_" + id;
    var notes = notes(style);
    String body = text.isBlank() ? wording.text("reply.empty", Map.of()) : text.strip();
    String footer = wording.text("reply.footer", Map.of("client", called));
    return new MailWriter()
        .field("Date", style.header(date))
        .mailbox("From", name, author)
        .mailbox("Reply-To", name, author)
        .mailbox("To", "", to)
        .text("Subject", subject)
        .field("Message-ID", messageId(id, style.domain()))
        .ids("In-Reply-To", thread.inReplyTo().map(List::of).orElse(List.of()))
        .ids("References", thread.nextReferences())
        .field("X-Recado-Message", id.toString())
        .field("X-Auto-Response-Suppress", "OOF, AutoReply")
        .field("MIME-Version", "1.0")
        .field("Content-Language", wording.language())
        .field("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"")
        .end()
        .line("--" + boundary)
        .field("Content-Type", "text/plain; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(ascii(QuotedPrintable.encode(plain(body, notes, footer))))
        .line("--" + boundary)
        .field("Content-Type", "text/html; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(
            ascii(QuotedPrintable.encode(ReplyHtml.page(subject, body, notes, footer, wording))))
        .line("--" + boundary + "--")
        .toBytes();
  }

  /** What people call the client: the name, or else the number. */
  static String called(Contact client) {
    return client.name().isBlank() ? client.number().e164() : client.name();
  }

  private List<String> notes(MailStyle style) {
    var notes = new ArrayList<String>();
    if (partial) {
      notes.add(style.wording().text("reply.partial", Map.of()));
    }
    writtenAt.ifPresent(
        time ->
            notes.add(style.wording().text("reply.late", Map.of("written", style.shown(time)))));
    return notes;
  }

  /** Below the delimiter of RFC 3676 section 4.3, mail programs do not quote. */
  private static String plain(String body, List<String> notes, String footer) {
    var plain = new StringBuilder(body).append("\n\n");
    notes.forEach(note -> plain.append('[').append(note).append("]\n\n"));
    return plain.append("-- \n").append(footer).toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The ids alone: the rest is what a client wrote. */
  @Override
  public String toString() {
    return "ReplyMail[" + id + "]";
  }
}
