package org.recado.archive.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.recado.archive.TestArchive;
import org.recado.archive.record.RecordDraft;
import org.recado.message.MessageId;

/** The command that builds the index again, killed in the middle of a batch. */
@Timeout(240)
class RebuildKilledTest {

  /** More than one batch of leaves. */
  private static final int MESSAGES = Indexer.BATCH + 200;

  private static final String ENTRY =
      """
      insert into archive_index.g2 (message_id, record_id, at, direction, text)
        select message_id, record_id, at, direction, text from archive_index.g1 where message_id = ?
      """;

  private final TestArchive archive = new TestArchive();

  private MessageId manyMessages() {
    MessageId last = archive.id();
    for (int i = 0; i < MESSAGES; i += 100) {
      var drafts = new RecordDraft[100];
      for (int j = 0; j < drafts.length; j++) {
        last = archive.id();
        drafts[j] = archive.accepted(last, "Recibo número " + (i + j));
      }
      archive.append(drafts);
    }
    archive.catchUp();
    return last;
  }

  @Test
  void killedInTheMiddleTheOldIndexIsSearchedAndTheNextRunFinishesAndLeavesNothing()
      throws Exception {
    var message = manyMessages();
    var before = everything();
    archive.setup.indexer().rebuild();
    archive.setup.indexer().goOn();
    try (var brake = archive.dataSource.getConnection()) {
      brake.setAutoCommit(false);
      // an entry of the second batch that somebody else writes and does not commit: whoever writes
      // that batch waits for it, with others written and nothing committed
      try (var entry = brake.prepareStatement(ENTRY)) {
        entry.setObject(1, message.value());
        assertThat(entry.executeUpdate()).isEqualTo(1);
      }
      var killed = start();
      await().atMost(Duration.ofSeconds(60)).until(() -> !killed.isAlive() || waiting() > 0);
      assertThat(killed.isAlive()).as("it is in the middle of a batch").isTrue();
      killed.destroyForcibly();
      assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
      brake.rollback();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> sessions() == 0);

    assertThat(archive.index()).isEqualTo("archive_index.g1");
    assertThat(everything()).isEqualTo(before);
    assertThat(archive.setup.search().find(message)).isPresent();
    assertThat(count("select count(*) from archive_index.g2"))
        .as("a batch is whole or not at all")
        .isEqualTo(Indexer.BATCH);
    assertThat(archive.setup.indexer().progress())
        .contains(new Indexer.Progress(Indexer.BATCH, MESSAGES));

    var second = start();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(archive.index()).isEqualTo("archive_index.g2");
    assertThat(archive.setup.indexer().progress()).isEmpty();
    assertThat(everything()).isEqualTo(before);
    archive.jdbc.queryForList("select archive_index.drop_retired(interval '0')");
    assertThat(
            archive.jdbc.queryForList(
                "select split_part(c.relname, '_', 1) from pg_class c"
                    + " where c.relnamespace = 'archive_index'::regnamespace"
                    + " and c.relkind in ('r', 'p') and c.relname <> 'generation'",
                String.class))
        .as("tables of one generation")
        .isNotEmpty()
        .containsOnly("g2");
    assertThat(
            archive.jdbc.queryForList(
                "select number from archive_index.generation where number > 0", Integer.class))
        .containsExactly(2);
    assertThat(archive.run("verify").status()).isZero();
  }

  private List<Hit> everything() {
    var first = archive.setup.search().find(Query.ALL, Page.first(Page.LARGEST));
    var all = new ArrayList<>(first);
    all.addAll(
        archive
            .setup
            .search()
            .find(Query.ALL, Page.first(Page.LARGEST).after(first.get(first.size() - 1))));
    assertThat(all).hasSize(MESSAGES);
    return all;
  }

  private Process start() throws IOException {
    var database = (PGSimpleDataSource) archive.asGateway();
    database.setApplicationName("rebuild");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            RebuildProcess.class.getName(),
            database.getUrl() + "&user=postgres",
            archive.files.key().toString(),
            archive.files.signingKey().toString(),
            TestArchive.ORIGIN)
        .inheritIO()
        .start();
  }

  /** Sessions of the process that wait for a lock. */
  private long waiting() {
    return count(
        "select count(*) from pg_stat_activity where application_name = 'rebuild'"
            + " and wait_event_type = 'Lock'");
  }

  private long sessions() {
    return count("select count(*) from pg_stat_activity where application_name = 'rebuild'");
  }

  private long count(String sql) {
    Long count = archive.jdbc.queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }
}
