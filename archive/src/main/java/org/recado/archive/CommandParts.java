package org.recado.archive;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What commands work with.
 *
 * @param dataSource of an account that may read the archive, and for most commands append to it
 * @param schedules how long what commands record is kept
 */
record CommandParts(
    DataSource dataSource,
    ArchiveFiles files,
    Schedules schedules,
    Clock clock,
    SecureRandom random) {

  JdbcTemplate jdbc() {
    return new JdbcTemplate(dataSource);
  }

  TransactionTemplate transactions() {
    return new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  MessageIds ids() {
    return new MessageIds(clock, random);
  }

  /**
   * @throws IOException with a sentence, if there is no key to read it with
   */
  Archive archive(JdbcTemplate jdbc) throws IOException {
    return new Archive(jdbc, files.archiveKey(), schedules, ids(), random, files.coldSource(jdbc));
  }

  /** Appends one record in a transaction of its own. */
  void record(RecordDraft draft) throws IOException {
    var archive = archive(jdbc());
    transactions().executeWithoutResult(status -> archive.append(List.of(draft)));
  }
}
