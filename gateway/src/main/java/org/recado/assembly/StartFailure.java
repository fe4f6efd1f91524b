package org.recado.assembly;

import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.PlaceholderResolutionException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Says why the gateway does not start: one line for each mistake, with what to do about it, and no
 * stack trace. First of the reporters, so that the others are only asked about what no operator can
 * mend.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartFailure implements SpringBootExceptionReporter {

  @Override
  public boolean reportException(Throwable failure) {
    var lines = linesOf(failure);
    print(lines, new PrintStream(System.err, true, StandardCharsets.UTF_8));
    return !lines.isEmpty();
  }

  static void print(List<String> lines, PrintStream err) {
    lines.forEach(line -> err.println("recado: " + line));
  }

  /** Empty if it is nothing an operator can mend; then the stack trace is shown. */
  static List<String> linesOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      var lines = linesOfOne(cause);
      if (!lines.isEmpty()) {
        return lines;
      }
    }
    return List.of();
  }

  private static List<String> linesOfOne(Throwable cause) {
    if (cause instanceof MistakenSettings mistaken) {
      return mistaken.mistakes();
    }
    if (cause instanceof MarkedYAMLException yaml) {
      return List.of(ofYaml(yaml));
    }
    if (cause instanceof ConfigDataNotFoundException missing) {
      return List.of(
          "spring.config: there is no " + missing.getReferenceDescription() + "; mend the name");
    }
    if (cause instanceof PlaceholderResolutionException unset) {
      return List.of("the configuration " + BlockReader.unset(unset.getPlaceholder()));
    }
    if (cause instanceof PortInUseException port) {
      return List.of(
          "server.port: cannot listen on port "
              + port.getPort()
              + ", another program does; end that program, or set another port");
    }
    if (cause instanceof BindException) {
      return List.of("a port cannot be listened on: " + oneLine(cause));
    }
    if (cause instanceof SQLException sql) {
      return List.of(ofDatabase(sql));
    }
    if (cause instanceof FlywayException && cause.getCause() == null) {
      return List.of("spring.flyway: the database cannot be migrated: " + oneLine(cause));
    }
    return List.of();
  }

  /** Where the file breaks off, without the text around: it may be a password. */
  private static String ofYaml(MarkedYAMLException e) {
    var mark = e.getProblemMark();
    String where =
        mark == null
            ? ""
            : ", line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    return "config/application.yaml"
        + where
        + ": is not YAML from there on; look at indentation, colons and quotes";
  }

  /** By SQLSTATE (PostgreSQL documentation, appendix A). */
  static String ofDatabase(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    return switch (state) {
      case "28P01", "28000" ->
          "spring.datasource.password: the database refuses this user and password; give the right"
              + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD";
      case "08004" ->
          "spring.datasource.password: the database asks for a password and none is given; set"
              + " SPRING_DATASOURCE_PASSWORD";
      case "3D000" ->
          "spring.datasource.url: there is no such database; create it, or name another";
      case "42501" -> DatabaseRole.mayNotMigrate();
      case "08001", "08006" ->
          "spring.datasource.url: the database does not answer; start it, or mend the address";
      case "53300" ->
          "spring.datasource.url: the database has no connection left; raise its max_connections";
      case "57P03" -> "spring.datasource.url: the database is starting up; try again in a moment";
      default -> "spring.datasource: the database failed with SQLSTATE " + state;
    };
  }

  private static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }
}
