package org.recado.lab.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends many mails over many connections at once and counts what was answered. */
public final class LoadGenerator {

  private final InetSocketAddress server;
  private final LoadMail mail;
  private final byte[] content;

  public LoadGenerator(InetSocketAddress server, LoadMail mail) {
    this.server = server;
    this.mail = mail;
    this.content = mail.octets();
  }

  /**
   * @param accepted how many were answered 250
   * @param nanos from the first connection to the last answer
   * @param latencies from the first command of a mail to its answer, ascending, nanoseconds
   * @param refusals other replies, or what broke, and how often
   */
  public record Result(
      int accepted, long nanos, List<Long> latencies, Map<String, Integer> refusals) {

    public long perSecond() {
      return accepted * 1_000_000_000L / Math.max(1, nanos);
    }

    /** The latency that this share of the mails stayed within, in milliseconds. */
    public double millis(double share) {
      if (latencies.isEmpty()) {
        return 0;
      }
      int index = (int) Math.ceil(share * latencies.size()) - 1;
      return latencies.get(Math.max(0, index)) / 1e6;
    }
  }

  /**
   * @param connections how many at a time
   * @param mails how many in all
   * @param kept whether a connection is used for many mails, or for one
   */
  public Result run(int connections, int mails, boolean kept) {
    var next = new AtomicInteger();
    var workers = new ArrayList<Worker>();
    long start = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      var worker = new Worker(next, mails, kept);
      workers.add(worker);
      worker.start();
    }
    var latencies = new ArrayList<Long>();
    var refusals = new TreeMap<String, Integer>();
    for (Worker worker : workers) {
      join(worker);
      latencies.addAll(worker.latencies);
      worker.refusals.forEach((reply, times) -> refusals.merge(reply, times, Integer::sum));
    }
    long nanos = System.nanoTime() - start;
    Long[] sorted = latencies.toArray(Long[]::new);
    Arrays.sort(sorted);
    return new Result(sorted.length, nanos, List.of(sorted), refusals);
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private final class Worker extends Thread {

    private final AtomicInteger next;
    private final int mails;
    private final boolean kept;
    final List<Long> latencies = new ArrayList<>();
    final Map<String, Integer> refusals = new TreeMap<>();

    Worker(AtomicInteger next, int mails, boolean kept) {
      super("load");
      this.next = next;
      this.mails = mails;
      this.kept = kept;
      setDaemon(true);
    }

    @Override
    public void run() {
      for (int n = next.getAndIncrement(); n < mails; n = next.getAndIncrement()) {
        try (var talk = new SmtpTalk(server)) {
          boolean more = send(talk, n);
          while (kept && more && (n = next.getAndIncrement()) < mails) {
            more = send(talk, n);
          }
        } catch (IOException e) {
          refusals.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
      }
    }

    private boolean send(SmtpTalk talk, int n) throws IOException {
      long start = System.nanoTime();
      String reply = talk.send(mail.from(), mail.to().apply(n), content);
      if (reply.startsWith("250")) {
        latencies.add(System.nanoTime() - start);
        return true;
      }
      refusals.merge(reply, 1, Integer::sum);
      talk.reset();
      return !reply.startsWith("421");
    }
  }
}
