package org.recado.outbound;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;

/**
 * A text comes to stand elsewhere.
 *
 * @param state the new state
 * @param attempt the attempt that ended so: the change is void once a later one has begun; empty
 *     for news that hold whatever was tried since
 * @param at when, by our clock
 * @param retryAt when to try again, for {@link SmsState#QUEUED}
 * @param status enhanced status code of RFC 3463 for the report, like {@code 5.1.1}
 * @param diagnostic what the SMSC said, for the report's Diagnostic-Code, like {@code smpp; UNDELIV
 *     err 012}
 */
public record StateChange(
    MessageId sms,
    SmsState state,
    Optional<Integer> attempt,
    Instant at,
    Optional<Instant> retryAt,
    String status,
    String diagnostic) {

  public static StateChange to(
      SmsState state, MessageId sms, Instant at, String status, String diagnostic) {
    return new StateChange(sms, state, Optional.empty(), at, Optional.empty(), status, diagnostic);
  }

  /** The text goes back to the queue. */
  public static StateChange retry(
      MessageId sms, Instant at, Instant retryAt, String status, String diagnostic) {
    return new StateChange(
        sms, SmsState.QUEUED, Optional.empty(), at, Optional.of(retryAt), status, diagnostic);
  }

  /** Holds only while this attempt is the last. */
  StateChange by(int number) {
    return new StateChange(sms, state, Optional.of(number), at, retryAt, status, diagnostic);
  }
}
