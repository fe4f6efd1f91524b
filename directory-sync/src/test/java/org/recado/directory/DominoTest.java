package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.message.MailAddress;

/**
 * HCL Domino by its schema and the shape of its tree, on a test server: not against a Domino
 * server, which we have none of.
 */
class DominoTest {

  private final PostgresDirectory directory =
      new PostgresDirectory(TestDatabase.client(), List.of("domino"));
  private InMemoryDirectoryServer server;
  private SourceSettings settings;

  @BeforeEach
  void startTheServer() throws Exception {
    var config =
        new InMemoryDirectoryServerConfig("o=Bank", "cn=Collections", "cn=Branches", "cn=gateway");
    config.setSchema(
        Schema.mergeSchemas(
            Schema.getDefaultStandardSchema(), Schema.getSchema(resource("/domino-schema.ldif"))));
    config.addAdditionalBindCredentials("cn=gateway", "gateway-secret");
    config.setListenerConfigs(
        new InMemoryListenerConfig(
            "loopback", InetAddress.getLoopbackAddress(), 0, null, null, null));
    server = new InMemoryDirectoryServer(config);
    try (var reader = new LDIFReader(resource("/domino.ldif"))) {
      server.importFromLDIF(true, reader);
    }
    server.startListening();
    settings =
        SourceSettings.of(
                "domino", SourceType.DOMINO, "", "ldap://127.0.0.1:" + server.getListenPort())
            .boundAs("cn=gateway", "gateway-secret");
    assertThat(settings.problems()).isEmpty();
    sync(TestDatabase.empty());
  }

  @AfterEach
  void stopTheServer() {
    server.shutDown(true);
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(DominoTest.class.getResourceAsStream(name));
  }

  private void sync(javax.sql.DataSource database) {
    var report =
        new DirectorySync(database, Clock.systemUTC(), List.of(settings))
            .run(settings, SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isEqualTo(SyncReport.Outcome.APPLIED);
  }

  private Person byMail(String mail) {
    return directory.findByMail(MailAddress.of(mail)).orElseThrow();
  }

  @Test
  void groupsBesideTheOrganizationAreRead() {
    assertThat(byMail("ana.ruiz@bank.example").groups()).containsExactly("Branches", "Collections");
    assertThat(byMail("marta.gil@bank.example").groups()).containsExactly("Branches");
    assertThat(byMail("ana.ruiz@bank.example").manager())
        .contains(byMail("marta.gil@bank.example").id());
  }

  @Test
  void whoIsRecertifiedStaysTheSamePerson() throws Exception {
    String id = byMail("ana.ruiz@bank.example").id();
    server.modifyDN("cn=Ana Ruiz,ou=Sevilla,o=Bank", "cn=Ana Ruiz Mora", true, "o=Bank");
    server.modify(
        "dn: cn=Ana Ruiz Mora,o=Bank",
        "changetype: modify",
        "replace: mail",
        "mail: Ana.Ruiz.Mora@bank.example");
    sync(TestDatabase.gateway());
    assertThat(byMail("ana.ruiz.mora@bank.example").id()).isEqualTo(id);
  }

  @Test
  void theShortNameAndTheMailAddressSignIn() {
    var signIn = new LdapSignIn(directory, List.of(settings));
    assertThat(signIn.check("aruiz", "ana-secret")).isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check("Ana.Ruiz@bank.example", "ana-secret"))
        .isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check("aruiz", "wrong")).isInstanceOf(SignIn.Refused.class);
  }
}
