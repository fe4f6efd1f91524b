package org.recado.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Accepts connections as {@link LineSocket}s; inside TLS from the first octet if it has a context.
 */
final class LineServerSocket extends ServerSocket {

  private final Optional<SSLContext> tls;
  private final Set<String> verbs;
  private final boolean asking;

  LineServerSocket(Optional<SSLContext> tls, boolean asking, Set<String> verbs) throws IOException {
    this.tls = tls;
    this.asking = asking;
    this.verbs = verbs;
  }

  /** The handshake is made with the first octet read or written, on the session's own thread. */
  @Override
  public Socket accept() throws IOException {
    var accepted = super.accept();
    accepted.setTcpNoDelay(true);
    return tls.isPresent()
        ? new LineSocket(server(tls.get(), accepted, asking), true, verbs)
        : new LineSocket(accepted, false, verbs);
  }

  /**
   * TLS 1.2 and later with the ciphers the JDK has on by default.
   *
   * @param asking for a certificate of the client, who may have none
   */
  static SSLSocket server(SSLContext context, Socket connection, boolean asking)
      throws IOException {
    var address = (InetSocketAddress) connection.getRemoteSocketAddress();
    var inside =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(connection, address.getHostString(), connection.getPort(), true);
    inside.setUseClientMode(false);
    inside.setWantClientAuth(asking);
    inside.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return inside;
  }
}
