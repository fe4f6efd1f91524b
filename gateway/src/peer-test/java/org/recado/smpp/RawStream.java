package org.recado.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The most an SMSC can take from one link: PDUs that were encoded before, a window's worth at once,
 * answers only counted. What no ESME that keeps a window of that size can beat.
 */
final class RawStream {

  /** {@code interface_version} 3.4, as a character. */
  private static final char VERSION = (char) 0x34;

  private final Octets pdu;
  private final int window;

  RawStream(Octets pdu, int window) {
    this.pdu = pdu;
    this.window = window;
  }

  /** Sends so many; returns how many a second were answered. */
  long perSecond(int port, String systemId, String password, int messages) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(bind(systemId, password));
      var answer = new DataInputStream(in);
      int length = answer.readInt();
      answer.readFully(new byte[length - 4]);
      byte[] many = new byte[pdu.length() * window];
      for (int i = 0; i < window; i++) {
        System.arraycopy(pdu.toArray(), 0, many, i * pdu.length(), pdu.length());
      }
      var answers = new Answers(in);
      long start = System.nanoTime();
      int sent = 0;
      int counted = 0;
      while (counted < messages) {
        int now = Math.min(messages - sent, window - (sent - counted));
        for (int i = 0; i < now; i++) {
          ByteBuffer.wrap(many).putInt(i * pdu.length() + 12, ++sent);
        }
        out.write(many, 0, now * pdu.length());
        counted += answers.next();
      }
      return messages * 1_000_000_000L / (System.nanoTime() - start);
    }
  }

  private static byte[] bind(String systemId, String password) {
    byte[] body =
        (systemId + "\0" + password + "\0\0" + VERSION + "\0\0\0")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(16 + body.length)
        .putInt(16 + body.length)
        .putInt(9)
        .putInt(0)
        .putInt(1)
        .put(body)
        .array();
  }

  /** Counts whole PDUs, by their {@code command_length}. */
  private static final class Answers {

    private final InputStream in;
    private byte[] buffer = new byte[65_536];
    private int have;

    Answers(InputStream in) {
      this.in = in;
    }

    int next() throws IOException {
      int read = in.read(buffer, have, buffer.length - have);
      if (read < 0) {
        throw new EOFException("the SMSC closed the link");
      }
      have += read;
      int at = 0;
      int count = 0;
      while (have - at >= 4) {
        int length = ByteBuffer.wrap(buffer).getInt(at);
        if (have - at < length) {
          break;
        }
        at += length;
        count++;
      }
      buffer = at == 0 ? buffer : Arrays.copyOf(Arrays.copyOfRange(buffer, at, have), 65_536);
      have -= at;
      return count;
    }
  }
}
