package org.recado.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Carries octets to a server and back, and hangs up after so many have come back. */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket listening = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
  private final String host;
  private final int port;
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

  CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    daemon(
        () -> {
          while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(this.host, this.port);
            daemon(() -> carry(client, server, new AtomicLong(Long.MAX_VALUE)));
            daemon(() -> carry(server, client, left));
          }
        });
  }

  /** From now on, over all connections. */
  void cutAfter(long octets) {
    left.set(octets);
  }

  String url() {
    return "ldap://127.0.0.1:" + listening.getLocalPort();
  }

  private static void carry(Socket from, Socket to, AtomicLong left) throws IOException {
    byte[] some = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(some); n >= 0 && left.addAndGet(-n) > 0; n = in.read(some)) {
        out.write(some, 0, n);
        out.flush();
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // one side hung up
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
