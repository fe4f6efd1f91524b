package org.recado.lab.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.smsc.Ceiling;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;

/**
 * Measures the packaged gateway against the lab: how fast it accepts durably, how fast a mail
 * becomes an SMS with its receipt on record, how long one message takes; and Postfix beside it.
 */
public final class Bench {

  private static final int CONNECTIONS = 20;
  private static final int OCTETS = 2000;
  private static final Duration DRAIN = Duration.ofMinutes(10);

  private final BenchOptions options;
  private final PrintStream out;
  private final Path folder;
  private final Figures figures = new Figures();

  private Bench(BenchOptions options, PrintStream out, Path folder) {
    this.options = options;
    this.out = out;
    this.folder = folder;
  }

  /** See {@link BenchOptions} for the arguments. */
  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Optional<BenchOptions> options = BenchOptions.of(List.of(arguments), out);
    if (options.isEmpty()) {
      return;
    }
    Path folder = Files.createTempDirectory("recado-bench");
    new Bench(options.get(), out, folder).run();
    out.println("logs in " + folder);
  }

  private void run() throws IOException, InterruptedException {
    machine();
    ceiling();
    try (var lab = Lab.start(LabSettings.test().withReceiptDelay(Duration.ZERO))) {
      lab.smsc().remember(false);
      var properties = lab.gatewayProperties();
      // smtp-source can neither sign in nor choose its address
      properties.put("recado.smtp.relays[0].name", "load");
      properties.put("recado.smtp.relays[0].addresses[0]", "127.0.0.0/8");
      try (var gateway = GatewayProcess.start(options.jar(), properties, folder, options.jvm())) {
        Duration ready = gateway.awaitReady(Duration.ofMinutes(3));
        figures.add("start of the jar, to ready", "s", ready.toMillis() / 1000.0);
        measure(lab, gateway);
      }
    }
    figures.print(out);
  }

  private void measure(Lab lab, GatewayProcess gateway) throws IOException, InterruptedException {
    var recado = loopback(lab.settings().gateway().smtp());
    var mail = LoadMail.reminder("avisos@bank.example", Lab.SMS_DOMAIN, OCTETS);
    Optional<SmtpSource> source = SmtpSource.find(folder);
    Optional<PostfixPeer> postfix = PostfixPeer.start(options.peers(), folder);
    try {
      wholeWay(lab, recado, mail, "(warming up)", Math.min(2000, options.mails()), new Figures());
      for (int run = 0; run < options.runs(); run++) {
        for (boolean kept : new boolean[] {true, false}) {
          accept("Recado", lab, recado, mail, kept, source);
          if (postfix.isPresent()) {
            accept("Postfix", lab, postfix.get().address(), mail, kept, source);
          }
        }
        var before = CpuTime.of(gateway, lab.postgres());
        wholeWay(lab, recado, mail, "Recado mail to recorded receipt", options.mails(), figures);
        var taken = CpuTime.of(gateway, lab.postgres()).minus(before);
        figures.add("  of it processor time of the gateway, a mail", "ms", aMail(taken.gateway()));
        figures.add("  of it processor time of PostgreSQL, a mail", "ms", aMail(taken.postgres()));
        latency(lab, recado, mail);
      }
    } finally {
      if (postfix.isPresent()) {
        postfix.get().close();
      }
    }
  }

  private void accept(
      String whose,
      Lab lab,
      InetSocketAddress server,
      LoadMail mail,
      boolean kept,
      Optional<SmtpSource> source)
      throws IOException, InterruptedException {
    String what =
        "%s accepts, %d %s connections".formatted(whose, CONNECTIONS, kept ? "kept" : "new");
    boolean ours = whose.equals("Recado");
    long before = lab.smsc().acknowledgedReceipts();
    var result = new LoadGenerator(server, mail).run(CONNECTIONS, options.mails(), kept);
    tell(what, result);
    figures.add(what, "/s", (double) result.perSecond());
    if (ours) {
      drain(lab, before + result.accepted());
    }
    if (source.isPresent()) {
      before = lab.smsc().acknowledgedReceipts();
      double rate =
          (double) source.get().perSecond(server, mail, CONNECTIONS, options.mails(), kept);
      figures.add(what + ", smtp-source", "/s", rate);
      if (ours) {
        drain(lab, before + options.mails());
      }
    }
  }

  private void wholeWay(
      Lab lab, InetSocketAddress server, LoadMail mail, String what, int mails, Figures into) {
    long before = lab.smsc().acknowledgedReceipts();
    long start = System.nanoTime();
    var result = new LoadGenerator(server, mail).run(CONNECTIONS, mails, true);
    tell(what, result);
    drain(lab, before + result.accepted());
    into.add(what, "/s", result.accepted() * 1e9 / (System.nanoTime() - start));
  }

  private double aMail(Duration taken) {
    return taken.toNanos() / 1e6 / options.mails();
  }

  /**
   * From the last byte of a mail to its submit_sm at the SMSC, one at a time on an idle gateway.
   */
  private void latency(Lab lab, InetSocketAddress server, LoadMail mail) throws IOException {
    SmscSimulator smsc = lab.smsc();
    int tries = 200;
    var millis = new double[tries];
    try (var talk = new SmtpTalk(server)) {
      for (int i = 0; i < tries; i++) {
        long submitted = smsc.submissionCount();
        long receipts = smsc.acknowledgedReceipts();
        var arrival = new Arrival(smsc, submitted);
        long end = talk.sendTimed(mail.from(), mail.to().apply(i), mail.octets());
        millis[i] = (arrival.nanos() - end) / 1e6;
        drain(lab, receipts + 1);
      }
    }
    List<Double> sorted = Arrays.stream(millis).sorted().boxed().toList();
    figures.add("Recado one message to submit_sm, p50", "ms", sorted.get(tries / 2));
    figures.add("Recado one message to submit_sm, p95", "ms", sorted.get(tries * 95 / 100));
  }

  private static void drain(Lab lab, long receipts) {
    lab.changes().await("all receipts", DRAIN, () -> lab.smsc().acknowledgedReceipts() >= receipts);
  }

  private void tell(String what, LoadGenerator.Result result) {
    out.println(
        "%s: %d accepted, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms %s"
            .formatted(
                what,
                result.accepted(),
                result.millis(.5),
                result.millis(.95),
                result.millis(.99),
                result.refusals().isEmpty() ? "" : result.refusals()));
  }

  private void ceiling() {
    try (var smsc = SmscSimulator.start(SmscSettings.defaults())) {
      smsc.remember(false);
      for (int run = 0; run <= options.runs(); run++) {
        double rate = Ceiling.perSecond(smsc, 50_000, 100);
        if (run > 0) {
          figures.add("(SMSC simulator by itself, one bind, window 100)", "/s", rate);
        }
      }
    }
  }

  private void machine() throws IOException {
    out.println(
        "%d cores, %s %s, Java %s, fsync %d µs, %d mails of %d octets a run, %d runs"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"),
                fsyncMicros(),
                options.mails(),
                OCTETS,
                options.runs()));
  }

  private long fsyncMicros() throws IOException {
    int times = 200;
    try (var file =
        FileChannel.open(
            folder.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        file.write(ByteBuffer.allocate(4096));
        file.force(false);
      }
      return (System.nanoTime() - start) / times / 1000;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
