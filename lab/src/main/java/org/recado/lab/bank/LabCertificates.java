package org.recado.lab.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A certification authority of the lab's own, and a certificate of it for {@code localhost} and
 * 127.0.0.1, as PEM files. Made once; whoever trusted the authority goes on to after a restart.
 */
public final class LabCertificates {

  private static final Duration VALID = Duration.ofDays(3650);
  private static final String SIGNATURE = "SHA256withECDSA";

  private final Path folder;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  private LabCertificates(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Those in the folder; made now if there are none. */
  public static LabCertificates in(Path folder, Clock clock) {
    var certificates = new LabCertificates(folder, clock);
    try {
      if (!Files.exists(certificates.serverKey())) {
        Files.createDirectories(folder);
        certificates.make();
      }
      return certificates;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write certificates to " + folder, e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make certificates", e);
    }
  }

  /** PEM: the certificate of the authority, for clients to trust. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /** PEM: the server's certificate. */
  public Path serverCertificate() {
    return folder.resolve("server.pem");
  }

  /** PEM: the server's private key, PKCS #8, not encrypted. */
  public Path serverKey() {
    return folder.resolve("server.key");
  }

  /** A context that serves with the server's certificate and trusts the authority. */
  public SSLContext sslContext() {
    try {
      X509Certificate authority = certificate(authority());
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      store.setKeyEntry(
          "server",
          privateKey(),
          new char[0],
          new X509Certificate[] {certificate(serverCertificate()), authority});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), random);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read certificates from " + folder, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificates in " + folder + " cannot be used", e);
    }
  }

  private void make() throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair authorityKey = keyPair();
    KeyPair serverKey = keyPair();
    ContentSigner signer = new JcaContentSignerBuilder(SIGNATURE).build(authorityKey.getPrivate());
    JcaX509v3CertificateBuilder authority = builder("CN=Recado lab authority", authorityKey);
    authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    JcaX509v3CertificateBuilder server = builder("CN=localhost", serverKey);
    server.addExtension(Extension.subjectAlternativeName, false, names());
    write(authority(), new JcaMiscPEMGenerator(authority.build(signer)));
    write(serverCertificate(), new JcaMiscPEMGenerator(server.build(signer)));
    write(serverKey(), new JcaPKCS8Generator(serverKey.getPrivate(), null));
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private JcaX509v3CertificateBuilder builder(String subject, KeyPair key) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=Recado lab authority"),
        new BigInteger(127, random),
        Date.from(now.minus(Duration.ofDays(1))),
        Date.from(now.plus(VALID)),
        new X500Name(subject),
        key.getPublic());
  }

  private static GeneralNames names() {
    return new GeneralNames(
        new GeneralName[] {
          new GeneralName(GeneralName.dNSName, "localhost"),
          // as docker/compose.yaml calls it
          new GeneralName(GeneralName.dNSName, "gateway"),
          new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        });
  }

  private static void write(Path file, PemObjectGenerator object) throws IOException {
    try (var pem = new PemWriter(Files.newBufferedWriter(file))) {
      pem.writeObject(object);
    }
  }

  private static X509Certificate certificate(Path file) throws IOException, CertificateException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private PrivateKey privateKey() throws IOException {
    try (var pem = new PEMParser(Files.newBufferedReader(serverKey()))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem.readObject());
    }
  }
}
