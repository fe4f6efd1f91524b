package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import com.unboundid.util.ssl.cert.ManageCertificates;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.directory.SyncReport.Outcome;

class LdapTlsTest {

  private final Path folder;

  LdapTlsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateThatIsTrustedAndNamesTheHostIsAccepted(boolean startTls) throws Exception {
    try (var server = server("127.0.0.1", startTls)) {
      SyncReport report = sync(settings(server, startTls).trusting(certificate().toString()));

      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.UNCHANGED);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateOfAnotherHostIsRefused(boolean startTls) throws Exception {
    try (var server = server("127.0.0.9", startTls)) {
      SyncReport report = sync(settings(server, startTls).trusting(certificate().toString()));

      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateNobodyTrustsIsRefused(boolean startTls) throws Exception {
    try (var server = server("127.0.0.1", startTls)) {
      SyncReport report = sync(settings(server, startTls));

      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.FAILED);
      assertThat(report.message()).contains("certification path");
    }
  }

  @Test
  void aServerWithoutStartTlsIsNeverSentThePassword() throws Exception {
    try (var bank = BankDirectory.start()) {
      SyncReport report = sync(bank.settings().startingTls());

      assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(bank.binds).doesNotContain(BankDirectory.GATEWAY);
    }
  }

  private SourceSettings settings(InMemoryDirectoryServer server, boolean startTls) {
    String url = (startTls ? "ldap" : "ldaps") + "://127.0.0.1:" + server.getListenPort();
    SourceSettings plain =
        SourceSettings.of("bank", SourceType.LDAP, BankDirectory.BASE, url)
            .boundAs(BankDirectory.GATEWAY, "gateway-secret")
            .waiting(Duration.ofSeconds(5), Duration.ofSeconds(5));
    return startTls ? plain.startingTls() : plain;
  }

  private static SyncReport sync(SourceSettings settings) {
    return new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(settings))
        .run(settings, SyncMode.APPLY);
  }

  private InMemoryDirectoryServer server(String certifiedAddress, boolean startTls)
      throws Exception {
    Path store = folder.resolve("server.p12");
    manage(
        "generate-self-signed-certificate",
        "--keystore",
        store.toString(),
        "--keystore-password",
        "changeit",
        "--keystore-type",
        "PKCS12",
        "--alias",
        "server",
        "--subject-dn",
        "CN=directory",
        "--subject-alternative-name-ip-address",
        certifiedAddress);
    manage(
        "export-certificate",
        "--keystore",
        store.toString(),
        "--keystore-password",
        "changeit",
        "--alias",
        "server",
        "--output-file",
        certificate().toString(),
        "--output-format",
        "PEM");
    var tls =
        new SSLUtil(
            new KeyStoreKeyManager(store.toFile(), "changeit".toCharArray()),
            new TrustAllTrustManager());
    var loopback = InetAddress.getLoopbackAddress();
    var config = new InMemoryDirectoryServerConfig(BankDirectory.BASE);
    config.addAdditionalBindCredentials(BankDirectory.GATEWAY, "gateway-secret");
    config.setListenerConfigs(
        startTls
            ? InMemoryListenerConfig.createLDAPConfig(
                "tls", loopback, 0, tls.createSSLSocketFactory())
            : InMemoryListenerConfig.createLDAPSConfig(
                "tls", loopback, 0, tls.createSSLServerSocketFactory(), null));
    var server = new InMemoryDirectoryServer(config);
    server.add("dn: " + BankDirectory.BASE, "objectClass: domain", "dc: bank");
    server.startListening();
    return server;
  }

  private Path certificate() {
    return folder.resolve("server.pem");
  }

  private static void manage(String... arguments) {
    var said = new ByteArrayOutputStream();
    assertThat(ManageCertificates.main(null, said, said, arguments))
        .as(said.toString(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(ResultCode.SUCCESS);
  }
}
