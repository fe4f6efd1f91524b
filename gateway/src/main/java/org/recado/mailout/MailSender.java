package org.recado.mailout;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.recado.commit.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives queued mails to the corporate MTAs, over as many connections as the settings say, and
 * watches the queue.
 */
public final class MailSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MailSender.class);

  private static final Duration WATCH = Duration.ofSeconds(2);
  private static final int SWEEP = 100;

  private final Mailout mailout;
  private final MailoutProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Smarthosts hosts;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
  private volatile Backlog backlog = new Backlog(List.of());
  private final List<MailWorker> workers;
  private final Loop watch = new Loop("mailout", WATCH, this::watch);

  /**
   * @param heloName what EHLO says
   */
  public MailSender(
      Mailout mailout,
      MailoutProperties properties,
      TransactionTemplate transaction,
      Clock clock,
      String heloName,
      MeterRegistry meters) {
    this.mailout = mailout;
    this.properties = properties;
    this.transaction = transaction;
    this.clock = clock;
    this.hosts = new Smarthosts(properties, heloName, clock, meters);
    var counts = new MailMeters(meters, clock, this::backlog);
    this.workers =
        IntStream.range(0, properties.connections())
            .mapToObj(
                i ->
                    new MailWorker(
                        i,
                        mailout,
                        properties,
                        transaction,
                        clock,
                        hosts,
                        underWay,
                        counts,
                        this::wakeAfter))
            .toList();
  }

  public void start() {
    watch.start();
    workers.forEach(MailWorker::start);
  }

  /** There may be something to send. */
  public void wake() {
    workers.get(0).wake();
  }

  /** One worker has found a mail: there may be one for the next. */
  private void wakeAfter(int worker) {
    if (worker + 1 < workers.size()) {
      workers.get(worker + 1).wake();
    }
  }

  /** By name, {@code host:port}: whether each host could be used by this node when last tried. */
  public Map<String, Boolean> hosts() {
    return hosts.standing();
  }

  /** What had not left a moment ago. */
  public Backlog backlog() {
    return backlog;
  }

  private boolean watch() {
    transaction.executeWithoutResult(status -> mailout.queue().keep(Set.copyOf(underWay)));
    boolean more = false;
    if (hosts.standing().values().stream().noneMatch(usable -> usable)) {
      var before = clock.instant().minus(properties.expiry());
      Integer expired = transaction.execute(status -> mailout.setAsideExpired(before, SWEEP));
      if (expired != null && expired > 0) {
        log.error(
            "ALARM: {} mails are set aside: no corporate MTA could be reached for {} days",
            expired,
            properties.expiry().toDays());
        more = expired == SWEEP;
      }
    }
    backlog = mailout.backlog();
    return more;
  }

  /** Ends after the mails that are being sent. */
  @Override
  public void close() {
    workers.forEach(MailWorker::end);
    workers.forEach(MailWorker::close);
    watch.close();
  }
}
