package org.recado.mailout;

import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;

/** A mail to be given to the corporate MTA. Not a record, because it holds bytes. */
public final class OutgoingMail {

  private final Kind kind;
  private final Optional<MessageId> about;
  private final Optional<MailAddress> from;
  private final MailAddress to;
  private final byte[] message;

  /** What it is, for the archive and for metrics. */
  public enum Kind {
    REPLY,
    REPORT,
    /** That little is left of somebody's limit. */
    QUOTA,
    /** A copy for the firm's mail archive. */
    JOURNAL,
    /** A checkpoint of the archive, to be kept outside. */
    CHECKPOINT
  }

  /**
   * @param about the text it is about
   * @param from the return path; empty for a report, which must never be answered by another (RFC
   *     3464 section 2)
   * @param message RFC 5322, CRLF; not copied
   */
  public OutgoingMail(
      Kind kind,
      Optional<MessageId> about,
      Optional<MailAddress> from,
      MailAddress to,
      byte[] message) {
    this.kind = kind;
    this.about = about;
    this.from = from;
    this.to = to;
    this.message = message;
  }

  public Kind kind() {
    return kind;
  }

  public Optional<MessageId> about() {
    return about;
  }

  public Optional<MailAddress> from() {
    return from;
  }

  public MailAddress to() {
    return to;
  }

  byte[] message() {
    return message;
  }
}
