package org.recado.lab.load;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One SMTP connection without any cleverness: a command, its reply, the next command. */
public final class SmtpTalk implements Closeable {

  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  public SmtpTalk(InetSocketAddress server) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(server, TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 4096);
    out = socket.getOutputStream();
    reply();
    ask("EHLO load.bank.example\r\n");
  }

  /** Sends a mail; gives the reply to the final dot, or the first one that was not positive. */
  public String send(String from, String to, byte[] content) throws IOException {
    for (String command :
        new String[] {"MAIL FROM:<" + from + ">\r\n", "RCPT TO:<" + to + ">\r\n", "DATA\r\n"}) {
      String reply = ask(command);
      if (reply.charAt(0) > '3') {
        return reply;
      }
    }
    out.write(content);
    return reply();
  }

  /**
   * Sends a mail and gives the time its last octet left, by {@link System#nanoTime}.
   *
   * @throws IOException if it is refused
   */
  long sendTimed(String from, String to, byte[] content) throws IOException {
    expect(ask("MAIL FROM:<" + from + ">\r\n"));
    expect(ask("RCPT TO:<" + to + ">\r\n"));
    expect(ask("DATA\r\n"));
    out.write(content);
    long end = System.nanoTime();
    expect(reply());
    return end;
  }

  /** Forgets a transaction that was refused half way. */
  public void reset() throws IOException {
    ask("RSET\r\n");
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      reply();
    }
  }

  private static void expect(String reply) throws IOException {
    if (reply.charAt(0) > '3') {
      throw new IOException(reply);
    }
  }

  private String ask(String command) throws IOException {
    out.write(command.getBytes(StandardCharsets.US_ASCII));
    return reply();
  }

  /** The last line of a reply: the one with a space after its code. */
  private String reply() throws IOException {
    while (true) {
      var line = new StringBuilder(64);
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the server closed the connection");
        }
        line.append((char) c);
      }
      if (line.length() > 3 && line.charAt(3) == ' ') {
        return line.toString().strip();
      }
    }
  }
}
