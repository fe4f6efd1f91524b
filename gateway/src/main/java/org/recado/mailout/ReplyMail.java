package org.recado.mailout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/**
 * A client's short message as the mail its employee gets. Answering it texts back: its author is
 * {@code 34600111222@} the reply domain. It is a person's message, and so is not marked as
 * automatic; it asks out-of-office robots not to answer it.
 *
 * @param id of the short message; {@link #messageId} makes the mail's own id of it
 * @param clientName empty if nobody knows it
 * @param clientAddress the source address as the SMSC gave it: digits, a short code, or a name
 * @param text as the client wrote it; may be empty
 * @param partial whether parts of it are still missing
 * @param repeated whether the SMSC may have delivered the same message before
 * @param writtenAt when the client wrote it, if that is so long ago that the employee must know
 * @param date when it reached the gateway
 */
public record ReplyMail(
    MessageId id,
    String clientName,
    String clientAddress,
    MailAddress to,
    String text,
    MailThread thread,
    boolean partial,
    boolean repeated,
    Optional<Instant> writtenAt,
    Instant date) {

  public ReplyMail {
    Objects.requireNonNull(id);
    Objects.requireNonNull(clientName);
    Objects.requireNonNull(clientAddress);
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
    var author = new MailAddress(localPart(clientAddress), style.domain());
    String called = called();
    String name = wording.text("reply.sender", Map.of("client", called));
    String subject =
        thread
            .subject()
            .map(about -> "Re: " + about)
            .orElseGet(() -> wording.text("reply.subject", Map.of("client", called)));
    String boundary = "=_reply_" + id;
    var notes = notes(style);
    var quotes = thread.quoted().stream().map(text -> quote(text, style)).toList();
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
        .optional("Thread-Topic", thread.index().isPresent() ? thread.subject() : Optional.empty())
        .ids("Thread-Index", threadIndex())
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
        .octets(ascii(QuotedPrintable.encode(plain(body, notes, quotes, footer))))
        .line("--" + boundary)
        .field("Content-Type", "text/html; charset=utf-8")
        .field("Content-Transfer-Encoding", "quoted-printable")
        .end()
        .octets(
            ascii(
                QuotedPrintable.encode(
                    ReplyHtml.page(subject, body, notes, quotes, footer, wording))))
        .line("--" + boundary + "--")
        .toBytes();
  }

  /** What a mail to this client is addressed to: the number, or what is left of a name. */
  public static String localPart(String clientAddress) {
    String plain = clientAddress.replaceAll("[^A-Za-z0-9._-]+", "-");
    return plain.isEmpty() ? "unknown" : plain.substring(0, Math.min(plain.length(), 64));
  }

  private List<String> threadIndex() {
    long low = id.value().getLeastSignificantBits();
    return thread.index().stream().map(index -> index.answeredAt(date, low).toString()).toList();
  }

  /** What people call the client: the name, or else the number. */
  private String called() {
    if (!clientName.isBlank()) {
      return clientName;
    }
    return clientAddress.matches("[1-9][0-9]{6,14}") ? "+" + clientAddress : clientAddress;
  }

  private List<String> notes(MailStyle style) {
    var notes = new ArrayList<String>();
    if (partial) {
      notes.add(style.wording().text("reply.partial", Map.of()));
    }
    if (repeated) {
      notes.add(style.wording().text("reply.repeated", Map.of()));
    }
    writtenAt.ifPresent(
        time ->
            notes.add(style.wording().text("reply.late", Map.of("written", style.shown(time)))));
    return notes;
  }

  /**
   * What the reader wrote.
   *
   * @param attribution who wrote it when, as mail programs introduce what they quote
   */
  record Quote(String attribution, String text) {}

  private static Quote quote(MailThread.Quoted quoted, MailStyle style) {
    String when = style.shown(quoted.at());
    return new Quote(
        style.wording().text("reply.quoted", Map.of("written", when)), quoted.text().strip());
  }

  /** Below the delimiter of RFC 3676 section 4.3, mail programs do not quote. */
  private static String plain(String body, List<String> notes, List<Quote> quotes, String footer) {
    var plain = new StringBuilder(body).append("\n\n");
    notes.forEach(note -> plain.append('[').append(note).append("]\n\n"));
    for (var quote : quotes) {
      plain.append(quote.attribution()).append('\n');
      quote.text().lines().forEach(line -> plain.append("> ").append(line).append('\n'));
      plain.append('\n');
    }
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
