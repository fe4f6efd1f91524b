package org.recado.console;

import org.recado.smpp.JsmppConnections;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Member {@code smpp} of the readiness group: up while at least one connection is bound, since what
 * is accepted can leave then.
 */
@Component
final class SmppHealthIndicator implements HealthIndicator {

  private final JsmppConnections connections;

  SmppHealthIndicator(JsmppConnections connections) {
    this.connections = connections;
  }

  @Override
  public Health health() {
    var bound = connections.bound();
    var health = bound.containsValue(true) ? Health.up() : Health.outOfService();
    return health.withDetails(bound).build();
  }
}
