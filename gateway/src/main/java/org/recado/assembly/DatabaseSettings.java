package org.recado.assembly;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.recado.settings.MistakenSettings;
import org.springframework.core.env.PropertyResolver;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database of the configuration, for what works beside the gateway's pool.
 *
 * @param url JDBC URL; empty if none is configured
 * @param user who signs in there
 * @param password never shown
 * @param weaken what each of the gateway's connections says first; see docs/adr/0005
 * @param owner who migrates; the same as {@code user} unless configured
 */
record DatabaseSettings(String url, String user, String password, String weaken, String owner) {

  static final String NO_URL =
      "spring.datasource.url: name the PostgreSQL database, like"
          + " jdbc:postgresql://db.bank.example/recado (environment: SPRING_DATASOURCE_URL)";

  static boolean isPostgres(String url) {
    return url.startsWith("jdbc:postgresql:");
  }

  static DatabaseSettings of(PropertyResolver environment) {
    String user = environment.getProperty("spring.datasource.username", "");
    return new DatabaseSettings(
        environment.getProperty("spring.datasource.url", ""),
        user,
        environment.getProperty("spring.datasource.password", ""),
        environment.getProperty("spring.datasource.hikari.connection-init-sql", ""),
        environment.getProperty("spring.flyway.user", user));
  }

  /** Connections of the user itself. */
  DataSource asUser() {
    if (url.isBlank()) {
      throw new MistakenSettings(List.of(NO_URL));
    }
    return new DriverManagerDataSource(url, user, password);
  }

  /**
   * Connections that may do what the gateway may, and no more. The first one is made, and a missing
   * URL told, when somebody asks for it.
   */
  DataSource asGateway() {
    return new DelegatingDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        var connection = asUser().getConnection();
        try (var statement = connection.createStatement()) {
          statement.execute(weaken);
          return connection;
        } catch (SQLException e) {
          connection.close();
          throw e;
        }
      }

      @Override
      public void afterPropertiesSet() {
        // there is no target yet, on purpose
      }
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + user + "]";
  }
}
