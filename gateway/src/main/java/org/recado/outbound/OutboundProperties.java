package org.recado.outbound;

import java.time.Duration;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.outbound}.
 *
 * @param claimLease how long a claimed text is this node's; after that its node counts as dead and
 *     the text as UNKNOWN. Longer than the response time-out of every SMPP connection
 * @param retryFirst wait before the second attempt; doubles with each, up to {@code retryMost}
 * @param retryMost longest wait between two attempts
 * @param expiry how long a text is tried before its sender is told that it failed
 * @param poll how often the queue is looked at when nobody rang
 */
@ConfigurationProperties(value = "recado.outbound", ignoreUnknownFields = false)
public record OutboundProperties(
    @DefaultValue("60s") Duration claimLease,
    @DefaultValue("2s") Duration retryFirst,
    @DefaultValue("5m") Duration retryMost,
    @DefaultValue("24h") Duration expiry,
    @DefaultValue("250ms") Duration poll) {

  public OutboundProperties {
    Mistakes.in("recado.outbound")
        .check(
            claimLease.compareTo(Duration.ofSeconds(1)) >= 0,
            "claim-lease",
            "give at least 1s, longer than the response time-out of every SMPP connection")
        .check(
            retryFirst.toMillis() >= 1 && retryFirst.compareTo(retryMost) <= 0,
            "retry-first",
            "give a time above 0 and not above retry-most")
        .check(expiry.compareTo(retryFirst) > 0, "expiry", "give a time longer than retry-first")
        .check(
            poll.toMillis() >= 10 && poll.compareTo(Duration.ofMinutes(1)) <= 0,
            "poll",
            "give a time from 10ms to 1m")
        .raise();
  }

  /** The wait after the given attempt, from 1. */
  Duration waitAfter(int attempt) {
    var wait = retryFirst.multipliedBy(1L << Math.min(attempt - 1, 20));
    return wait.compareTo(retryMost) > 0 ? retryMost : wait;
  }
}
