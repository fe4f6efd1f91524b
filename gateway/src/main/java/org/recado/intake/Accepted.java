package org.recado.intake;

import java.util.Optional;
import org.recado.message.MessageId;

/**
 * What became of a mail that was to be written.
 *
 * @param id what it was accepted under
 * @param before whether that was by an earlier transaction, and nothing is sent for this one
 * @param refusal why it was not written after all: it is over a limit, or no long number is free
 */
record Accepted(MessageId id, boolean before, Optional<Refusal> refusal) {

  /**
   * Why a mail was refused.
   *
   * @param status enhanced status code
   * @param sentence for its sender
   */
  record Refusal(String status, String rule, String sentence) {

    static Refusal ofQuota(String sentence) {
      return new Refusal("5.7.1", "quota", sentence);
    }

    static Refusal ofNumbering(String sentence) {
      return new Refusal("5.3.0", "numbering", sentence);
    }
  }
}
