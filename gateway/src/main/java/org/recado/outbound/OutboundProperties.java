package org.recado.outbound;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
 * @param failoverAfter how long no node can send over a connection before its texts take another
 *     route
 * @param routes which texts may go over which connections; none for the connection of the text's
 *     long number
 * @param poll how often the queue is looked at when nobody rang
 */
@ConfigurationProperties(value = "recado.outbound", ignoreUnknownFields = false)
public record OutboundProperties(
    @DefaultValue("60s") Duration claimLease,
    @DefaultValue("2s") Duration retryFirst,
    @DefaultValue("5m") Duration retryMost,
    @DefaultValue("24h") Duration expiry,
    @DefaultValue("30s") Duration failoverAfter,
    @Nullable List<Route> routes,
    @DefaultValue("250ms") Duration poll) {

  public OutboundProperties {
    routes = routes == null ? List.of() : List.copyOf(routes);
    var mistakes =
        Mistakes.in("recado.outbound")
            .check(
                claimLease.compareTo(Duration.ofSeconds(1)) >= 0,
                "claim-lease",
                "give at least 1s, longer than the response time-out of every SMPP connection")
            .check(
                retryFirst.toMillis() >= 1 && retryFirst.compareTo(retryMost) <= 0,
                "retry-first",
                "give a time above 0 and not above retry-most")
            .check(!failoverAfter.isNegative(), "failover-after", "give a time such as 30s")
            .check(
                expiry.compareTo(retryFirst) > 0, "expiry", "give a time longer than retry-first")
            .check(
                poll.toMillis() >= 10 && poll.compareTo(Duration.ofMinutes(1)) <= 0,
                "poll",
                "give a time from 10ms to 1m");
    for (int i = 0; i < routes.size(); i++) {
      var route = routes.get(i);
      mistakes
          .check(
              route.prefix().matches("[0-9]{0,15}"),
              "routes[" + i + "].prefix",
              "give digits, country code first, such as 34, or nothing")
          .check(
              !route.connection().isBlank(),
              "routes[" + i + "].connection",
              "name a connection of recado.smpp.connections")
          .check(route.cost() >= 0, "routes[" + i + "].cost", "give a cost of 0 or more");
    }
    mistakes.raise();
  }

  @Override
  public List<Route> routes() {
    return routes == null ? List.of() : routes;
  }

  /** The wait after the given attempt, from 1. */
  Duration waitAfter(int attempt) {
    var wait = retryFirst.multipliedBy(1L << Math.min(attempt - 1, 20));
    return wait.compareTo(retryMost) > 0 ? retryMost : wait;
  }
}
