package org.recado.outbound;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;

/**
 * A text comes to stand elsewhere.
 *
 * @param state the new state
 * @param at when, by our clock
 * @param retryAt when to try again, for {@link SmsState#QUEUED}
 * @param status enhanced status code of RFC 3463 for the report, like {@code 5.1.1}
 * @param diagnostic what the SMSC said, for the report's Diagnostic-Code, like {@code smpp; UNDELIV
 *     err 012}
 */
public record StateChange(
    MessageId sms,
    SmsState state,
    Instant at,
    Optional<Instant> retryAt,
    String status,
    String diagnostic) {

  public static StateChange to(
      SmsState state, MessageId sms, Instant at, String status, String diagnostic) {
    return new StateChange(sms, state, at, Optional.empty(), status, diagnostic);
  }
}
