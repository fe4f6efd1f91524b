package org.recado.console;

import org.recado.mailout.MailSender;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Member {@code mailout}: always up, because what cannot leave waits and mail is still taken; its
 * details say which hosts can be used, how much waits, and how much waits for a person.
 */
@Component
final class MailoutHealthIndicator implements HealthIndicator {

  private final MailSender sender;

  MailoutHealthIndicator(MailSender sender) {
    this.sender = sender;
  }

  @Override
  public Health health() {
    var backlog = sender.backlog();
    var health =
        Health.up()
            .withDetail("hosts", sender.hosts())
            .withDetail("waiting", backlog.waiting())
            .withDetail("set-aside", backlog.setAside());
    backlog.oldest().ifPresent(since -> health.withDetail("oldest", since.toString()));
    return health.build();
  }
}
