package org.recado.mailout;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A corporate MTA that answers as it is told, and keeps every octet it takes. */
final class ScriptedMta implements AutoCloseable {

  /** Said instead of a reply to close the connection without a word. */
  static final String HANG_UP = "hang up";

  /** Said instead of the reply to a whole mail: it is kept, and nobody hears of it. */
  static final String TAKE_AND_HANG_UP = "take and hang up";

  /** Before a reply: it is said once {@link #release} was called. */
  static final String HELD = "held: ";

  /** One mail it took. */
  static final class Taken {
    final String from;
    final List<String> to;
    final byte[] octets;

    Taken(String from, List<String> to, byte[] octets) {
      this.from = from;
      this.to = to;
      this.octets = octets;
    }
  }

  private final ServerSocket server;
  private final Map<String, Queue<String>> script = new ConcurrentHashMap<>();
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SSLContext tls;

  ScriptedMta() {
    this(0);
  }

  /** Offers STARTTLS from now on, with this context's certificate. */
  ScriptedMta startTls(SSLContext context) {
    tls = context;
    return this;
  }

  /** What was {@link #HELD} is said now. */
  void release() {
    released.countDown();
  }

  ScriptedMta(int port) {
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var thread = new Thread(this::accept, "scripted-mta");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next answers to a verb ({@code CONNECT} for the greeting, {@code .} for a mail's end). */
  ScriptedMta answer(String verb, String... replies) {
    script.computeIfAbsent(verb, v -> new ConcurrentLinkedQueue<>()).addAll(List.of(replies));
    return this;
  }

  List<Taken> taken() {
    return taken;
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.incrementAndGet();
        var thread = new Thread(() -> talk(socket), "scripted-mta-session");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void talk(Socket plain) {
    Socket socket = plain;
    sessions.add(plain);
    try (plain) {
      var in = new BufferedInputStream(socket.getInputStream());
      String from = "";
      var to = new CopyOnWriteArrayList<String>();
      boolean open = say(socket, "CONNECT", "220 mx.bank.example");
      while (open) {
        String line = line(in);
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (verb) {
          case "MAIL" -> {
            from = path(line);
            to.clear();
            open = say(socket, verb, "250 ok");
          }
          case "RCPT" -> {
            to.add(path(line));
            open = say(socket, verb, "250 ok");
          }
          case "DATA" -> {
            open = say(socket, verb, "354 go");
            if (!open) {
              return;
            }
            var octets = data(in);
            String reply = next(".", "250 2.0.0 queued as 4711");
            if (reply.contains("250")
                || reply.equals(
                    TAKE_AND_HANG_UP)) { // noted before it is said: who reads the reply finds it
              taken.add(new Taken(from, List.copyOf(to), octets));
            }
            open = say(socket, reply);
          }
          case "EHLO" ->
              open =
                  say(
                      socket,
                      verb,
                      "250-mx.bank.example\r\n250-8BITMIME\r\n250-AUTH PLAIN"
                          + (tls != null && socket == plain ? "\r\n250 STARTTLS" : "\r\n250 HELP"));
          case "STARTTLS" -> {
            open = say(socket, verb, "220 go");
            if (tls != null && open) {
              socket = serverSide(tls, plain);
              in = new BufferedInputStream(socket.getInputStream());
            }
          }
          case "AUTH" -> open = say(socket, line, "235 2.7.0 welcome");
          case "QUIT" -> open = false;
          default -> open = say(socket, verb, "250 ok");
        }
      }
    } catch (IOException e) {
      // the client went away
    }
  }

  private static Socket serverSide(SSLContext context, Socket plain) throws IOException {
    var inside = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
    inside.startHandshake();
    return inside;
  }

  private String next(String verb, String usual) {
    String scripted = script.getOrDefault(verb, new ConcurrentLinkedQueue<>()).poll();
    return scripted == null ? usual : scripted;
  }

  private boolean say(Socket socket, String verb, String usual) throws IOException {
    return say(socket, next(verb, usual));
  }

  private boolean say(Socket socket, String scripted) throws IOException {
    if (scripted.equals(HANG_UP) || scripted.equals(TAKE_AND_HANG_UP)) {
      return false;
    }
    String reply = scripted;
    if (scripted.startsWith(HELD)) {
      reply = scripted.substring(HELD.length());
      try {
        released.await();
      } catch (InterruptedException e) {
        return false;
      }
    }
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return !reply.startsWith("421");
  }

  private static String path(String line) {
    return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0) {
        throw new IOException("closed");
      }
      line.write(octet);
      octet = in.read();
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  /** What follows DATA, the doubled dots undone, without the final line. */
  private static byte[] data(InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    while (!endsWith(all.toByteArray(), "\r\n.\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed");
      }
      all.write(octet);
    }
    String text = all.toString(StandardCharsets.ISO_8859_1);
    return ("\r\n" + text.substring(0, text.length() - 3))
        .replace("\r\n.", "\r\n")
        .substring(2)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean endsWith(byte[] octets, String end) {
    int from = octets.length - end.length();
    return from >= 0
        && new String(octets, from, end.length(), StandardCharsets.ISO_8859_1).equals(end);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var session : sessions) {
        session.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
