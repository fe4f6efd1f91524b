package org.recado.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.recado.archive.ArchiveFiles;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdSettings;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.store.ObjectStore;
import org.recado.mailout.Mailout;
import org.recado.message.MessageIds;
import org.recado.smtp.SmtpProperties;
import org.recado.trial.TrialDatabase;
import org.recado.watch.ArchiveWatch;
import org.recado.watch.MailsFirst;
import org.recado.watch.TreeCheck;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What looks after the archive in one node, as the gateway puts it together. */
final class WatchNode {

  final ArchiveSetup archive;
  final TreeCheck tree;
  final WatchSetup.ArchiveRounds rounds;
  final ArchiveWatch watch;
  final MailsFirst pace;
  final MeterRegistry meters = new SimpleMeterRegistry();
  private final TrialDatabase database;

  /**
   * @param keys folder of the keys, which all nodes share
   * @param settings below {@code recado.archive}
   * @param crowded whether mails are pouring in
   */
  WatchNode(
      TrialDatabase database,
      Path keys,
      Clock clock,
      Map<String, String> settings,
      Optional<ObjectStore> store,
      BooleanSupplier crowded) {
    this.database = database;
    var properties = properties(keys, settings, store.isPresent());
    var jdbc = database.jdbc();
    var dataSource = dataSource(jdbc);
    var transactions = database.transactions();
    var random = new SecureRandom();
    var ids = new MessageIds(clock, random);
    archive = open(properties, database, ids, clock, random);
    var cold =
        new ColdSetup.Store(
            store.map(
                one ->
                    new ColdAccess(
                        () -> one,
                        new ColdSettings(
                            "bank/", properties.cold().after(), 4_000, Duration.ofDays(400)))));
    var setup = new WatchSetup();
    tree = setup.treeCheck(properties, cold, dataSource, archive, ids, meters);
    var published =
        setup.published(
            properties,
            cold,
            tree,
            archive,
            new Mailout(jdbc, archive.archive(), ids, clock),
            transactions,
            ids,
            random,
            smtp());
    var reconciliation =
        setup.dailyReconciliation(
            properties, cold, dataSource, jdbc, archive, transactions, clock, meters);
    pace = new MailsFirst(crowded, properties.cold().sealPause());
    var coldDuties =
        new ColdSetup().cold(properties, cold, dataSource, jdbc, archive, pace, ids, clock, meters);
    rounds = setup.archiveRounds(tree, published, coldDuties, reconciliation, jdbc, clock);
    watch = setup.archiveWatch(rounds, coldDuties, meters);
  }

  private static DataSource dataSource(JdbcTemplate jdbc) {
    var dataSource = jdbc.getDataSource();
    if (dataSource == null) {
      throw new IllegalStateException("a template without a database");
    }
    return dataSource;
  }

  private static ArchiveProperties properties(
      Path keys, Map<String, String> settings, boolean cold) {
    var all = new HashMap<String, String>();
    all.put("recado.archive.key-file", keys.resolve("archive.key").toString());
    all.put("recado.archive.signing-key-file", keys.resolve("checkpoint.key").toString());
    if (cold) {
      all.put("recado.archive.cold.endpoint", "http://127.0.0.1:9/");
      all.put("recado.archive.cold.access-key", "recado");
      all.put("recado.archive.cold.secret-key", "not-asked-for");
      all.put("recado.archive.cold.seal-pause", "0s");
    }
    settings.forEach((key, value) -> all.put("recado.archive." + key, value));
    return new Binder(new MapConfigurationPropertySource(all))
        .bindOrCreate("recado.archive", ArchiveProperties.class);
  }

  private static SmtpProperties smtp() {
    return new Binder(
            new MapConfigurationPropertySource(
                Map.of(
                    "recado.smtp.domain", "sms.bank.example",
                    "recado.smtp.relays[0].name", "mta",
                    "recado.smtp.relays[0].addresses[0]", "127.0.0.2")))
        .bindOrCreate("recado.smtp", SmtpProperties.class);
  }

  private static ArchiveSetup open(
      ArchiveProperties properties,
      TrialDatabase database,
      MessageIds ids,
      Clock clock,
      SecureRandom random) {
    try {
      var files =
          new ArchiveFiles(
              Path.of(properties.keyFile()),
              Path.of(properties.signingKeyFile()),
              properties.origin());
      return ArchiveSetup.open(
          database.jdbc(), database.transactions(), files, properties.plan(), ids, clock, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts records into the archive, and gives them their place in the tree. */
  void record(RecordDraft... drafts) {
    database
        .transactions()
        .executeWithoutResult(status -> archive.archive().append(List.of(drafts)));
    while (archive.ledger().sequence() > 0) {
      // until nothing waits
    }
    while (archive.indexer().index() > 0) {
      // until all is read
    }
  }

  double gauge(String name, String... tags) {
    return meters.get(name).tags(tags).gauge().value();
  }
}
