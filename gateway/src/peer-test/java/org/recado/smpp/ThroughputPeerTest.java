package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GeneralDataCoding;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.junit.jupiter.api.Test;
import org.recado.lab.smsc.Behaviour;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.message.Msisdn;
import org.recado.trial.SmppSettings;

/**
 * One bind with a window of 50 beside plain jsmpp with 20 threads, and beside a raw stream that
 * tells what the SMSC can take at all; all in the same run, against node-smpp and against the lab's
 * SMSC; so many messages as the property {@code recado.throughput} says.
 */
class ThroughputPeerTest {

  private static final int WINDOW = 50;
  private static final int MESSAGES = Integer.getInteger("recado.throughput", 20_000);
  private static final SubmitSm HOLA =
      new SubmitSm(
          Msisdn.of("34910000001"),
          Msisdn.of("34600111222"),
          0,
          0,
          Octets.of("Su recibo vence el lunes. Banco Ejemplo".getBytes(StandardCharsets.US_ASCII)),
          1);

  @Test
  void oneBindIsQuickerThanTwentyThreadsOfPlainJsmpp() throws Exception {
    assumeTrue(NodeSmpp.isInstalled(), "npm install in lab/peers/node-smpp first");
    try (var smsc = new NodeSmpp(null, true)) {
      var measured = measure("node-smpp", smsc.port());
      assertThat(measured.ours()).isGreaterThan(measured.plain());
    }
    var settings = SmscSettings.defaults().withAccounts(Map.of("recado", "secret"));
    try (var smsc = SmscSimulator.start(settings)) {
      smsc.otherwise(Behaviour::noReceipt);
      measure("the lab's SMSC", smsc.port());
    }
  }

  /** PDUs a second. */
  private record Measured(long raw, long ours, long plain) {}

  /** The best of three, after a run to warm up. */
  private static Measured measure(String smsc, int port) throws Exception {
    var stream = new RawStream(SubmitSmPdu.encode(HOLA, 0, AddressSettings.INTERNATIONAL), WINDOW);
    var best = new Measured(0, 0, 0);
    for (int round = 0; round < 4; round++) {
      int messages = round == 0 ? MESSAGES / 4 : MESSAGES;
      long raw = stream.perSecond(port, "recado", "secret", messages);
      long ours = ours(port, messages);
      long plain = jsmpp(port, messages);
      if (round > 0) {
        best =
            new Measured(
                Math.max(best.raw(), raw),
                Math.max(best.ours(), ours),
                Math.max(best.plain(), plain));
      }
    }
    System.out.printf(
        "throughput against %s: raw stream %d/s, Recado one bind window 50 %d/s, plain jsmpp 20"
            + " threads %d/s; Recado is %.2f of jsmpp and %.2f of the raw stream%n",
        smsc,
        best.raw(),
        best.ours(),
        best.plain(),
        (double) best.ours() / best.plain(),
        (double) best.ours() / best.raw());
    return best;
  }

  private static long ours(int port, int messages) throws Exception {
    var connections =
        new JsmppConnections(
            SmppSettings.of("one", "port=" + port, "window=" + WINDOW, "response-timeout=30s"),
            (connection, pdu) -> {},
            new Random(1),
            new SimpleMeterRegistry());
    connections.start();
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> connections.bound().getOrDefault("one", false));
      var window = new Semaphore(WINDOW);
      var accepted = new AtomicInteger();
      long start = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        window.acquire();
        CompletableFuture<SubmitResult> sent = connections.submit("one", HOLA);
        var unused =
            sent.thenAccept(
                result -> {
                  if (result instanceof SubmitResult.Accepted) {
                    accepted.incrementAndGet();
                  }
                  window.release();
                });
      }
      window.acquire(WINDOW);
      long nanos = System.nanoTime() - start;
      assertThat(accepted.get()).isEqualTo(messages);
      return messages * 1_000_000_000L / nanos;
    } finally {
      connections.stop();
    }
  }

  private static long jsmpp(int port, int messages) throws Exception {
    var session = new SMPPSession();
    session.connectAndBind(
        "127.0.0.1",
        port,
        new BindParameter(
            BindType.BIND_TRX,
            "recado",
            "secret",
            "",
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.UNKNOWN,
            null));
    session.setTransactionTimer(30_000);
    var pool = Executors.newFixedThreadPool(20);
    byte[] text = HOLA.shortMessage().toArray();
    var left = new AtomicInteger(messages);
    long start = System.nanoTime();
    for (int t = 0; t < 20; t++) {
      pool.execute(
          () -> {
            while (left.getAndDecrement() > 0) {
              try {
                session.submitShortMessage(
                    "",
                    TypeOfNumber.INTERNATIONAL,
                    NumberingPlanIndicator.ISDN,
                    "34910000001",
                    TypeOfNumber.INTERNATIONAL,
                    NumberingPlanIndicator.ISDN,
                    "34600111222",
                    new ESMClass(),
                    (byte) 0,
                    (byte) 0,
                    null,
                    null,
                    new RegisteredDelivery(1),
                    (byte) 0,
                    new GeneralDataCoding(),
                    (byte) 0,
                    text);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            }
          });
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
    long nanos = System.nanoTime() - start;
    session.unbindAndClose();
    return messages * 1_000_000_000L / nanos;
  }
}
