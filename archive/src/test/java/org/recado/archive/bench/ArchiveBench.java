package org.recado.archive.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.recado.archive.ArchiveFiles;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.export.Exporter;
import org.recado.archive.export.Selection;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.CompactRange;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.ArchiveKeyFile;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.archive.verify.Verifier;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures; runs only when asked, with {@code -Darchive.bench=<messages>} (and {@code
 * -Dtest=ArchiveBench -Dtest.jit=-XX:+TieredCompilation}, or the second compiler is off). Prints
 * what it measured and asserts only what would be a defect.
 */
@EnabledIfSystemProperty(named = "archive.bench", matches = "[0-9]+")
class ArchiveBench {

  private static final int MESSAGES = Integer.getInteger("archive.bench", 0);
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");

  @Test
  void verifiesTheTree(@TempDir Path folder) throws Exception {
    int leaves = Math.min(1_000_000, Math.max(MESSAGES, 100_000));
    try (var postgres = start(folder, false)) {
      var dataSource = migrated(postgres);
      var key =
          SigningKey.loadOrCreate(folder.resolve("k"), "bench/x", () -> false, new SecureRandom());
      tree(dataSource, key, leaves);
      for (int round = 0; round < 2; round++) {
        long began = System.nanoTime();
        var report =
            new Verifier(key.verifierKey(), null, java.util.Optional.empty(), (a, b) -> {})
                .verifyTree(dataSource);
        assertThat(report.findings()).isEmpty();
        say("verify of the tree: %,d leaves in %.1f s", report.leaves(), seconds(began));
      }
    }
  }

  private static void tree(DataSource dataSource, SigningKey key, int leaves) throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      var range = new CompactRange();
      var rows = new StringBuilder();
      for (int i = 0; i < leaves; i++) {
        var leaf = MerkleTree.leaf(("leaf " + i).getBytes(StandardCharsets.UTF_8));
        range.append(leaf);
        rows.append(i).append("\t00000000-0000-7000-8000-").append("%012x".formatted(i));
        rows.append("\t\\\\x").append(leaf.hex()).append('\n');
        if (i % 5_000 == 4_999 || i == leaves - 1) {
          copy.copyIn("copy archive.ledger_leaf from stdin", new StringReader(rows.toString()));
          rows.setLength(0);
          var checkpoint =
              new Checkpoint("bench/x", range.size(), range.root(), i / 5_000 * 5_000L, START);
          try (var insert =
              connection.prepareStatement("insert into archive.checkpoint values (?, ?, ?, ?)")) {
            insert.setLong(1, range.size());
            insert.setString(2, checkpoint.signed(key));
            insert.setBytes(3, range.frontier());
            insert.setObject(4, START.atOffset(java.time.ZoneOffset.UTC));
            insert.executeUpdate();
          }
        }
      }
    }
  }

  @Test
  void exportsInFlatMemory(@TempDir Path folder) throws Exception {
    int messages = Math.min(MESSAGES, 100_000);
    try (var postgres = start(folder, false)) {
      var dataSource = migrated(postgres);
      var setup = open(dataSource, folder);
      var transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
      var ids = new MessageIds(Clock.systemUTC(), new SecureRandom());
      for (int i = 0; i < messages; i += 1_000) {
        var drafts = new ArrayList<RecordDraft>();
        for (int j = 0; j < 1_000; j++) {
          drafts.add(draft(ids));
        }
        transactions.executeWithoutResult(status -> setup.archive().append(drafts));
      }
      while (setup.ledger().sequence() > 0) {
        // until nothing waits
      }
      while (setup.indexer().index() > 0) {
        // until all is read
      }
      var most = new AtomicLong();
      var early = new AtomicLong();
      long began = System.nanoTime();
      var order =
          new Exporter.Order(
              Selection.all(), folder.resolve("out"), "bench", false, false, false, 50_000_000);
      long records =
          new Exporter(
                  dataSource,
                  new ArchiveKeyFile(folder.resolve("archive.key")).load(),
                  SigningKey.load(folder.resolve("signing.key")),
                  Clock.systemUTC())
              .export(
                  order,
                  done -> {
                    if (done % 10_000 == 0) {
                      System.gc();
                      long used =
                          Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
                      most.set(Math.max(most.get(), used));
                      early.compareAndSet(0, used);
                    }
                  });
      say(
          "export: %,d records in %.1f s; heap in use after 10,000: %.1f MB, at most: %.1f MB",
          records, seconds(began), early.get() / 1e6, most.get() / 1e6);
      assertThat(most.get() - early.get()).isLessThan(20_000_000);
    }
  }

  private static RecordDraft draft(MessageIds ids) {
    return RecordDraft.about(RecordKind.ACCEPTED, ids.next(), START)
        .fact(Facts.CLIENT, "+34600111222")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.STATUS, "QUEUED")
        .part("text", "Le recordamos que su recibo vence mañana. Gracias por su confianza.");
  }

  static EmbeddedPostgres start(Path folder, boolean durable) throws IOException {
    var builder =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("maintenance_work_mem", "512MB")
            .setServerConfig("max_connections", "100")
            .setServerConfig("max_wal_size", "4GB");
    if (durable) {
      builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
    }
    return builder.setOverrideWorkingDirectory(folder.toFile()).start();
  }

  static DataSource migrated(EmbeddedPostgres postgres) {
    var dataSource = postgres.getPostgresDatabase();
    Flyway.configure().dataSource(dataSource).locations("classpath:db/migration").load().migrate();
    return dataSource;
  }

  private static ArchiveSetup open(DataSource dataSource, Path folder) throws IOException {
    return ArchiveSetup.open(
        new JdbcTemplate(dataSource),
        new TransactionTemplate(new JdbcTransactionManager(dataSource)),
        new ArchiveFiles(folder.resolve("archive.key"), folder.resolve("signing.key"), "bench/x"),
        Schedules.STANDARD,
        new MessageIds(Clock.systemUTC(), new SecureRandom()),
        Clock.systemUTC(),
        new SecureRandom());
  }

  static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  static void say(String what, Object... values) {
    String line = values.length == 0 ? what : String.format(Locale.ROOT, what, values);
    System.out.println(line);
    try {
      Files.writeString(
          Path.of("target", "archive-bench.txt"),
          line + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
