package org.recado.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** An SMTP client that says line for line what a test wants said. */
public final class Smtp implements AutoCloseable {

  private final Socket connection;
  private Socket socket;
  private BufferedReader in;
  private final String greeting;

  private Smtp(Socket connection) throws IOException {
    this.connection = connection;
    this.socket = connection;
    this.in = reader(connection);
    this.greeting = answer();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Connects from the address of the bank's trusted relay, greets, and is greeted. */
  public static Smtp relay(int port) {
    return hello(connect(port, 2));
  }

  /** Connects from an address that nobody trusts. */
  public static Smtp stranger(int port) {
    return hello(connect(port, 3));
  }

  /** Connects from a loopback address and says nothing yet. */
  public static Smtp connect(int port, int from) {
    try {
      var socket = new Socket(loopback(1), port, loopback(from), 0);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(60).toMillis()));
      return new Smtp(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects inside TLS from the first octet, from an address that nobody trusts. */
  public static Smtp insideTls(int port, SSLContext trust) {
    try {
      var plain = new Socket(loopback(1), port, loopback(3), 0);
      plain.setSoTimeout(Math.toIntExact(Duration.ofSeconds(60).toMillis()));
      return hello(new Smtp(trust.getSocketFactory().createSocket(plain, "localhost", port, true)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Smtp hello(Smtp smtp) {
    smtp.say("EHLO test.bank.example");
    return smtp;
  }

  /** The first line the server said. */
  public String greeting() {
    return greeting;
  }

  /** Goes on inside TLS and greets anew; the answer to the greeting. */
  public String startTls(SSLContext trust) {
    expect("220", say("STARTTLS"));
    try {
      socket =
          trust
              .getSocketFactory()
              .createSocket(connection, "localhost", connection.getPort(), true);
      in = reader(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return say("EHLO test.bank.example");
  }

  /** Whether the server closes the connection, whatever it says before. */
  public boolean isClosed() {
    try {
      String line = in.readLine();
      while (line != null) {
        line = in.readLine();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  /** Says a line and returns the answer, all of its lines. */
  public String say(String line) {
    send(line + "\r\n");
    return answer();
  }

  /** Sends without waiting for an answer. */
  public void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with octets. */
  public void send(byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String answer() {
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
  public boolean hasAnswerWithin(Duration time) {
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
  public void open(String from, String to, String text) {
    expect("250", say("MAIL FROM:<" + from + ">"));
    expect("250", say("RCPT TO:<" + to + ">"));
    expect("354", say("DATA"));
    send(mail(from, to, text));
  }

  /** A whole transaction; the answer to its end. */
  public String mail(String from, String parameters, String to, String text) {
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
