package org.recado.policy;

import java.time.Instant;

/** Whether a text may go. Each carries the rule that decided and a sentence for whoever asked. */
public sealed interface Verdict {

  /** It may go now. */
  record Allow() implements Verdict {}

  /** A person has to look at it first. */
  record Hold(String rule, String reason) implements Verdict {}

  /** It may go, but not before. */
  record Defer(String rule, String reason, Instant until) implements Verdict {}

  /**
   * It may not go.
   *
   * @param reason one sentence for the sender, who reads it in a bounce
   */
  record Refuse(String rule, String reason) implements Verdict {}
}
