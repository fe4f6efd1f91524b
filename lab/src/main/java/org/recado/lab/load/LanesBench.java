package org.recado.lab.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;

/**
 * Bulk never delays a person: many reminders wait for an account with a pace, and employees text
 * meanwhile. From the last octet of each of their mails to its {@code submit_sm}.
 */
public final class LanesBench {

  private static final Duration DRAIN = Duration.ofMinutes(30);

  private final Path jar;
  private final int reminders;
  private final int people;
  private final int perSecond;
  private final long seed;
  private final PrintStream out;

  private LanesBench(Map<String, String> options, PrintStream out) {
    this.jar = Path.of(options.getOrDefault("jar", "gateway/target/recado-gateway.jar"));
    this.reminders = Integer.parseInt(options.getOrDefault("reminders", "20000"));
    this.people = Integer.parseInt(options.getOrDefault("people", "300"));
    this.perSecond = Integer.parseInt(options.getOrDefault("pace", "50"));
    this.seed = Long.parseLong(options.getOrDefault("seed", "1"));
    this.out = out;
  }

  /** {@code --reminders=20000 --people=300 --pace=50 --seed=1 --jar=…}. */
  public static void main(String[] arguments) throws Exception {
    var options = new HashMap<String, String>();
    for (String argument : arguments) {
      String[] halves = argument.replaceFirst("^--", "").split("=", 2);
      options.put(halves[0], halves.length == 2 ? halves[1] : "");
    }
    new LanesBench(options, new PrintStream(System.out, true, StandardCharsets.UTF_8)).run();
  }

  private void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("recado-lanes");
    try (var lab = Lab.start(LabSettings.test().withReceiptDelay(Duration.ZERO))) {
      var properties = lab.gatewayProperties();
      properties.put(
          "recado.smpp.connections[0].pace.segments-per-second", Integer.toString(perSecond));
      properties.put("recado.smtp.relays[0].addresses[0]", "127.0.0.0/8");
      try (var gateway = GatewayProcess.start(jar, properties, folder, List.of())) {
        gateway.awaitReady(Duration.ofMinutes(3));
        measure(lab);
      }
    }
    out.println("log in " + folder);
  }

  private void measure(Lab lab) throws IOException {
    var server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.settings().gateway().smtp());
    var bulk = mail("avisos", "X-SMS-Category: reminder\n", n -> "+3461%07d".formatted(n));
    long begun = System.nanoTime();
    var queued = new LoadGenerator(server, bulk).run(20, reminders, true);
    out.println(
        "%d reminders accepted in %.0f s %s; the account takes %d segments a second: %.0f s of them wait"
            .formatted(
                queued.accepted(),
                (System.nanoTime() - begun) / 1e9,
                queued.refusals(),
                perSecond,
                (queued.accepted() - lab.smsc().submissionCount()) / (double) perSecond));
    // spread over what is left of the run, less its end
    long room = (long) ((queued.accepted() - lab.smsc().submissionCount()) * 0.9e9 / perSecond);
    var random = new Random(seed);
    long[] moments = random.longs(people, 0, Math.max(1, room)).sorted().toArray();
    long start = System.nanoTime();
    var sent = new Instant[people];
    var personal = mail("marta.ruiz", "", n -> "+3462%07d".formatted(n));
    try (var talk = new SmtpTalk(server)) {
      for (int i = 0; i < people; i++) {
        while (System.nanoTime() - start < moments[i]) {
          LockSupport.parkNanos(Math.max(1, moments[i] - (System.nanoTime() - start)));
        }
        long last = talk.sendTimed(personal.from(), personal.to().apply(i), personal.octets());
        sent[i] = Instant.now().minusNanos(System.nanoTime() - last);
      }
    }
    var smsc = lab.smsc();
    long bulkLeft = queued.accepted() + people - smsc.submissionCount();
    smsc.changes()
        .await("all texts", DRAIN, () -> smsc.submissionCount() >= queued.accepted() + people);
    tell(lab, sent, bulkLeft);
  }

  private void tell(Lab lab, Instant[] sent, long bulkLeft) {
    var first = new HashMap<String, Instant>();
    lab.smsc()
        .submissions()
        .forEach(sms -> first.putIfAbsent(sms.destination().replace("+", ""), sms.at()));
    double[] millis = new double[people];
    for (int i = 0; i < people; i++) {
      var at = first.get("3462%07d".formatted(i));
      millis[i] = Duration.between(sent[i], at).toNanos() / 1e6;
    }
    Arrays.sort(millis);
    out.printf(
        Locale.ROOT,
        "%d people's texts among %d reminders (%d still waited when the last of them came), seed %d:%n"
            + "mail to submit_sm p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        people,
        reminders,
        bulkLeft,
        seed,
        at(millis, .5),
        at(millis, .95),
        at(millis, .99),
        millis[people - 1]);
  }

  private static double at(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private static LoadMail mail(String who, String headers, IntFunction<String> number) {
    String from = who + "@bank.example";
    return new LoadMail(
        from,
        n -> number.apply(n) + "@" + Lab.SMS_DOMAIN,
        "From: <%s>\nTo: client@%s\nSubject: Aviso\n%s\nSu cuota vence el viernes. Banco Ejemplo\n"
            .formatted(from, Lab.SMS_DOMAIN, headers)
            .replace("\n", "\r\n"));
  }
}
