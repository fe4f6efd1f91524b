package org.recado.smpp;

/** What became of a {@code submit_sm}. The difference between the last two is barrier 2. */
public sealed interface SubmitResult {

  /** The SMSC took it, under this {@code message_id} (kept as it came). */
  record Accepted(String messageId) implements SubmitResult {}

  /**
   * The SMSC refused it.
   *
   * @param commandStatus SMPP 3.4 section 5.1.3, e.g. 0x58 ESME_RTHROTTLED
   * @param temporary whether the same PDU may be accepted later
   */
  record Rejected(int commandStatus, boolean temporary) implements SubmitResult {}

  /** Nothing left this machine: it may be tried again without any risk of a double. */
  record NotSent(String reason) implements SubmitResult {}

  /**
   * It may have arrived, or not: no answer came in time, or the link broke first. Never to be sent
   * again silently.
   */
  record NoAnswer(String reason) implements SubmitResult {}
}
