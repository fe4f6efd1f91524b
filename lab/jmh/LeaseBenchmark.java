package org.recado.numbering;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.flywaydb.core.Flyway;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.bank.PostgresSettings;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * How long the choice of a long number takes, with ten leases and with a million, by the statement
 * and the settings the gateway uses; and how PostgreSQL plans it.
 */
public final class LeaseBenchmark {

  private static final int EMPLOYEES = 10_000;
  private static final int NUMBERS = 50;
  private static final int RUNS = 5_000;
  private static final String POOL = "bank";

  /** As application.yaml sets up each of the gateway's connections. */
  private static final String SETTINGS =
      "SET ROLE recado_gateway; SET plan_cache_mode = force_custom_plan; SET jit = off";

  private final PrintStream out;
  private final JdbcTemplate jdbc;
  private final Leases leases;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int held;

  private LeaseBenchmark(PrintStream out, Connection connection, int held) {
    this.out = out;
    this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    this.held = held;
    var clock = Clock.systemUTC();
    this.leases =
        new Leases(jdbc, new MessageIds(clock, new SecureRandom()), clock, Duration.ofDays(90));
  }

  /** No arguments. */
  public static void main(String[] arguments) throws SQLException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (var postgres = LabPostgres.start(PostgresSettings.temporary())) {
      for (int held : new int[] {10, 1_000_000}) {
        String url = postgres.createDatabase("leases_" + held);
        Flyway.configure()
            .dataSource(url, LabPostgres.USER, LabPostgres.PASSWORD)
            .defaultSchema("public")
            .load()
            .migrate();
        try (var connection =
            DriverManager.getConnection(url, LabPostgres.USER, LabPostgres.PASSWORD)) {
          fill(connection, held);
          connection.createStatement().execute(SETTINGS);
          new LeaseBenchmark(out, connection, held).run(connection);
        }
      }
    }
  }

  /** Each client has conversations with ten employees, over ten of the numbers. */
  private static void fill(Connection connection, int held) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO gateway.long_number SELECT (34910000000 + n)::text, 'bank', 'lab',"
              + " 'desk@bank.example', true FROM generate_series(0, "
              + (NUMBERS - 1)
              + ") n");
      statement.execute(
          """
          INSERT INTO gateway.lease
          SELECT (34612000000 + g / 10)::text, (34910000000 + (g / 10 * 7 + g %% 10) %% %d)::text,
                 'person-' || (g / 10 * 13 + g %% 10) %% %d, 'someone@bank.example',
                 gen_random_uuid(), now(), now(), '<mail-' || g || '@bank.example>', 'Asunto'
            FROM generate_series(0, %d) g"""
              .formatted(NUMBERS, EMPLOYEES, held - 1));
      // a million conversations were not begun within the last second
      statement.execute("VACUUM ANALYZE");
    }
  }

  private void run(Connection connection) throws SQLException {
    int clients = Math.max(1, held / 10);
    out.printf("%,d live leases, %d numbers, %,d employees%n", held, NUMBERS, EMPLOYEES);
    // a transaction each, as for mails that come one by one; its commit is not counted
    connection.setAutoCommit(false);
    measure(connection, "who has a number keeps it", 1, i -> holder(random.nextInt(clients)));
    measure(connection, "somebody else gets a free one", 1, i -> other(random.nextInt(clients), i));
    measure(connection, "a client nobody wrote to", 1, i -> other(20_000_000 + i, i));
    measure(connection, "a hundred mails together", 100, i -> holder(random.nextInt(clients)));
    connection.setAutoCommit(true);
    explain(connection);
  }

  private LeaseRequest holder(int client) {
    return want(client, "person-" + (client * 13L + random.nextInt(10)) % EMPLOYEES);
  }

  private LeaseRequest other(int client, int i) {
    return want(client, "newcomer-" + i);
  }

  private static LeaseRequest want(int client, String owner) {
    return new LeaseRequest(
        new Msisdn(Long.toString(34_612_000_000L + client)),
        owner,
        MailAddress.of("someone@bank.example"),
        POOL,
        Optional.of("<new@bank.example>"),
        Optional.of("Asunto"));
  }

  private void measure(
      Connection connection, String what, int batch, IntFunction<LeaseRequest> next)
      throws SQLException {
    int runs = RUNS / (batch == 1 ? 1 : 10);
    var micros = new long[runs];
    for (int run = -runs; run < runs; run++) {
      var wants = new ArrayList<LeaseRequest>();
      for (int i = 0; i < batch; i++) {
        wants.add(next.apply((run + runs) * batch + i));
      }
      long start = System.nanoTime();
      var given = leases.lease(wants);
      if (run >= 0) {
        micros[run] = (System.nanoTime() - start) / 1_000;
      }
      if (given.stream().anyMatch(Optional::isEmpty) && held > 10) {
        throw new IllegalStateException("no number was free");
      }
      // what was given is taken back, so that every choice is made among as many leases
      connection.rollback();
    }
    Arrays.sort(micros);
    out.printf(
        Locale.ROOT,
        "  %-30s p50 %6.2f ms  p99 %6.2f ms  most %6.2f ms%n",
        what,
        micros[runs / 2] / 1e3,
        micros[runs * 99 / 100] / 1e3,
        micros[runs - 1] / 1e3);
  }

  /** Of a want that has to be given a free number. */
  private void explain(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement =
        connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + Leases.CHOOSE)) {
      var request = other(0, 1);
      var want = new LeaseWant(request, POOL, new java.util.UUID(0, 1));
      int at = LeaseWant.ROWS.set(statement, 1, List.of(want));
      for (int i = 0; i < 3; i++) {
        statement.setTimestamp(at++, java.sql.Timestamp.from(Clock.systemUTC().instant()));
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          out.println("    " + rows.getString(1));
        }
      }
    }
    connection.rollback();
    connection.setAutoCommit(true);
  }
}
