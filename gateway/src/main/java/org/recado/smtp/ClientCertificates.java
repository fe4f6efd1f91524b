package org.recado.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.recado.settings.MistakenSettings;

/**
 * Who a client is by its certificate. The handshake takes any certificate, since mail servers show
 * the one they have to everybody; what it is worth is decided here, when it is asked who is there:
 * only a chain to one of our authorities counts, with its dates and its use for clients.
 */
final class ClientCertificates {

  private static final int DNS_NAME = 2;

  private final List<X509TrustManager> authorities;

  private ClientCertificates(List<X509TrustManager> authorities) {
    this.authorities = authorities;
  }

  /**
   * @param pem file of the authorities; empty for none, and then nobody is known by a certificate
   * @throws MistakenSettings if the file cannot be used
   */
  static ClientCertificates of(String pem) {
    if (pem.isEmpty()) {
      return new ClientCertificates(List.of());
    }
    try (InputStream in = Files.newInputStream(Path.of(pem))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + count++, authority);
      }
      if (count == 0) {
        throw new IOException("no certificate");
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new ClientCertificates(
          List.of(factory.getTrustManagers()).stream()
              .filter(X509TrustManager.class::isInstance)
              .map(X509TrustManager.class::cast)
              .toList());
    } catch (IOException | GeneralSecurityException e) {
      throw new MistakenSettings(
          List.of(
              "recado.smtp.client-authorities: %s is no readable PEM file with certificates"
                  .formatted(pem)));
    }
  }

  boolean areAsked() {
    return !authorities.isEmpty();
  }

  /** The host names of the certificate, lower case; none without one that can be trusted. */
  Set<String> namesOf(Socket connection) {
    if (authorities.isEmpty() || !(connection instanceof SSLSocket tls)) {
      return Set.of();
    }
    try {
      var chain = tls.getSession().getPeerCertificates();
      var certificates = new X509Certificate[chain.length];
      for (int i = 0; i < chain.length; i++) {
        certificates[i] = (X509Certificate) chain[i];
      }
      for (var authority : authorities) {
        authority.checkClientTrusted(certificates, certificates[0].getPublicKey().getAlgorithm());
      }
      return namesOf(certificates[0]);
    } catch (SSLPeerUnverifiedException | CertificateException e) {
      return Set.of();
    }
  }

  /** The host names a certificate carries, lower case. Whether it can be trusted is not asked. */
  static Set<String> namesOf(X509Certificate certificate) throws CertificateException {
    var names = new TreeSet<String>();
    var alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (var alternative : alternatives) {
        if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
          names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  /** For the handshake, which asks for a certificate and judges none. */
  static TrustManager[] whoeverComes() {
    return new TrustManager[] {new Anybody()};
  }

  private static final class Anybody implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // namesOf decides
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
