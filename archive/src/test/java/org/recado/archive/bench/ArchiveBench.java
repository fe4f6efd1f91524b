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
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
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
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.recado.archive.verify.Verifier;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures; runs only when asked, with {@code -Darchive.bench=<messages>} (and {@code
 * -Dtest=ArchiveBench}). Prints what it measured and asserts only what would be a defect.
 */
@EnabledIfSystemProperty(named = "archive.bench", matches = "[0-9]+")
class ArchiveBench {

  private static final int MESSAGES = Integer.getInteger("archive.bench", 0);
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Random RANDOM = new Random(7);

  private static final String[] COMMON =
      ("de la que el en su y a los se del las un por con no una para es al lo como pago recibo cuenta"
              + " banco cliente fecha marzo importe gracias the your payment is due on account please"
              + " card bank by for and to of we you will be")
          .split(" ");

  @Test
  void searches(@TempDir Path folder) throws Exception {
    try (var postgres = start(folder, false)) {
      var dataSource = migrated(postgres);
      var jdbc = new JdbcTemplate(dataSource);
      var definitions =
          jdbc.queryForList(
              "select indexdef from pg_indexes where schemaname = 'archive' and tablename ="
                  + " 'search_entry' and indexname <> 'search_entry_pkey'",
              String.class);
      jdbc.queryForList(
              "select indexname from pg_indexes where schemaname = 'archive' and tablename ="
                  + " 'search_entry' and indexname <> 'search_entry_pkey'",
              String.class)
          .forEach(name -> jdbc.execute("drop index archive." + name));
      long began = System.nanoTime();
      load(dataSource);
      say("load of %,d rows: %.0f s", MESSAGES, seconds(began));
      began = System.nanoTime();
      definitions.forEach(jdbc::execute);
      jdbc.execute("vacuum analyze archive.search_entry");
      say("indexes and statistics: %.0f s", seconds(began));
      say(
          "size: %s",
          jdbc.queryForObject(
              "select pg_size_pretty(pg_total_relation_size('archive.search_entry'))",
              String.class));
      var single = new SingleConnectionDataSource(dataSource.getConnection(), true);
      var search = new Search(new JdbcTemplate(single));
      measure(search, "rare word", i -> Query.ALL.withWords(word(20_000 + i * 37)));
      measure(search, "middling word", i -> Query.ALL.withWords(word(600 + i * 13)));
      measure(search, "common word", i -> Query.ALL.withWords(COMMON[22 + i % 8]));
      measure(
          search,
          "phrase",
          i -> Query.ALL.withWords('"' + COMMON[22 + i % 4] + " " + word(40 + i) + '"'));
      measure(
          search, "number fragment", i -> Query.ALL.withClient(String.valueOf(10_000 + i * 911)));
      measure(
          search,
          "person + month",
          i ->
              Query.ALL
                  .withMailbox(mailbox(i * 17))
                  .withFrom(day(i * 20))
                  .withBefore(day(i * 20 + 30)));
      measure(
          search,
          "word + team + dates",
          i ->
              Query.ALL
                  .withWords(word(100 + i))
                  .withTeam("Team " + i % 50)
                  .withFrom(day(100))
                  .withBefore(day(800)));
      single.destroy();
    }
  }

  private static void measure(Search search, String kind, IntFunction<Query> queries) {
    for (int page : new int[] {1, 50}) {
      var times = new ArrayList<Double>();
      long found = 0;
      for (int round = 0; round < 2; round++) {
        times.clear();
        for (int i = 0; i < 40; i++) {
          var query = queries.apply(i);
          var at = Page.first(50);
          if (page > 1) {
            // where page 49 ends
            var before = search.find(query, Page.first(1000));
            var more =
                before.size() == 1000
                    ? search.find(query, Page.first(1000).after(before.get(999)))
                    : before;
            for (int j = 0; j < 1 && more.size() == 1000; j++) {
              more = search.find(query, Page.first(450).after(more.get(999)));
            }
            if (more.isEmpty()) {
              continue;
            }
            at = at.after(more.get(more.size() - 1));
          }
          long began = System.nanoTime();
          found += search.find(query, at).size();
          search.count(query);
          times.add((System.nanoTime() - began) / 1e6);
        }
      }
      if (!times.isEmpty()) {
        times.sort(null);
        say(
            "%-20s page %2d: p50 %6.1f ms, p95 %6.1f ms (%d queries, %d hits)",
            kind,
            page,
            times.get(times.size() / 2),
            times.get((int) (times.size() * 0.95)),
            times.size(),
            found / 2);
      }
    }
  }

  private static void load(DataSource dataSource) throws SQLException, IOException {
    try (Connection connection = dataSource.getConnection()) {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      var rows = new StringBuilder();
      for (int i = 0; i < MESSAGES; i++) {
        row(rows, i);
        if (i % 10_000 == 9_999 || i == MESSAGES - 1) {
          copy.copyIn(
              "copy archive.search_entry (message_id, record_id, at, direction, client, number,"
                  + " person, mailbox, team, category, status, reference, conversation, text) from stdin",
              new StringReader(rows.toString()));
          rows.setLength(0);
        }
      }
    }
  }

  private static void row(StringBuilder rows, int i) {
    long millis = START.toEpochMilli() + (long) i * (5L * 365 * 86_400_000 / MESSAGES);
    String id = "%08x-%04x-7000-8000-%012x".formatted(millis >>> 16, millis & 0xffff, i);
    int person = RANDOM.nextInt(5_000);
    rows.append(id).append('\t').append(id).append('\t').append(Instant.ofEpochMilli(millis));
    rows.append('\t').append(i % 5 == 0 ? "MO" : "MT");
    rows.append("\t+346").append(10_000_000 + RANDOM.nextInt(900_000)).append("\t+34910000001\tp-");
    rows.append(person).append('\t').append(mailbox(person)).append("\tTeam ").append(person % 50);
    rows.append("\tpersonal\tDELIVERED\tref-").append(i).append("\tc-").append(i / 4).append('\t');
    for (int w = 0; w < 14; w++) {
      rows.append(w == 0 ? "" : " ").append(zipf());
    }
    rows.append('\n');
  }

  private static String zipf() {
    // ranks 1 to 50,000 by the inverse of a harmonic distribution
    int rank = (int) Math.exp(RANDOM.nextDouble() * Math.log(50_000));
    return rank <= COMMON.length ? COMMON[rank - 1] : word(rank);
  }

  private static String word(int rank) {
    String[] syllables = {
      "ca", "ro", "men", "ti", "lla", "so", "per", "ña", "dor", "in", "ter", "bu"
    };
    var word = new StringBuilder();
    for (int n = rank; n > 0; n /= syllables.length) {
      word.append(syllables[n % syllables.length]);
    }
    return word.toString();
  }

  private static String mailbox(int person) {
    return "person" + person + "@bank.example";
  }

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

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
                  ArchiveKey.load(folder.resolve("archive.key")),
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

  @Test
  void appends(@TempDir Path folder) throws Exception {
    try (var postgres = start(folder, true)) {
      var dataSource = migrated(postgres);
      assertThat(new JdbcTemplate(dataSource).queryForObject("show fsync", String.class))
          .isEqualTo("on");
      open(dataSource, folder);
      new JdbcTemplate(dataSource)
          .execute(
              "create table plain (id uuid primary key, message uuid, at timestamptz, kind text, metadata text, sealed bytea, wrapped bytea)");
      var ids = new MessageIds(Clock.systemUTC(), new SecureRandom());
      byte[] sealed = new byte[330];
      byte[] wrapped = new byte[68];
      String metadata = "x".repeat(620);
      for (int writers : new int[] {1, 8, 64}) {
        for (int batch : new int[] {1, 500}) {
          double plain =
              perSecond(
                  dataSource,
                  writers,
                  batch,
                  (jdbc, transactions) -> {
                    transactions.executeWithoutResult(
                        status ->
                            jdbc.execute(
                                (Connection c) -> {
                                  try (var insert =
                                      c.prepareStatement(
                                          "insert into plain select * from unnest(?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::bytea[], ?::bytea[])")) {
                                    insert.setArray(
                                        1,
                                        c.createArrayOf(
                                            "uuid", fill(batch, i -> ids.next().value())));
                                    insert.setArray(
                                        2,
                                        c.createArrayOf(
                                            "uuid", fill(batch, i -> ids.next().value())));
                                    insert.setArray(
                                        3,
                                        c.createArrayOf(
                                            "text", fill(batch, i -> "2026-03-02T08:00:00Z")));
                                    insert.setArray(
                                        4, c.createArrayOf("text", fill(batch, i -> "accepted")));
                                    insert.setArray(
                                        5, c.createArrayOf("text", fill(batch, i -> metadata)));
                                    insert.setArray(
                                        6, c.createArrayOf("bytea", bytes(batch, sealed)));
                                    insert.setArray(
                                        7, c.createArrayOf("bytea", bytes(batch, wrapped)));
                                    return insert.executeUpdate();
                                  }
                                }));
                  });
          double archive =
              perSecond(
                  dataSource,
                  writers,
                  batch,
                  (jdbc, transactions) -> {
                    var own = ArchiveBench.archive(jdbc, folder, ids);
                    transactions.executeWithoutResult(
                        status ->
                            own.append(
                                List.of(fill(batch, i -> draft(ids))).stream()
                                    .map(RecordDraft.class::cast)
                                    .toList()));
                  });
          say(
              "append, %2d writers, %3d records a commit: archive %,.0f/s, one plain insert of the same bytes %,.0f/s (%.0f %%)",
              writers, batch, archive, plain, 100 * archive / plain);
        }
      }
    }
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

  private static org.recado.archive.record.Archive archive(
      JdbcTemplate jdbc, Path folder, MessageIds ids) {
    try {
      return new org.recado.archive.record.Archive(
          jdbc,
          ArchiveKey.load(folder.resolve("archive.key")),
          Schedules.STANDARD,
          ids,
          new SecureRandom());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What one writer does again and again. */
  private interface Work {
    void once(JdbcTemplate jdbc, TransactionTemplate transactions);
  }

  private static double perSecond(DataSource dataSource, int writers, int batch, Work work)
      throws Exception {
    var done = new AtomicLong();
    var latch = new CountDownLatch(writers);
    var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
    long began = System.nanoTime();
    long end = began + 4_000_000_000L;
    for (int i = 0; i < writers; i++) {
      new Thread(
              () -> {
                try {
                  var single = new SingleConnectionDataSource(dataSource.getConnection(), true);
                  var jdbc = new JdbcTemplate(single);
                  var transactions = new TransactionTemplate(new JdbcTransactionManager(single));
                  while (System.nanoTime() < end) {
                    work.once(jdbc, transactions);
                    done.addAndGet(batch);
                  }
                  single.destroy();
                } catch (SQLException | RuntimeException e) {
                  failure.set(e);
                } finally {
                  latch.countDown();
                }
              })
          .start();
    }
    latch.await();
    assertThat(failure.get()).isNull();
    return done.get() / seconds(began);
  }

  private static RecordDraft draft(MessageIds ids) {
    return RecordDraft.about(RecordKind.ACCEPTED, ids.next(), Instant.parse("2026-03-02T08:00:00Z"))
        .fact(Facts.CLIENT, "+34600111222")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.STATUS, "QUEUED")
        .part("text", "Le recordamos que su recibo vence mañana. Gracias por su confianza.");
  }

  private static EmbeddedPostgres start(Path folder, boolean durable) throws IOException {
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

  private static DataSource migrated(EmbeddedPostgres postgres) {
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

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void say(String what, Object... values) {
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
