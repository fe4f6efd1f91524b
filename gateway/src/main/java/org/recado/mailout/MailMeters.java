package org.recado.mailout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What is measured of outgoing mail. */
final class MailMeters {

  private final MeterRegistry meters;

  MailMeters(MeterRegistry meters, Clock clock, Supplier<Backlog> backlog) {
    this.meters = meters;
    Gauge.builder("recado.mailout.waiting", () -> backlog.get().waiting())
        .description("mails that wait to be sent")
        .register(meters);
    Gauge.builder("recado.mailout.set.aside", () -> backlog.get().setAside())
        .description("mails that wait for a person: raise an alarm above 0")
        .register(meters);
    Gauge.builder(
            "recado.mailout.oldest",
            () ->
                backlog
                    .get()
                    .oldest()
                    .map(since -> Duration.between(since, clock.instant()).toSeconds())
                    .orElse(0L))
        .baseUnit("seconds")
        .description("how long the oldest of them has waited")
        .register(meters);
  }

  /**
   * @param outcome {@code sent}, {@code later}, {@code in-doubt} or {@code set-aside}
   */
  void count(MailQueue.Claimed mail, String outcome) {
    meters
        .counter(
            "recado.mailout.mails", "kind", mail.kind.toLowerCase(Locale.ROOT), "outcome", outcome)
        .increment();
  }
}
