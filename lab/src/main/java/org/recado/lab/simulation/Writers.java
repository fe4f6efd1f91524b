package org.recado.lab.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.recado.lab.Lab;
import org.recado.lab.load.SmtpTalk;

/** The firm's mail server, which hands mails in at every node in turn. */
final class Writers implements AutoCloseable {

  private static final int AT_ONCE = 24;

  private final List<InetSocketAddress> nodes;
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final AtomicInteger turn = new AtomicInteger();
  private final ConcurrentLinkedQueue<SmtpTalk> idle = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

  Writers(List<InetSocketAddress> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Returns while the mail is on its way; waits while too many are. */
  void send(String from, String client, String text, String mark, Optional<String> inReplyTo) {
    String refusal = refusals.peek();
    if (refusal != null) {
      throw new IllegalStateException("a mail was refused: " + refusal);
    }
    room.acquireUninterruptibly();
    byte[] mail = mail(from, client, text, mark, inReplyTo);
    threads.execute(
        () -> {
          try {
            handIn(from, client + "@" + Lab.SMS_DOMAIN, mail);
          } catch (IOException e) {
            refusals.add(String.valueOf(e.getMessage()));
          } finally {
            room.release();
          }
        });
  }

  private void handIn(String from, String to, byte[] mail) throws IOException {
    var talk = idle.poll();
    if (talk == null) {
      talk = new SmtpTalk(nodes.get(turn.getAndIncrement() % nodes.size()));
    }
    String reply = talk.send(from, to, mail);
    for (int again = 0; reply.startsWith("4") && again < 5; again++) {
      talk.reset();
      reply = talk.send(from, to, mail); // as a mail server does, only sooner
    }
    if (!reply.startsWith("250")) {
      throw new IOException(reply);
    }
    idle.add(talk);
  }

  private static byte[] mail(
      String from, String client, String text, String mark, Optional<String> inReplyTo) {
    var mail =
        new StringBuilder("From: " + from + "\r\nTo: " + client + "@" + Lab.SMS_DOMAIN + "\r\n")
            .append("Subject: Asunto " + mark + "\r\n")
            .append("Message-ID: <" + mark + "@bank.example>\r\n");
    inReplyTo.ifPresent(id -> mail.append("In-Reply-To: " + id + "\r\nReferences: " + id + "\r\n"));
    mail.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
        .append("Content-Transfer-Encoding: 8bit\r\n\r\n")
        .append(text)
        .append("\r\n.\r\n");
    return mail.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until every mail has its answer. */
  void drain() {
    room.acquireUninterruptibly(AT_ONCE);
    room.release(AT_ONCE);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    for (var talk = idle.poll(); talk != null; talk = idle.poll()) {
      try {
        talk.close();
      } catch (IOException e) {
        // it ends with the process
      }
    }
  }
}
