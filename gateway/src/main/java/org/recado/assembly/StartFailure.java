package org.recado.assembly;

import java.net.BindException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Says why the gateway does not start: one line for each mistake, with what to do about it, and no
 * stack trace.
 */
public final class StartFailure implements SpringBootExceptionReporter {

  public StartFailure(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    var lines = linesOf(failure);
    lines.forEach(line -> System.err.println("recado: " + line));
    if (!lines.isEmpty()) {
      System.err.println("recado: not started");
    }
    return !lines.isEmpty();
  }

  /** Empty if it is nothing an operator can mend; then the stack trace is shown. */
  static List<String> linesOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MistakenSettings mistaken) {
        return mistaken.mistakes();
      }
      if (cause instanceof PortInUseException port) {
        return List.of(
            "server.port: cannot listen on port "
                + port.getPort()
                + "; another program uses it: set another, or end that program");
      }
      if (cause instanceof BindException) {
        return List.of("a port cannot be listened on: " + cause.getMessage());
      }
      if (cause instanceof SQLException sql) {
        return List.of(ofDatabase(sql));
      }
      if (cause instanceof FlywayException && cause.getCause() == null) {
        return List.of("the database cannot be migrated: " + oneLine(cause));
      }
    }
    return List.of();
  }

  /** By SQLSTATE (PostgreSQL documentation, appendix A). */
  private static String ofDatabase(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    return switch (state) {
      case "28P01", "28000" ->
          "spring.datasource.password: the database refuses this user and password; give the right"
              + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD";
      case "3D000" ->
          "spring.datasource.url: there is no such database; create it, or name another";
      case "42501" ->
          "spring.datasource.username: this user may not create schemas and roles; see"
              + " docs/operations.md for what the first start needs";
      case "08001", "08004", "08006" ->
          "spring.datasource.url: the database does not answer; start it, or mend the address";
      default -> "the database failed with SQLSTATE " + state + ": " + oneLine(e);
    };
  }

  private static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .map(String::strip)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }
}
