package org.recado.smpp;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * TLS 1.2 or 1.3 from the first octet, as operators offer it on a port of its own. The files are
 * read anew at each connection, so that a renewed certificate needs no restart.
 *
 * @param enabled whether the link is inside TLS; default false
 * @param trust PEM file of the authorities to trust; empty for those of the JVM
 * @param certificate PEM chain that shows the SMSC who we are; empty for none
 * @param privateKey its PKCS#8 key, PEM, unencrypted
 * @param checkName whether the SMSC's certificate has to be for its name (RFC 6125); default true
 * @param serverName the name to ask for and to check, where it is not the host's; default the
 *     host's
 */
public record TlsSettings(
    @DefaultValue("false") boolean enabled,
    @Nullable Path trust,
    @Nullable Path certificate,
    @Nullable Path privateKey,
    @DefaultValue("true") boolean checkName,
    @DefaultValue("") String serverName) {

  void check(SettingsRules rules) {
    rules.check(
        enabled || (trust == null && certificate == null && privateKey == null),
        "tls.enabled: give true, or take the other keys of tls away");
    rules.check(
        (certificate == null) == (privateKey == null),
        "tls.certificate: give certificate and private-key, or neither");
    rules.check(
        enabled || serverName.isEmpty(), "tls.server-name: it is for TLS; give tls.enabled true");
    rules.check(enabled || checkName, "tls.check-name: it is for TLS; give tls.enabled true");
    rules.readable("tls.trust", trust);
    rules.readable("tls.certificate", certificate);
    rules.readable("tls.private-key", privateKey);
  }

  /**
   * Puts a connected socket inside TLS; returns after the handshake.
   *
   * @throws IOException if the handshake fails, or a file cannot be used; it shows nothing of what
   *     is in the file
   */
  Socket wrap(Socket plain, String host, int port) throws IOException {
    String name = serverName.isEmpty() ? host : serverName;
    var socket = (SSLSocket) context().getSocketFactory().createSocket(plain, name, port, true);
    var parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (checkName) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext context() throws IOException {
    try {
      var own =
          certificate == null
              ? null
              : PemSslStoreDetails.forCertificate("file:" + certificate)
                  .withPrivateKey("file:" + privateKey);
      var trusted = trust == null ? null : PemSslStoreDetails.forCertificate("file:" + trust);
      return SslBundle.of(new PemSslStoreBundle(own, trusted)).createSslContext();
    } catch (RuntimeException e) {
      throw new IOException("the PEM files of tls cannot be used", e);
    }
  }
}
