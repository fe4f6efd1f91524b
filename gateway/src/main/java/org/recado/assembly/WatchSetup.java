package org.recado.assembly;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.cold.CheckpointObjects;
import org.recado.archive.reconcile.Reconciliation;
import org.recado.archive.record.ColdSource;
import org.recado.archive.timestamp.TimeStamps;
import org.recado.mailout.Mailout;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.smtp.SmtpProperties;
import org.recado.watch.ArchiveWatch;
import org.recado.watch.CheckpointFolder;
import org.recado.watch.CheckpointMail;
import org.recado.watch.CheckpointStamp;
import org.recado.watch.DailyReconciliation;
import org.recado.watch.Duty;
import org.recado.watch.Duty.Who;
import org.recado.watch.Publication;
import org.recado.watch.Rounds;
import org.recado.watch.Standing;
import org.recado.watch.TreeCheck;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done for the archive while the gateway runs, as far as it is configured. */
@Configuration(proxyBeanMethods = false)
class WatchSetup {

  private static final Duration DAY = Duration.ofDays(1);

  /** Ways by which checkpoints get out, each a duty. */
  record Published(List<Duty> duties) {}

  @Bean
  TreeCheck treeCheck(
      ArchiveProperties properties,
      ColdSetup.Store store,
      DataSource dataSource,
      ArchiveSetup archive,
      MessageIds ids,
      MeterRegistry meters) {
    var tree =
        new TreeCheck(
            dataSource, archive.ledger(), folder(properties, ids), objects(properties, store));
    Gauge.builder(
            "recado.archive.consistent",
            tree,
            check -> check.standing() instanceof Standing.Damaged ? 0 : 1)
        .register(meters);
    return tree;
  }

  private static Optional<CheckpointFolder> folder(ArchiveProperties properties, MessageIds ids) {
    return Optional.of(properties.publish().folder())
        .filter(name -> !name.isBlank())
        .map(name -> new CheckpointFolder(Path.of(name), ids));
  }

  private static Optional<CheckpointObjects> objects(
      ArchiveProperties properties, ColdSetup.Store store) {
    return store
        .access()
        .filter(access -> properties.publish().objectStore())
        .map(access -> new CheckpointObjects(access, properties.publish().lockedFor()));
  }

  @Bean
  Published published(
      ArchiveProperties properties,
      ColdSetup.Store store,
      TreeCheck tree,
      ArchiveSetup archive,
      Mailout mailout,
      TransactionTemplate transactions,
      MessageIds ids,
      SecureRandom random,
      SmtpProperties smtp) {
    var publish = properties.publish();
    var checkpoints = new Publication(archive.ledger(), tree, publish.every());
    var duties = new ArrayList<Duty>();
    folder(properties, ids)
        .ifPresent(
            folder ->
                duties.add(
                    checkpoints.by(
                        "publish-file", Who.EACH_NODE, (note, now) -> folder.publish(note))));
    objects(properties, store)
        .ifPresent(
            objects ->
                // each node tries; the store has one of each size
                duties.add(checkpoints.by("publish-object", Who.EACH_NODE, objects::publish)));
    if (!publish.mailTo().isEmpty()) {
      var readers = publish.mailTo().stream().map(MailAddress::of).toList();
      var mail = new CheckpointMail(mailout, transactions, ids, smtp.domain(), readers);
      duties.add(checkpoints.by("publish-mail", Who.ONE_NODE, mail::publish));
    }
    if (!publish.timeStamps().isBlank()) {
      var authority = new TimeStamps(URI.create(publish.timeStamps()), random);
      var stamp = new CheckpointStamp(authority, archive.archive(), transactions);
      duties.add(checkpoints.by("time-stamp", Who.ONE_NODE, stamp::publish));
    }
    return new Published(List.copyOf(duties));
  }

  @Bean
  DailyReconciliation dailyReconciliation(
      ArchiveProperties properties,
      ColdSetup.Store store,
      DataSource dataSource,
      JdbcTemplate jdbc,
      ArchiveSetup archive,
      TransactionTemplate transactions,
      Clock clock,
      MeterRegistry meters) {
    var cold = store.access().map(access -> access.source(jdbc)).orElse(ColdSource.NONE);
    var daily =
        new DailyReconciliation(
            new Reconciliation(dataSource, archive.key(), ArchiveBeans.SOURCES, clock, cold),
            Path.of(properties.signingKeyFile()),
            archive.archive(),
            transactions,
            clock);
    Gauge.builder("recado.archive.reconciliation.gaps", daily, DailyReconciliation::gaps)
        .register(meters);
    return daily;
  }

  /**
   * @param sealing by itself, for it may take hours
   */
  record ArchiveRounds(Rounds daily, Rounds sealing) {}

  @Bean
  ArchiveRounds archiveRounds(
      TreeCheck tree,
      Published published,
      ColdSetup.Cold cold,
      DailyReconciliation reconciliation,
      JdbcTemplate jdbc,
      Clock clock) {
    var duties = new ArrayList<Duty>();
    duties.add(Duty.ofEachNode("tree-check", DAY, tree));
    duties.addAll(published.duties());
    duties.addAll(cold.duties());
    duties.add(Duty.ofOneNode("reconcile", DAY, reconciliation));
    return new ArchiveRounds(
        new Rounds("archive-watch", duties, jdbc, clock),
        new Rounds("archive-sealing", cold.sealing(), jdbc, clock));
  }

  @Bean
  ArchiveWatch archiveWatch(ArchiveRounds rounds, ColdSetup.Cold cold, MeterRegistry meters) {
    var watch = new ArchiveWatch(List.of(rounds.daily(), rounds.sealing()), cold.pace()::close);
    for (String duty : watch.duties()) {
      Gauge.builder(
              "recado.archive.duty.failing", watch, one -> one.failing().contains(duty) ? 1 : 0)
          .tag("duty", duty)
          .register(meters);
    }
    return watch;
  }
}
