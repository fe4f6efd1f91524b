package org.recado.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An SMTP client that says line for line what a test wants said. */
final class Smtp implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader in;

  private Smtp(Socket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Connects from the address of the bank's trusted relay, greets, and is greeted. */
  static Smtp relay(int port) {
    return connect(port, 2);
  }

  /** Connects from an address that nobody trusts. */
  static Smtp stranger(int port) {
    return connect(port, 3);
  }

  private static Smtp connect(int port, int from) {
    try {
      var socket = new Socket(loopback(1), port, loopback(from), 0);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(30).toMillis()));
      var smtp = new Smtp(socket);
      smtp.answer();
      smtp.say("EHLO test.bank.example");
      return smtp;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  /** Says a line and returns the answer, all of its lines. */
  String say(String line) {
    send(line + "\r\n");
    return answer();
  }

  /** Sends without waiting for an answer. */
  void send(String octets) {
    try {
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String answer() {
    try {
      var answer = new StringBuilder();
      String line;
      do {
        line = in.readLine();
        if (line == null) {
          throw new IOException("the server closed the connection after: " + answer);
        }
        answer.append(answer.isEmpty() ? "" : "\n").append(line);
      } while (line.length() > 3 && line.charAt(3) == '-');
      return answer.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server says anything in that time. */
  boolean hasAnswerWithin(Duration time) {
    try {
      socket.setSoTimeout(Math.toIntExact(time.toMillis()));
      in.mark(1);
      int first = in.read();
      in.reset();
      return first >= 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** MAIL to DATA, up to the final dot, and no further. */
  void open(String from, String to, String text) {
    expect("250", say("MAIL FROM:<" + from + ">"));
    expect("250", say("RCPT TO:<" + to + ">"));
    expect("354", say("DATA"));
    send(mail(from, to, text));
  }

  /** A whole transaction; the answer to its end. */
  String mail(String from, String parameters, String to, String text) {
    expect("250", say("MAIL FROM:<" + from + ">"));
    expect("250", say("RCPT TO:<" + to + ">" + parameters));
    expect("354", say("DATA"));
    send(mail(from, to, text));
    return say(".");
  }

  private static String mail(String from, String to, String text) {
    return "From: <"
        + from
        + ">\r\nTo: <"
        + to
        + ">\r\nSubject: Aviso\r\nMessage-ID: <"
        + Integer.toHexString(text.hashCode())
        + "@bank.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: 8bit\r\n\r\n"
        + text
        + "\r\n";
  }

  private static void expect(String code, String answer) {
    if (!answer.startsWith(code)) {
      throw new IllegalStateException("expected " + code + ", got " + answer);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
