package org.recado.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.RecadoApplication;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.smtp.SecretHash;
import org.springframework.context.ConfigurableApplicationContext;

/** A web port inside TLS that asks for certificates. */
@Timeout(240)
class MutualTlsTest {

  private static final String SECRET = "a-secret-of-payments";

  @SuppressWarnings("NullAway.Init") // before all
  private static Lab lab;

  @SuppressWarnings("NullAway.Init")
  private static ConfigurableApplicationContext gateway;

  @BeforeAll
  static void open() {
    lab = Lab.start(LabSettings.test());
    var properties = new TreeMap<>(lab.gatewayProperties());
    properties.put("server.ssl.certificate", "file:" + lab.certificates().serverCertificate());
    properties.put("server.ssl.certificate-private-key", "file:" + lab.certificates().serverKey());
    properties.put("server.ssl.trust-certificate", "file:" + lab.certificates().authority());
    properties.put("server.ssl.client-auth", "want");
    account(properties, 0, "payments", "127.0.0.1/32", "localhost");
    account(properties, 1, "elsewhere", "10.1.2.0/24", "localhost");
    account(properties, 2, "ledgers", "127.0.0.1/32", "ledgers.bank.example");
    gateway =
        RecadoApplication.application()
            .run(
                properties.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new));
  }

  private static void account(
      Map<String, String> properties, int i, String name, String from, String host) {
    String key = "recado.smtp.applications[" + i + "].";
    properties.put(key + "name", name);
    properties.put(key + "secret", SecretHash.of(SECRET, new SecureRandom()).text());
    properties.put(key + "addresses[0]", from);
    properties.put(key + "domain", name + ".bank.example");
    properties.put(key + "certificates[0]", host);
  }

  @AfterAll
  static void close() {
    gateway.close();
    lab.close();
  }

  @Test
  void whoShowsACertificateWithAHostOfTheAccountNeedsNoSecret() throws Exception {
    assertThat(get(lab.certificates().sslContext(), "")).isEqualTo(200);
  }

  @Test
  void withoutACertificateTheSecretIsAskedFor() throws Exception {
    assertThat(get(trusting(), "")).isEqualTo(401);
    assertThat(get(trusting(), "payments:" + SECRET)).isEqualTo(200);
    assertThat(get(trusting(), "elsewhere:" + SECRET)).isEqualTo(401);
  }

  @Test
  void aSecretThatIsWrongIsNotMendedByACertificate() throws Exception {
    assertThat(get(lab.certificates().sslContext(), "ledgers:wrong")).isEqualTo(401);
  }

  private static int get(SSLContext tls, String credentials)
      throws IOException, GeneralSecurityException {
    var connection =
        (HttpsURLConnection)
            URI.create(
                    "https://localhost:"
                        + lab.settings().gateway().console()
                        + "/api/v1/changes?limit=1")
                .toURL()
                .openConnection();
    connection.setSSLSocketFactory(tls.getSocketFactory());
    connection.setReadTimeout(60_000);
    if (!credentials.isEmpty()) {
      connection.setRequestProperty(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    return connection.getResponseCode();
  }

  /** Knows the lab's authority and has nothing to show. */
  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(lab.certificates().authority())) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    return context;
  }
}
