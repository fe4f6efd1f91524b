package org.recado.trial;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.bank.PostgresSettings;
import org.recado.message.MailAddress;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A fresh database with every migration, on the one PostgreSQL of the test run. Made by copying a
 * template, so that each test class can have its own. Worked on with the gateway's own role.
 */
public final class TrialDatabase implements AutoCloseable {

  private static final String TEMPLATE = "trial_template";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final HikariDataSource source;
  private final JdbcTemplate jdbc;

  /** Started by whoever asks first, and stopped with the JVM. */
  private static final class Server {
    static final LabPostgres POSTGRES = start();

    private static LabPostgres start() {
      var postgres = LabPostgres.start(PostgresSettings.temporary());
      Flyway.configure()
          .dataSource(postgres.createDatabase(TEMPLATE), LabPostgres.USER, LabPostgres.PASSWORD)
          .defaultSchema("public")
          .load()
          .migrate();
      return postgres;
    }
  }

  private TrialDatabase() {
    this.name = "trial_" + COUNT.incrementAndGet();
    var config = new HikariConfig();
    config.setJdbcUrl(Server.POSTGRES.createDatabase(name, TEMPLATE));
    config.setUsername(LabPostgres.USER);
    config.setPassword(LabPostgres.PASSWORD);
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(5_000);
    config.setConnectionInitSql("SET ROLE recado_gateway");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    this.source = new HikariDataSource(config);
    this.jdbc = new JdbcTemplate(source);
  }

  public static TrialDatabase create() {
    return new TrialDatabase();
  }

  public JdbcTemplate jdbc() {
    return jdbc;
  }

  public TransactionTemplate transactions() {
    return new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  /** A connection that may do anything, for wrong-doing and for locks. */
  public Connection superuser() throws SQLException {
    return Server.POSTGRES.superuser(name);
  }

  /** Runs a statement as superuser. */
  public void force(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '10s'"); // rather fail than hang
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a person into the directory's snapshot, or changes them. */
  public void person(String id, String mail, boolean enabled, String manager) {
    var address = MailAddress.of(mail);
    try (var connection = superuser()) {
      try (var statement =
          connection.prepareStatement(
              """
              INSERT INTO directory.person
                     (id, source, dn, name, mail, region, department, manager, enabled, changed_at)
              VALUES (?, 'bank', 'uid=' || ?, ?, ?, 'ES', 'Sevilla', nullif(?, ''), ?, ?)
              ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, manager = excluded.manager
              """)) {
        statement.setString(1, id);
        statement.setString(2, id);
        statement.setString(3, id);
        statement.setString(4, mail);
        statement.setString(5, manager);
        statement.setBoolean(6, enabled);
        statement.setTimestamp(7, Timestamp.from(Instant.EPOCH));
        statement.executeUpdate();
      }
      try (var statement =
          connection.prepareStatement(
              "INSERT INTO directory.person_address VALUES (?, ?, true) ON CONFLICT DO NOTHING")) {
        statement.setString(1, address.key());
        statement.setString(2, id);
        statement.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public long count(String sql, Object... arguments) {
    Long count = jdbc.queryForObject(sql, Long.class, arguments);
    return count == null ? 0 : count;
  }

  @Override
  public void close() {
    source.close();
  }
}
