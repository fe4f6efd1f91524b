package org.recado.smpp;

import java.util.concurrent.CompletableFuture;

/** What became of a {@code submit_sm}. The difference between the last two is barrier 2. */
public sealed interface SubmitResult {

  /** The SMSC took it, under this {@code message_id} (kept as it came). */
  record Accepted(String messageId) implements SubmitResult {}

  /**
   * The SMSC refused it.
   *
   * @param commandStatus SMPP 3.4 section 5.1.3, e.g. 0x58 ESME_RTHROTTLED
   * @param rule what follows
   */
  record Rejected(int commandStatus, ErrorRule rule) implements SubmitResult {

    /** Whether the same text may be accepted later, or elsewhere. */
    public boolean temporary() {
      return rule != ErrorRule.GIVE_UP;
    }
  }

  /** Nothing left this machine: it may be tried again without any risk of a double. */
  record NotSent(String reason) implements SubmitResult {}

  /**
   * It may have arrived, or not: no answer came in time, or the link broke first. Never to be sent
   * again silently.
   *
   * @param late completes if the answer comes after all, while the link lives; may never
   */
  record NoAnswer(String reason, CompletableFuture<SubmitResult> late) implements SubmitResult {

    /** No answer can come any more. */
    public NoAnswer(String reason) {
      this(reason, new CompletableFuture<>());
    }
  }
}
