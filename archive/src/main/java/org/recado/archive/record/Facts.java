package org.recado.archive.record;

/**
 * Names of facts that more than one package writes or reads. Search and console know these; any
 * other name may be used for what only a person reads.
 */
public final class Facts {

  /** {@code MT} or {@code MO}; see {@link org.recado.message.Direction}. */
  public static final String DIRECTION = "direction";

  /** The client's number, E.164 with plus. */
  public static final String CLIENT = "client";

  /** The long number used, E.164 with plus. */
  public static final String NUMBER = "number";

  /** The mailbox of the employee or application concerned. */
  public static final String MAILBOX = "mailbox";

  /** The directory's stable id of that employee. */
  public static final String PERSON = "person";

  /** Department or team of that employee. */
  public static final String TEAM = "team";

  /** {@link org.recado.message.Category}. */
  public static final String CATEGORY = "category";

  /**
   * The state of the message after this record, in the words of {@code outbound}: {@code QUEUED},
   * {@code DELIVERED}…
   */
  public static final String STATUS = "status";

  /** The application's own reference. */
  public static final String REFERENCE = "reference";

  /** The id of the mail that asked for this text. */
  public static final String SUBMISSION = "submission";

  /** The conversation: one client with one employee over one long number. */
  public static final String CONVERSATION = "conversation";

  /**
   * Who did it, when it was a person or a component and not the client: a mail address or a
   * package's name.
   */
  public static final String ACTOR = "actor";

  /** Why it was decided so, in a sentence. */
  public static final String REASON = "reason";

  /** The policy rule that decided. */
  public static final String RULE = "rule";

  /** The Message-ID of the mail concerned, without angle brackets. */
  public static final String MAIL_ID = "mail-id";

  /** The mail's subject. */
  public static final String SUBJECT = "subject";

  private Facts() {}
}
