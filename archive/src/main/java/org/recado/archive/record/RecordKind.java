package org.recado.archive.record;

import java.util.Locale;

/** What happened. The wire name, in lower case, is part of the archive format and never changes. */
public enum RecordKind {
  /** A mail came in by SMTP and was accepted; part {@code mail} holds it byte for byte. */
  RECEIVED,
  /** One text to one client was made out of that mail and queued; part {@code text} holds it. */
  ACCEPTED,
  /** Something was refused, held or put off, and by which rule. */
  DECIDED,
  /**
   * A {@code submit_sm} is about to leave; part {@code pdus} holds every segment's. Written before
   * barrier 2.
   */
  SUBMITTED,
  /** What the SMSC answered, or that it did not. */
  ANSWERED,
  /** A delivery receipt came; part {@code pdu} holds it. Written before barrier 3. */
  RECEIPT,
  /**
   * The client wrote; part {@code pdu} holds each segment as it came, part {@code text} the whole
   * once it is complete.
   */
  REPLY,
  /** A mail was given to the corporate MTA; part {@code mail} holds it. */
  MAILED,
  /** A client allowed or forbade to be written to. */
  CONSENT,
  /** Somebody signed in, or was refused. */
  SIGNED_IN,
  /** Somebody searched the archive. */
  SEARCHED,
  /** Somebody opened a message. Opening is not reviewing. */
  VIEWED,
  /** Somebody took a copy out of the archive. */
  EXPORTED,
  /** Somebody reviewed a message, with an outcome. */
  REVIEWED,
  /** A hold was placed or lifted. */
  HELD,
  /** Content was destroyed under a schedule; about no message, the certificate of a run. */
  DISPOSED,
  /** The time something is kept was lengthened, or the relation with a client ended. */
  RETAINED,
  /** Somebody proposed to destroy or to release. */
  PROPOSED,
  /** Somebody approved or rejected such a proposal. */
  APPROVED,
  /** Content was taken out of everybody's sight, until limitation ends. */
  BLOCKED,
  /** Blocked content was given to an authority. */
  RELEASED,
  /** What was accepted was held against what was recorded. */
  RECONCILED,
  /**
   * A third party stamped a checkpoint with its time; part {@code token} holds RFC 3161's token.
   */
  STAMPED,
  /** A directory run ended. */
  SYNCED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
