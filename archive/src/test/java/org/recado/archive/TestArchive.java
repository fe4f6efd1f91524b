package org.recado.archive;

import static java.util.stream.Collectors.joining;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdSettings;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.SearchTable;
import org.recado.archive.store.ObjectStore;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The archive of one test, in the one PostgreSQL of the test run. Tests run one at a time. */
public final class TestArchive {

  public static final String ORIGIN = "bank.example/recado";
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final EmbeddedPostgres POSTGRES = start();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String database;
  private String restore = "";
  public final DataSource dataSource;
  public final JdbcTemplate jdbc;
  public final TransactionTemplate transactions;
  public ArchiveFiles files;
  public final TickingClock clock = new TickingClock(Instant.parse("2026-03-02T08:00:00.123456Z"));
  public final MessageIds ids = new MessageIds(clock, RANDOM);
  public ArchiveSetup setup;

  /** Empty, with keys of its own. What was in the test run's archive before is gone. */
  public TestArchive() {
    this("shared", keys());
  }

  private TestArchive(String database, ArchiveFiles files) {
    this.database = database;
    this.files = files;
    dataSource = POSTGRES.getDatabase("postgres", database);
    jdbc = new JdbcTemplate(dataSource);
    transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    if (database.equals("shared")) {
      empty();
    }
    setup = open();
  }

  private ArchiveSetup open() {
    try {
      return ArchiveSetup.open(jdbc, transactions, files, Schedules.STANDARD, ids, clock, RANDOM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With an object store for closed months. */
  public void use(ObjectStore store, ColdSettings settings) {
    files =
        new ArchiveFiles(
            files.key(),
            files.signingKey(),
            files.origin(),
            Optional.of(new ColdAccess(() -> store, settings)),
            Optional.empty());
    reopen();
  }

  /** With the keys that are in the files now, as after a start. */
  public void reopen() {
    setup = open();
  }

  /** The same archive in a database of its own, to do harm to. */
  public TestArchive copy() {
    String name = "copy" + DATABASES.incrementAndGet();
    onServer("create database " + name + " template " + database);
    return new TestArchive(name, files);
  }

  /** For {@link #restore}. */
  public void save() {
    var restoring = new StringBuilder();
    jdbc.execute("create schema backup");
    for (String table : tables()) {
      String columns = columns(table);
      String backup = "backup." + table.substring(table.indexOf('.') + 1);
      jdbc.execute("create table %s as select %s from %s".formatted(backup, columns, table));
      restoring.append(
          "delete from %1$s; insert into %1$s (%2$s) select %2$s from %3$s;"
              .formatted(table, columns, backup));
    }
    restore = restoring.toString();
  }

  /** Every row is again what it was at {@link #save}. */
  public void restore() {
    jdbc.execute(restore);
  }

  private void empty() {
    jdbc.execute(
        "truncate disposition.proposal, disposition.item, disposition.approval, disposition.blocked,"
            + " cold.segment, cold.place, cold.month_done;"
            + tables().stream().map(t -> "delete from " + t + ";").collect(joining())
            + "delete from archive.search_entry; delete from archive.search_cursor;"
            + "insert into archive.search_cursor (next_leaf) values (0);"
            + "insert into archive_index.generation (number, state, retired_at)"
            + " values (0, 'retired', now());");
    jdbc.queryForList(
            "select relname from pg_class where relkind = 'p' and relnamespace ="
                + " 'archive_index'::regnamespace",
            String.class)
        .forEach(generation -> jdbc.execute("drop table archive_index." + generation));
    jdbc.queryForList("select archive_index.begin()");
    jdbc.update("update archive_index.generation set state = 'current' where number = 1");
  }

  private String columns(String table) {
    return String.join(
        ", ",
        jdbc.queryForList(
            "select column_name from information_schema.columns where table_schema || '.' ||"
                + " table_name = ? and is_generated = 'NEVER'",
            String.class,
            table));
  }

  private static void onServer(String sql) {
    new JdbcTemplate(POSTGRES.getPostgresDatabase()).execute(sql);
  }

  private static ArchiveFiles keys() {
    try {
      Path folder = Files.createTempDirectory("recado-archive");
      folder.toFile().deleteOnExit();
      return new ArchiveFiles(folder.resolve("archive.key"), folder.resolve("signing.key"), ORIGIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void migrate(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration")
        .loggers("slf4j")
        .load()
        .migrate();
  }

  /** A database without anything in it. */
  public static DataSource emptyDatabase() {
    String name = "empty" + DATABASES.incrementAndGet();
    onServer("create database " + name);
    return POSTGRES.getDatabase("postgres", name);
  }

  private static EmbeddedPostgres start() {
    try {
      var postgres = EmbeddedPostgres.builder().start();
      new JdbcTemplate(postgres.getPostgresDatabase()).execute("create database shared");
      migrate(postgres.getDatabase("postgres", "shared"));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<RecordId> append(RecordDraft... drafts) {
    var ids = transactions.execute(status -> setup.archive().append(List.of(drafts)));
    return ids == null ? List.of() : ids;
  }

  public RecordId appendOne(RecordDraft draft) {
    return append(draft).get(0);
  }

  public void catchUp() {
    while (setup.ledger().sequence() > 0) {
      // until nothing waits
    }
    while (setup.indexer().index() > 0) {
      // until all is read
    }
  }

  public MessageId id() {
    return ids.next();
  }

  public RecordDraft received(MessageId submission, String body) {
    return RecordDraft.about(RecordKind.RECEIVED, submission, clock.instant())
        .sourceAt(Instant.parse("2026-03-02T07:59:58Z"))
        .fact(Facts.CATEGORY, "personal")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.SUBJECT, "Recibo de marzo")
        .part(
            "mail",
            "message/rfc822",
            ("From: eva@bank.example\r\nSubject: Recibo\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
  }

  public RecordDraft accepted(MessageId message, String text) {
    return RecordDraft.about(RecordKind.ACCEPTED, message, clock.instant())
        .fact(Facts.CATEGORY, "personal")
        .fact(Facts.DIRECTION, "MT")
        .fact(Facts.CLIENT, "+34600111222")
        .fact(Facts.NUMBER, "+34910000001")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.PERSON, "p-1")
        .fact(Facts.TEAM, "Branch 7")
        .fact(Facts.STATUS, "QUEUED")
        .fact(Facts.REFERENCE, "ref-" + message)
        .fact(Facts.CONVERSATION, "c-1")
        .fact(Facts.SUBMISSION, message)
        .party("sender", Map.of("id", "p-1", "name", "Eva Núñez", "mail", "eva@bank.example"))
        .part("text", text);
  }

  public RecordDraft status(RecordKind kind, MessageId message, String status) {
    return RecordDraft.about(kind, message, clock.instant())
        .fact(Facts.STATUS, status)
        .part("pdu", "application/vnd.smpp", new byte[] {0, 0, 0, 16, 0, 0, 0, 4});
  }

  public RecordDraft reply(MessageId message, String text) {
    return RecordDraft.about(RecordKind.REPLY, message, clock.instant())
        .fact(Facts.DIRECTION, "MO")
        .fact(Facts.CLIENT, "+34600111222")
        .fact(Facts.NUMBER, "+34910000001")
        .fact(Facts.MAILBOX, "eva@bank.example")
        .fact(Facts.PERSON, "p-1")
        .fact(Facts.CONVERSATION, "c-1")
        .fact(Facts.STATUS, "RECEIVED")
        .part("pdu-1", "application/vnd.smpp", new byte[] {0, 0, 0, 20, 0, 0, 0, 5})
        .part("text", text);
  }

  /** One text there and back with everything that happened to it. */
  public MessageId sentAndAnswered(String text, String answer) {
    var submission = id();
    var message = id();
    append(received(submission, text), accepted(message, text));
    append(status(RecordKind.SUBMITTED, message, "SUBMITTING"));
    append(status(RecordKind.ANSWERED, message, "SENT"));
    append(status(RecordKind.RECEIPT, message, "DELIVERED"));
    append(reply(id(), answer));
    return message;
  }

  /** What the verifier says, as the command prints it. */
  public Run run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        new ArchiveCommands(asGateway(), files, clock, RANDOM)
            .run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Commands run in the gateway's weak role. */
  public DataSource asGateway() {
    var weak = (PGSimpleDataSource) POSTGRES.getDatabase("postgres", database);
    weak.setOptions("-c role=recado_gateway");
    return weak;
  }

  public record Run(int status, String out, String err) {}

  public void execute(String sql, @Nullable Object... args) {
    jdbc.update(sql, args);
  }

  /** With their schemas; without the index of the version before, which nobody writes. */
  public List<String> tables() {
    return jdbc.queryForList(
        "select s.nspname || '.' || c.relname from pg_class c join pg_namespace s on s.oid ="
            + " c.relnamespace where c.relkind = 'r' and s.nspname in ('archive', 'archive_index')"
            + " and c.relname not in ('search_entry', 'search_cursor') order by 1",
        String.class);
  }

  /** The table of the index. */
  public String index() {
    return SearchTable.current(jdbc);
  }

  /** Each look at it is a millisecond and some microseconds later. */
  public static final class TickingClock extends Clock {
    private Instant now;

    TickingClock(Instant start) {
      now = start;
    }

    @Override
    public synchronized Instant instant() {
      now = now.plus(Duration.ofNanos(1_003_000));
      return now;
    }

    public synchronized void forward(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
