package org.recado.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabPostgres;
import org.recado.trial.Smtp;

/**
 * The packaged jar is started where it cannot run: it ends by itself, says a line for each mistake
 * and nothing else, and shows no secret.
 */
@SuppressWarnings("try") // a process counts by running, not by being spoken to
class StartIT {

  private static final String ROLE = "spring.datasource.hikari.connection-init-sql";

  private static final String SECRET = "never-to-be-shown";

  private static Lab lab;

  @TempDir Path folder;

  private Map<String, String> properties;

  @BeforeAll
  static void startTheBank() {
    lab = Lab.start(LabSettings.test());
  }

  @AfterAll
  static void stopTheBank() {
    lab.close();
  }

  @BeforeEach
  void pointTheGatewayAtIt() {
    properties = new LinkedHashMap<>(lab.gatewayProperties());
    properties.put("recado.archive.key-file", folder.resolve("archive.key").toString());
    properties.put("recado.archive.signing-key-file", folder.resolve("checkpoint.key").toString());
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() throws IOException {
    Path notAKey = Files.writeString(folder.resolve("key.pem"), SECRET);
    try (var smtp = busy();
        var smtps = busy();
        var console = busy();
        var nobody = busy()) {
      nobody.close();
      properties.put(
          "spring.datasource.url",
          "jdbc:postgresql://127.0.0.1:" + nobody.getLocalPort() + "/recado");
      properties.put("spring.datasource.password", SECRET);
      properties.put("recado.smtp.port", String.valueOf(smtp.getLocalPort()));
      properties.put("recado.smtp.tls-port", String.valueOf(smtps.getLocalPort()));
      properties.put("server.port", String.valueOf(console.getLocalPort()));
      properties.put("recado.smtp.private-key", notAKey.toString());
      properties.put("recado.numbering.pools[0].numbers[0]", "910000001");
      properties.put("recado.outbound.retries", "3");
      assertRefused(
          "recado.numbering.pools[0].numbers: 910000001 is not an E.164 number like +34600900100",
          "recado.outbound.retries: unknown key; config/application.yaml explains those there are",
          "spring.datasource.url: the database does not answer; start it, or mend the address",
          inUse("recado.smtp.port", smtp),
          inUse("recado.smtp.tls-port", smtps),
          inUse("server.port", console),
          "recado.smtp.certificate: %s and %s do not make a pair; give a PEM chain and its unencrypted PKCS#8 key"
              .formatted(properties.get("recado.smtp.certificate"), notAKey));
    }
  }

  @Test
  void withoutADatabaseItSaysHowToNameOneAndAFileThatIsNotThereIsNamed() {
    properties.keySet().removeIf(key -> key.startsWith("spring.datasource"));
    properties.put("recado.smtp.private-key", "/no/such/key.pem");
    assertRefused(
        "spring.datasource.url: name the PostgreSQL database, like jdbc:postgresql://db.bank.example/recado (environment: SPRING_DATASOURCE_URL)",
        "recado.smtp.private-key: the file /no/such/key.pem cannot be read; mend the name, or let the gateway's user read it");
  }

  @Test
  void aWrongPasswordAndAMissingDatabaseAreToldApart() {
    properties.put("spring.datasource.password", SECRET);
    assertRefused(
        "spring.datasource.password: the database refuses this user and password; give the right SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD");
    properties.put("spring.datasource.password", LabPostgres.PASSWORD);
    properties.put("spring.datasource.url", lab.postgres().jdbcUrl("nowhere"));
    assertRefused("spring.datasource.url: there is no such database; create it, or name another");
  }

  @Test
  void aUserWhoMayNotMigrateIsToldBeforeAnythingIsChanged() throws SQLException {
    properties.put("spring.datasource.url", lab.postgres().createDatabase("guest"));
    execute("guest", "ALTER DATABASE guest OWNER TO postgres");
    assertRefused(
        "spring.datasource.username: this user may not create the schemas and the roles recado_gateway and recado_disposition; docs/operations.md says what the first start needs");
  }

  @Test
  void itTellsItsHealthAndIsRefusedOnceItsRoleIsTooStrongOrTakenAwayOrItsKeyIsLost()
      throws Exception {
    properties.put("spring.datasource.url", lab.postgres().createDatabase("kept"));
    try (var gateway = GatewayProcess.start(properties, folder);
        var smtp = Smtp.relay(Integer.parseInt(properties.get("recado.smtp.port")))) {
      assertThat(smtp.mail("marta.ruiz@bank.example", "", "+34611000001@sms.bank.example", "hola"))
          .startsWith("250 ");
      assertThat(get("/actuator/health/readiness")).isEqualTo(200);
      assertThat(get("/actuator/health/liveness")).isEqualTo(200);
    }

    properties.put(ROLE, "SELECT 1");
    assertThat(refusal()).singleElement().asString().contains("recado may DELETE archive.content");
    properties.remove(ROLE);

    execute("kept", "REVOKE recado_gateway FROM recado GRANTED BY recado CASCADE");
    assertRefused(
        "spring.datasource.username: recado may not take the role recado_gateway; as the owner of the database say: GRANT recado_gateway TO recado");
    execute("kept", "SET ROLE recado; GRANT recado_gateway TO recado");

    Files.delete(folder.resolve("archive.key"));
    assertThat(refusal())
        .singleElement()
        .asString()
        .contains("recado.archive: The archive key")
        .contains("Put the key back from its backup");
  }

  private void assertRefused(String... lines) {
    assertThat(refusal()).containsExactlyInAnyOrder(lines);
  }

  /** Starts it in vain: what it said, without the word in front. */
  private List<String> refusal() {
    try (var gateway = GatewayProcess.launch(properties, folder)) {
      int status = gateway.waitForEnd();
      String output = gateway.log();
      assertThat(status).as(output).isEqualTo(1);
      assertThat(output)
          .doesNotContain("Exception", "\tat ", "APPLICATION FAILED", " ERROR ", " WARN ")
          .doesNotContain(SECRET);
      return output
          .lines()
          .filter(line -> line.startsWith("recado: "))
          .map(line -> line.substring("recado: ".length()))
          .toList();
    }
  }

  private static String inUse(String key, ServerSocket port) {
    return "%s: cannot listen on 127.0.0.1:%d, another program does; end that program, or set another port"
        .formatted(key, port.getLocalPort());
  }

  private static ServerSocket busy() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private int get(String path) throws IOException, InterruptedException {
    var address = URI.create("http://127.0.0.1:" + properties.get("server.port") + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void execute(String database, String sql) throws SQLException {
    try (var connection = lab.postgres().superuser(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
