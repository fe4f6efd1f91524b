package org.recado.smpp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jsmpp.session.connection.Connection;

/**
 * The TCP connection under a link. Unlike jsmpp's own it has a time-out for connecting, and its
 * stream gives what it has read when the rest is late.
 */
final class LinkSocket implements Connection {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private LinkSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 65_536);
    this.out = socket.getOutputStream();
  }

  /** Returns connected and, where the settings ask for it, inside TLS. */
  static LinkSocket connect(SmscAddress to, TlsSettings tls, Duration timeout) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(new InetSocketAddress(to.host(), to.port()), (int) timeout.toMillis());
      if (!tls.enabled()) {
        return new LinkSocket(socket);
      }
      socket.setSoTimeout((int) timeout.toMillis());
      return new LinkSocket(tls.wrap(socket, to.host(), to.port()));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void setSoTimeout(int timeout) throws IOException {
    socket.setSoTimeout(timeout);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
