package org.recado.assembly;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.record.Archive;
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

  @Bean
  ArchiveSetup archiveSetup(
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
}
