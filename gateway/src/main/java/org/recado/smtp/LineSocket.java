package org.recado.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Set;
import org.subethamail.smtp.server.Session;

/**
 * A connection, plain or inside TLS, whose input the library gets by way of {@link CommandInput}.
 */
final class LineSocket extends Socket {

  private final Socket connection;
  private final boolean insideTls;
  private final CommandInput input;
  private final Set<String> verbs;

  LineSocket(Socket connection, boolean insideTls, Set<String> verbs) throws IOException {
    this.connection = connection;
    this.insideTls = insideTls;
    this.verbs = verbs;
    this.input = new CommandInput(connection.getInputStream(), verbs);
  }

  static LineSocket of(Session session) {
    return (LineSocket) session.getSocket();
  }

  /** The same connection, going on inside TLS. */
  LineSocket inside(Socket tls) throws IOException {
    return new LineSocket(tls, true, verbs);
  }

  Socket connection() {
    return connection;
  }

  boolean insideTls() {
    return insideTls;
  }

  CommandInput input() {
    return input;
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return connection.getOutputStream();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return connection.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getInetAddress() {
    return connection.getInetAddress();
  }

  @Override
  public int getPort() {
    return connection.getPort();
  }

  @Override
  public boolean isBound() {
    return connection.isBound();
  }

  @Override
  public boolean isClosed() {
    return connection.isClosed();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    connection.setSoTimeout(millis);
  }

  @Override
  public synchronized void close() throws IOException {
    connection.close();
  }
}
