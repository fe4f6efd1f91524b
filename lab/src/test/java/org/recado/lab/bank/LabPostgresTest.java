package org.recado.lab.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabPostgresTest {

  @Test
  void itIsDurableAndItsOwnerIsNoSuperuser() throws Exception {
    try (var postgres = LabPostgres.start(PostgresSettings.temporary())) {
      assertThat(postgres.show("fsync")).isEqualTo("on");
      assertThat(postgres.show("synchronous_commit")).isEqualTo("on");
      assertThat(postgres.show("server_version")).startsWith("18.");

      assertThat(ask(postgres.jdbcUrl(), LabPostgres.PASSWORD, "SHOW is_superuser"))
          .isEqualTo("off");
      assertThatThrownBy(() -> ask(postgres.jdbcUrl(), "wrong", "SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");

      String fresh = postgres.createDatabase("t1");
      ask(fresh, LabPostgres.PASSWORD, "CREATE TABLE t (a int)");
      assertThat(
              ask(postgres.createDatabase("t1"), LabPostgres.PASSWORD, "SELECT to_regclass('t')"))
          .isNull();
    }
  }

  @Test
  void whatWasWrittenIsThereAfterARestart(@TempDir Path data) throws Exception {
    try (var postgres = LabPostgres.start(new PostgresSettings(0, Optional.of(data), true))) {
      ask(postgres.jdbcUrl(), LabPostgres.PASSWORD, "CREATE TABLE kept (a int)");
    }
    try (var postgres = LabPostgres.start(new PostgresSettings(0, Optional.of(data), true))) {
      assertThat(ask(postgres.jdbcUrl(), LabPostgres.PASSWORD, "SELECT to_regclass('kept')"))
          .isEqualTo("kept");
    }
  }

  @Test
  void aPostmasterLeftOverFromAKilledJvmIsGoneOnWith(@TempDir Path data) throws Exception {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartsPostgres.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port;
    try (var output = killed.inputReader(StandardCharsets.UTF_8)) {
      port = Integer.parseInt(output.readLine());
    }
    killed.destroyForcibly().waitFor();

    try (var next = LabPostgres.start(new PostgresSettings(0, Optional.of(data), true))) {
      assertThat(next.port()).isEqualTo(port);
      assertThat(next.show("fsync")).isEqualTo("on");
    }
    assertThat(Files.exists(data.resolve("postmaster.pid"))).isFalse();
  }

  /** What runs in the JVM that is killed. */
  static final class StartsPostgres {

    private StartsPostgres() {}

    public static void main(String[] arguments) throws InterruptedException {
      var data = Optional.of(Path.of(arguments[0]));
      var postgres = LabPostgres.start(new PostgresSettings(0, data, false));
      System.out.println(postgres.port());
      new CountDownLatch(1).await();
    }
  }

  private static @Nullable String ask(String url, String password, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, LabPostgres.USER, password);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
