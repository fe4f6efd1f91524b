package org.recado.archive.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ArchiveKeyFile;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a record costs beside one plain insert of as many octets, by several writers at once, each
 * with a connection of its own; fsync on. The two take turns, and the medians are compared. Runs
 * only when asked, with {@code -Darchive.bench=1}.
 */
@EnabledIfSystemProperty(named = "archive.bench", matches = "[0-9]+")
class AppendBench {

  private static final int ROUNDS = Integer.getInteger("archive.bench.rounds", 5);
  private static final long ROUND_NANOS = 3_000_000_000L;
  private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

  private static final String PLAIN =
      "insert into plain select * from unnest(?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[],"
          + " ?::text[], ?::bytea[], ?::bytea[])";

  private final MessageIds ids = new MessageIds(Clock.systemUTC(), new SecureRandom());

  @Test
  void appends(@TempDir Path folder) throws Exception {
    try (var postgres = ArchiveBench.start(folder, true)) {
      var dataSource = ArchiveBench.migrated(postgres);
      var jdbc = new JdbcTemplate(dataSource);
      assertThat(jdbc.queryForObject("show fsync", String.class)).isEqualTo("on");
      var key =
          new ArchiveKeyFile(folder.resolve("archive.key"))
              .loadOrCreate(() -> false, new SecureRandom());
      jdbc.execute(
          "create table plain (id uuid primary key, message uuid, at timestamptz, kind text,"
              + " metadata text, sealed bytea, wrapped bytea)");
      for (int writers : new int[] {1, 8, 64}) {
        for (int batch : new int[] {1, 20, 500}) {
          compare(dataSource, key, writers, batch);
        }
      }
    }
  }

  private void compare(DataSource dataSource, ArchiveKey key, int writers, int batch)
      throws Exception {
    var plain = new ArrayList<Double>();
    var archive = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      plain.add(perSecond(dataSource, writers, batch, jdbc -> () -> insert(jdbc, batch)));
      archive.add(perSecond(dataSource, writers, batch, jdbc -> appending(jdbc, key, batch)));
    }
    ArchiveBench.say(
        "append, %2d writers, %3d records a commit: archive %,.0f/s, one plain insert of the same"
            + " octets %,.0f/s (%.0f %%; medians of %d rounds in turns; ratios of the rounds %s)",
        writers,
        batch,
        median(archive),
        median(plain),
        100 * median(archive) / median(plain),
        ROUNDS,
        IntStream.range(0, ROUNDS)
            .mapToObj(i -> "%.0f".formatted(100 * archive.get(i) / plain.get(i)))
            .collect(Collectors.joining(" ")));
  }

  private static double median(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .sorted()
        .skip(values.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private Runnable appending(JdbcTemplate jdbc, ArchiveKey key, int batch) {
    var archive = new Archive(jdbc, key, Schedules.STANDARD, ids, new SecureRandom());
    return () -> archive.append(Stream.generate(this::draft).limit(batch).toList());
  }

  private RecordDraft draft() {
    return RecordDraft.about(RecordKind.ACCEPTED, ids.next(), AT)
        .fact(Facts.CLIENT, "+34600111222")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.STATUS, "QUEUED")
        .part("text", "Le recordamos que su recibo vence mañana. Gracias por su confianza.");
  }

  /** As many octets as {@link #draft} comes to. */
  private void insert(JdbcTemplate jdbc, int batch) {
    byte[] sealed = new byte[330];
    byte[] wrapped = new byte[68];
    String metadata = "x".repeat(620);
    jdbc.update(
        PLAIN,
        statement -> {
          var c = statement.getConnection();
          statement.setArray(1, c.createArrayOf("uuid", fill(batch, i -> ids.next().value())));
          statement.setArray(2, c.createArrayOf("uuid", fill(batch, i -> ids.next().value())));
          statement.setArray(3, c.createArrayOf("text", fill(batch, i -> AT.toString())));
          statement.setArray(4, c.createArrayOf("text", fill(batch, i -> "accepted")));
          statement.setArray(5, c.createArrayOf("text", fill(batch, i -> metadata)));
          statement.setArray(6, c.createArrayOf("bytea", bytes(batch, sealed)));
          statement.setArray(7, c.createArrayOf("bytea", bytes(batch, wrapped)));
        });
  }

  private static Object[] fill(int n, IntFunction<Object> value) {
    var all = new Object[n];
    Arrays.setAll(all, value);
    return all;
  }

  private static byte[][] bytes(int n, byte[] value) {
    var all = new byte[n][];
    Arrays.fill(all, value);
    return all;
  }

  /**
   * @param work what a writer does again and again, each time in a transaction of its own
   */
  private static double perSecond(
      DataSource dataSource, int writers, int batch, Function<JdbcTemplate, Runnable> work)
      throws Exception {
    new JdbcTemplate(dataSource)
        .execute("truncate plain, archive.record, archive.content, archive.ledger_pending");
    var pool = Executors.newFixedThreadPool(writers);
    long began = System.nanoTime();
    Callable<Long> writer = () -> write(dataSource, batch, work, began + ROUND_NANOS);
    long done = 0;
    for (var each : pool.invokeAll(Collections.nCopies(writers, writer))) {
      done += each.get();
    }
    pool.shutdown();
    return done / ArchiveBench.seconds(began);
  }

  private static long write(
      DataSource dataSource, int batch, Function<JdbcTemplate, Runnable> work, long end)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      var single = new SingleConnectionDataSource(connection, true);
      var transactions = new TransactionTemplate(new JdbcTransactionManager(single));
      var once = work.apply(new JdbcTemplate(single));
      long done = 0;
      while (System.nanoTime() < end) {
        transactions.executeWithoutResult(status -> once.run());
        done += batch;
      }
      return done;
    }
  }
}
