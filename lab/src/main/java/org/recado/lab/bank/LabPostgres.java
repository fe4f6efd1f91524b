package org.recado.lab.bank;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL with durable commits. Whoever owns the databases in it is no superuser and
 * signs in with a password, as at a bank: {@link #USER} may create roles and owns every database
 * made by {@link #createDatabase}.
 */
public final class LabPostgres implements AutoCloseable {

  public static final String USER = "recado";
  public static final String PASSWORD = "recado-lab";
  public static final String DATABASE = "recado";

  private static final Logger log = LoggerFactory.getLogger(LabPostgres.class);
  private static final Duration START = Duration.ofSeconds(60);

  /** Settings that a durable service has, and a laptop bears. */
  private static final Map<String, String> CONFIGURATION =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "max_connections", "120",
          "shared_buffers", "128MB",
          "max_wal_size", "1GB",
          "password_encryption", "scram-sha-256",
          "listen_addresses", "127.0.0.1");

  private final EmbeddedPostgres server;

  private LabPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts it, or goes on with one that a killed JVM left running on the same data.
   *
   * @throws UncheckedIOException if it does not come up
   */
  public static LabPostgres start(PostgresSettings settings) {
    try {
      var builder =
          EmbeddedPostgres.builder()
              .setPGStartupWait(START)
              .setRegisterShutdownHook(settings.stopsWithJvm())
              .setDataDirectoryCustomizer(LabPostgres::requirePassword);
      int port = settings.port();
      if (settings.data().isPresent()) {
        Path data = settings.data().get().toAbsolutePath();
        Files.createDirectories(data);
        port = LeftoverPostmaster.of(data).portToUse(port);
        builder.setDataDirectory(data).setCleanDataDirectory(false);
      }
      if (port != 0) {
        builder.setPort(port);
      }
      CONFIGURATION.forEach(builder::setServerConfig);
      var postgres = new LabPostgres(builder.start());
      postgres.prepare();
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** The JDBC address of the database every lab has, {@link #DATABASE}. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /** A connection as superuser, for tests that look from outside, and for wrong-doing. */
  public Connection superuser(String database) throws SQLException {
    return server.getDatabase("postgres", database).getConnection();
  }

  /** Makes an empty database, in place of any of that name; gives its JDBC address. */
  public String createDatabase(String name) {
    return createDatabase(name, "template1");
  }

  /** Makes a database that is a copy of another one, which nobody may be connected to. */
  public String createDatabase(String name, String template) {
    run("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    run("CREATE DATABASE %s OWNER %s TEMPLATE %s".formatted(quoted(name), USER, quoted(template)));
    return jdbcUrl(name);
  }

  /** The value of a setting, as {@code SHOW} tells it. */
  public String show(String setting) {
    try (Connection connection = superuser("postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW " + quoted(setting))) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot show " + setting, e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      log.warn("PostgreSQL did not stop cleanly", e);
    }
  }

  private void prepare() {
    for (String setting : new String[] {"fsync", "synchronous_commit"}) {
      if (!show(setting).equals("on")) {
        throw new IllegalStateException("PostgreSQL runs with " + setting + " off");
      }
    }
    run(
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
            CREATE ROLE %1$s LOGIN CREATEROLE PASSWORD '%2$s';
          END IF;
        END $$"""
            .formatted(USER, PASSWORD));
    if (!exists(DATABASE)) {
      createDatabase(DATABASE);
    }
  }

  private boolean exists(String database) {
    try (Connection connection = superuser("postgres");
        var statement = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      statement.setString(1, database);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look for the database " + database, e);
    }
  }

  private void run(String sql) {
    try (Connection connection = superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused: " + sql.lines().findFirst(), e);
    }
  }

  /** Without this anybody could sign in as anybody, and no wrong password would be noticed. */
  private static void requirePassword(File data) {
    String rules =
        """
        local all all trust
        host all %1$s 127.0.0.1/32 scram-sha-256
        host all postgres 127.0.0.1/32 trust
        """
            .formatted(USER);
    try {
      Files.writeString(data.toPath().resolve("pg_hba.conf"), rules);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write pg_hba.conf", e);
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
