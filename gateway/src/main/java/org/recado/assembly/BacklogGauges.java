package org.recado.assembly;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.recado.outbound.SmsQueue;
import org.recado.receipt.OrphanReceipts;
import org.recado.receipt.Receipts;

/**
 * What has piled up, of all nodes, for Prometheus: {@code recado_outbound_texts} by state, {@code
 * recado_receipts_orphans} and the age in seconds of the oldest. Asked for once a scrape.
 */
final class BacklogGauges {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private record Seen(Instant at, Map<String, Long> texts, OrphanReceipts.Waiting orphans) {}

  private final SmsQueue queue;
  private final OrphanReceipts orphans;
  private final Clock clock;
  private Optional<Seen> last = Optional.empty();

  BacklogGauges(SmsQueue queue, OrphanReceipts orphans, Clock clock, MeterRegistry meters) {
    this.queue = queue;
    this.orphans = orphans;
    this.clock = clock;
    for (String state : new String[] {"WAITING", "QUEUED", "CLAIMED", "UNKNOWN"}) {
      Gauge.builder("recado.outbound.texts", () -> now().texts().getOrDefault(state, 0L))
          .tag("state", state)
          .register(meters);
    }
    Gauge.builder("recado.receipts.orphans", () -> now().orphans().count()).register(meters);
    Gauge.builder("recado.receipts.orphans.oldest", this::oldest)
        .baseUnit("seconds")
        .register(meters);
  }

  private long oldest() {
    return now()
        .orphans()
        .oldest()
        .map(oldest -> Duration.between(oldest, clock.instant()).toSeconds())
        .orElse(0L);
  }

  private synchronized Seen now() {
    var at = clock.instant();
    var seen =
        last.filter(before -> before.at().plus(FRESH).isAfter(at))
            .orElseGet(
                () -> new Seen(at, queue.backlog(), orphans.waiting(at.minus(Receipts.PATIENCE))));
    last = Optional.of(seen);
    return seen;
  }
}
