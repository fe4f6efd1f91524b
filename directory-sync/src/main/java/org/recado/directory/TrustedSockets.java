package org.recado.directory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS sockets that trust the certificates of one source. JNDI takes the name of a class and calls
 * its {@code getDefault} while it connects, in the thread that asked; hence public, and hence the
 * thread-local. Not for use by others. JNDI itself checks the host name.
 */
public final class TrustedSockets extends SocketFactory {

  private static final ThreadLocal<@Nullable SSLSocketFactory> CURRENT = new ThreadLocal<>();

  private final SSLSocketFactory sockets;

  private TrustedSockets(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /** What JNDI calls. */
  public static SocketFactory getDefault() {
    return new TrustedSockets(Objects.requireNonNull(CURRENT.get()));
  }

  /** Opens something in this thread, trusting this. */
  static <T, E extends Exception> T with(SSLSocketFactory sockets, Opening<T, E> opening) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    CURRENT.set(sockets);
    // JNDI looks the class up there, and a pool thread may have the JDK's own
    thread.setContextClassLoader(TrustedSockets.class.getClassLoader());
    try {
      return opening.open();
    } finally {
      thread.setContextClassLoader(loader);
      CURRENT.remove();
    }
  }

  interface Opening<T, E extends Exception> {
    T open() throws E;
  }

  /**
   * @param pem a file of one or more certificates
   * @throws IOException if it cannot be read or holds none
   */
  static SSLSocketFactory trusting(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + count++, certificate);
      }
      if (count == 0) {
        throw new IOException(pem + " holds no certificate");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " holds no usable certificates", e);
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    return sockets.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return sockets.createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return sockets.createSocket(host, port, local, localPort);
  }
}
