package org.recado.lab.smsc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * How fast the simulator is by itself: a bare ESME on one bind that keeps a window of {@code
 * submit_sm} full and takes the receipts. What is measured with the simulator as peer means
 * something as long as it is well below this.
 */
public final class Ceiling {

  private final Semaphore window;
  private final int messages;
  private final OutputStream out;
  private final DataInputStream in;

  private Ceiling(Socket socket, int messages, int window) throws IOException {
    this.messages = messages;
    this.window = new Semaphore(window);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
  }

  /** Messages a second, each with its receipt. */
  public static long perSecond(SmscSimulator smsc, int messages, int window) {
    try (var socket = new Socket(InetAddress.getByName(smsc.host()), smsc.port())) {
      socket.setTcpNoDelay(true);
      long start = System.nanoTime();
      new Ceiling(socket, messages, window).run();
      return messages * 1_000_000_000L / (System.nanoTime() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() throws IOException {
    send(
        Pdu.of(Pdu.BIND_TRANSCEIVER, 0, 1)
            .text(SmscSettings.SYSTEM_ID)
            .text(SmscSettings.PASSWORD)
            .text("")
            .octet(0x34)
            .octet(0)
            .octet(0)
            .text("")
            .end(),
        true);
    Pdu.read(in);
    var submitter = new Thread(this::submitAll, "ceiling-submits");
    submitter.setDaemon(true);
    submitter.start();
    int receipts = 0;
    while (receipts < messages) {
      Pdu pdu = Pdu.read(in);
      if (pdu.commandId() == Pdu.DELIVER_SM) {
        receipts++;
        Pdu answer = Pdu.of(Pdu.DELIVER_SM | Pdu.RESPONSE, 0, pdu.sequence()).text("").end();
        send(answer, in.available() < 16 || receipts == messages);
      } else {
        window.release();
      }
    }
  }

  private void submitAll() {
    byte[] text = "Su recibo vence el lunes. Banco Ejemplo".getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < messages; i++) {
        boolean free = window.tryAcquire();
        if (!free) {
          flush();
          window.acquireUninterruptibly();
        }
        send(submit(i, text), false);
      }
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pdu submit(int i, byte[] text) {
    return Pdu.of(Pdu.SUBMIT_SM, 0, i + 2)
        .text("")
        .octet(1)
        .octet(1)
        .text("34910000001")
        .octet(1)
        .octet(1)
        .text("346" + (10_000_000 + i % 1000))
        .octet(0)
        .octet(0)
        .octet(0)
        .text("")
        .text("")
        .octet(1)
        .octet(0)
        .octet(0)
        .octet(0)
        .octet(text.length)
        .octets(text)
        .end();
  }

  private void send(Pdu pdu, boolean flush) throws IOException {
    synchronized (out) {
      out.write(pdu.bytes());
      if (flush) {
        out.flush();
      }
    }
  }

  private void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }
}
