package org.recado.assembly;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.disposition.Expiry;
import org.recado.archive.disposition.Proposals;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.export.ZipExporter;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.reconcile.Source;
import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.Indexer;
import org.recado.archive.search.Search;
import org.recado.message.MessageIds;
import org.recado.settings.MistakenSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The archive, given its keys and its schedules. */
@Configuration(proxyBeanMethods = false)
class ArchiveBeans {

  /** What the gateway's own tables say was accepted. */
  static final List<Source> SOURCES =
      List.of(
          new Source(
              "SMTP accepts",
              "SELECT id, arrived_at AS at, false AS open FROM gateway.submission"
                  + " WHERE arrived_at >= ? AND arrived_at < ?",
              RecordKind.RECEIVED),
          new Source(
              "texts queued",
              "SELECT id, created_at AS at, state IN ('QUEUED', 'WAITING', 'CLAIMED') AS open"
                  + " FROM gateway.sms WHERE submission IS NOT NULL"
                  + " AND created_at >= ? AND created_at < ?",
              RecordKind.ACCEPTED));

  @Bean
  ArchiveSetup archiveSetup(
      ArchiveProperties properties,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      MessageIds ids,
      Clock clock,
      SecureRandom random) {
    return open(properties, jdbc, transactions, ids, clock, random);
  }

  /** The archive, for a command that works beside the gateway. */
  static ArchiveSetup open(
      ArchiveProperties properties,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Clock clock,
      SecureRandom random) {
    return open(properties, jdbc, transactions, new MessageIds(clock, random), clock, random);
  }

  private static ArchiveSetup open(
      ArchiveProperties properties,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      MessageIds ids,
      Clock clock,
      SecureRandom random) {
    try {
      return ArchiveSetup.open(
          jdbc, transactions, properties.files(), properties.plan(), ids, clock, random);
    } catch (IOException e) {
      throw new MistakenSettings(List.of("recado.archive: " + e.getMessage()));
    }
  }

  @Bean
  Archive archive(ArchiveSetup setup) {
    return setup.archive();
  }

  @Bean
  Schedules schedules(ArchiveProperties properties) {
    return properties.plan();
  }

  @Bean
  Holds holds(ArchiveSetup setup) {
    return setup.holds();
  }

  @Bean
  Retentions retentions(JdbcTemplate jdbc, Archive archive, Clock clock) {
    return new Retentions(jdbc, archive, clock);
  }

  /** Proposals and approvals; the run needs a role that the gateway cannot take. */
  @Bean
  Proposals proposals(
      JdbcTemplate jdbc, Archive archive, Holds holds, Retentions retentions, Clock clock) {
    return new Proposals(jdbc, archive, new Expiry(jdbc, archive, holds, retentions, clock), clock);
  }

  @Bean
  Ledger ledger(ArchiveSetup setup) {
    return setup.ledger();
  }

  @Bean
  Indexer indexer(ArchiveSetup setup) {
    return setup.indexer();
  }

  @Bean
  Search search(ArchiveSetup setup) {
    return setup.search();
  }

  /** Copies for the console's officers, straight to whoever takes them. */
  @Bean
  ZipExporter zipExporter(
      ArchiveSetup setup,
      ArchiveProperties properties,
      DataSource dataSource,
      JdbcTemplate jdbc,
      Clock clock) {
    var files = properties.files();
    try {
      return new ZipExporter(
          dataSource,
          setup.key(),
          SigningKey.load(files.signingKey()),
          clock,
          files.coldSource(jdbc));
    } catch (IOException e) {
      throw new MistakenSettings(List.of("recado.archive: " + e.getMessage()));
    }
  }
}
