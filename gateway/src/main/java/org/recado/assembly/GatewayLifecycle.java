package org.recado.assembly;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.search.Indexer;
import org.recado.commit.Failures;
import org.recado.commit.Loop;
import org.recado.directory.ChangeBell;
import org.recado.directory.DirectorySync;
import org.recado.directory.SourceSettings;
import org.recado.directory.SyncMode;
import org.recado.directory.SyncReport;
import org.recado.intake.Decisions;
import org.recado.intake.Intake;
import org.recado.mailout.MailSender;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.recado.outbound.LateReports;
import org.recado.outbound.Outbound;
import org.recado.outbound.Overseer;
import org.recado.receipt.Receipts;
import org.recado.reply.Replies;
import org.recado.smpp.JsmppConnections;
import org.recado.smtp.SmtpListener;
import org.recado.watch.ArchiveWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts the gateway from the inside out, so that nothing is accepted that could not be dealt with,
 * and stops it from the outside in, so that what was accepted is written down.
 */
@Component
class GatewayLifecycle implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GatewayLifecycle.class);

  /** How long a record waits for its place in the tree and in the index. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long it waits at most while mails are pouring in. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Something with a beginning and an end. */
  private record Stage(Runnable start, Runnable stop) {}

  /** A directory that changes all the time is not read all the time. */
  private static final Duration BETWEEN_RUNS = Duration.ofSeconds(2);

  private final DirectorySync directorySync;
  private final Decisions decisions;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private long lastRung = System.nanoTime() - BETWEEN_RUNS.toNanos();
  private final List<Stage> stages;
  private volatile boolean running;

  GatewayLifecycle(
      Leases leases,
      NumberingProperties numbering,
      TransactionTemplate transactions,
      DirectorySync directorySync,
      Decisions decisions,
      Ledger ledger,
      Indexer indexer,
      ArchiveWatch watch,
      MailSender mailSender,
      LateReports lateReports,
      Receipts receipts,
      Replies replies,
      JsmppConnections smpp,
      Outbound outbound,
      Overseer overseer,
      Intake intake,
      SmtpListener smtp,
      Clock clock) {
    this.directorySync = directorySync;
    var tree =
        new Loop(
            "ledger",
            PAUSE,
            new StepsBack(
                () -> Ledger.isFull(ledger.sequence()), intake::isCrowded, PATIENCE, clock));
    var index =
        new Loop(
            "search-index",
            PAUSE,
            new StepsBack(() -> indexer.index() > 0, intake::isCrowded, PATIENCE, clock));
    this.decisions = decisions;
    var people = new Loop("directory", Duration.ofSeconds(1), this::syncWhatIsDue);
    var bell =
        new ChangeBell(
            directorySync,
            source -> {
              changed.add(source.name());
              people.wake();
            });
    this.stages =
        List.of(
            new Stage(
                () ->
                    transactions.executeWithoutResult(
                        status -> leases.configure(numbering.pools())),
                () -> {}),
            new Stage(
                () -> {
                  syncWhatIsDue();
                  people.start();
                  bell.start();
                },
                () -> {
                  bell.close();
                  people.close();
                }),
            new Stage(tree::start, tree::close),
            new Stage(index::start, index::close),
            new Stage(watch::start, watch::close),
            new Stage(mailSender::start, mailSender::close),
            new Stage(lateReports::start, lateReports::close),
            new Stage(receipts::start, receipts::close),
            new Stage(replies::start, replies::close),
            new Stage(outbound::start, outbound::close),
            new Stage(smpp::start, smpp::stop),
            new Stage(overseer::start, overseer::close),
            new Stage(() -> {}, intake::close),
            new Stage(smtp::start, smtp::close));
  }

  private boolean syncWhatIsDue() {
    boolean often = System.nanoTime() - lastRung < BETWEEN_RUNS.toNanos();
    for (SourceSettings source : directorySync.sources()) {
      Optional<SyncReport> report;
      if (!often && changed.remove(source.name())) {
        lastRung = System.nanoTime();
        report = Optional.of(directorySync.run(source, SyncMode.APPLY));
      } else {
        report = directorySync.runIfDue(source);
      }
      report.ifPresent(this::tell);
    }
    return false;
  }

  /** Nothing is said of a run that found nothing to do. */
  private void tell(SyncReport report) {
    switch (report.outcome()) {
      case UNCHANGED, BUSY -> log.debug("{}", report.summary());
      case APPLIED, COMPARED -> log.info("{}", report.summary());
      case STOPPED, FAILED -> log.error("ALARM: {}", report.summary());
    }
    if (report.outcome() != SyncReport.Outcome.UNCHANGED
        && report.outcome() != SyncReport.Outcome.BUSY) {
      decisions.record(DirectoryRecord.of(report));
    }
  }

  /** All of it, or, if a stage fails, nothing: Spring does not stop what never ran. */
  @Override
  public void start() {
    int begun = 0;
    try {
      for (var stage : stages) {
        begun++;
        stage.start().run();
      }
    } catch (RuntimeException | Error e) {
      stop(begun);
      throw e;
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    stop(stages.size());
  }

  private void stop(int count) {
    for (int i = count - 1; i >= 0; i--) {
      try {
        stages.get(i).stop().run();
      } catch (RuntimeException e) {
        log.error("a part did not stop as it should: {}", Failures.describe(e));
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
