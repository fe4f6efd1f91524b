package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.message.Msisdn;
import org.recado.trial.SmppSettings;

/**
 * SMSCs that behave as none should: the link answers or closes, and the process does not suffer.
 */
@Timeout(240)
class HostileSmscTest {

  private static final SubmitSm HOLA =
      new SubmitSm(
          Msisdn.of("34600000001"), Msisdn.of("34600111222"), 0, 0, Octets.ofHex("686f6c61"), 1);

  private final AtomicInteger delivered = new AtomicInteger();
  private RawSmsc smsc;
  private JsmppConnections connections;

  @BeforeEach
  void listen() throws IOException {
    smsc = new RawSmsc();
    start("30s");
  }

  /**
   * @param silence after which the link is tested
   */
  private void start(String silence) {
    connections =
        new JsmppConnections(
            SmppSettings.of(
                "one",
                "port=" + smsc.port(),
                "window=20",
                "response-timeout=1s",
                "enquire-link-interval=" + silence,
                "reconnect-min=10ms",
                "reconnect-max=50ms",
                "receive-queue=50000"),
            (connection, pdu) -> delivered.incrementAndGet(),
            new Random(1),
            new SimpleMeterRegistry());
    connections.start();
  }

  @AfterEach
  void close() throws IOException {
    connections.stop();
    smsc.close();
  }

  @Test
  void aPduThatTricklesInForEverEndsTheLink() throws Exception {
    connections.stop();
    smsc.close();
    smsc = new RawSmsc();
    start("500ms");
    smsc.acceptBind();
    awaitBound();
    smsc.write(Octets.ofHex("0000ffff000000050000000000000001"));
    var trickle =
        new Thread(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  smsc.write(Octets.of((byte) 'x'));
                  LockSupport.parkNanos(50_000_000);
                }
              } catch (IOException e) {
                // it hung up
              }
            });
    trickle.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !connections.bound().getOrDefault("one", false));
    trickle.interrupt();
    trickle.join();
    smsc.acceptBind();
    awaitBound();
    worksStill();
  }

  @Test
  void answersToNothingAndAnswersThatComeTwiceChangeNothing() throws Exception {
    smsc.acceptBind();
    awaitBound();
    var sent = connections.submit("one", HOLA);
    int number = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    for (int wrong : new int[] {0, 1, number - 1, number + 1, Integer.MAX_VALUE, -1}) {
      smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, wrong, "393900"));
    }
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, number, "3700"));
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0x45, number, ""));
    assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("7"));
    worksStill();
  }

  @Test
  void aBindRefusedAndUnboundIsTriedAgain() throws Exception {
    smsc.acceptSilently();
    smsc.write(RawSmsc.pdu(Commands.BIND_TRANSCEIVER_RESP, 0x0e, 1, ""));
    smsc.write(RawSmsc.pdu(0x06, 0, 2, ""));
    smsc.acceptBind();
    awaitBound();
    worksStill();
  }

  @Test
  void outbindsAndAlertsDoNotDisturbTheLink() throws Exception {
    smsc.acceptBind();
    awaitBound();
    for (int i = 0; i < 500; i++) {
      smsc.write(RawSmsc.pdu(0x0b, 0, i + 1, "610062" + "00"));
      smsc.write(RawSmsc.pdu(0x102, 0, i + 1, "0101333400" + "0101393900"));
    }
    worksStill();
  }

  @Test
  void aFloodOfEnquireLinksIsAnsweredToTheLast() throws Exception {
    smsc.acceptBind();
    awaitBound();
    int many = 20_000;
    var writer =
        new Thread(
            () -> {
              try {
                for (int i = 1; i <= many; i++) {
                  smsc.write(RawSmsc.pdu(Commands.ENQUIRE_LINK, 0, i, ""));
                }
              } catch (IOException e) {
                // the test will miss its answers
              }
            });
    writer.start();
    for (int i = 1; i <= many; i++) {
      assertThat(Pdus.sequenceNumber(smsc.read(Commands.ENQUIRE_LINK_RESP))).isEqualTo(i);
    }
    writer.join();
    worksStill();
  }

  @Test
  void aFloodOfMessagesIsTakenWholeWhileTheConnectionIsPaused() throws Exception {
    smsc.acceptBind();
    awaitBound();
    connections.pause("one");
    int many = 20_000;
    var pdu = JsmppConnectionsTest.deliverSm(5, "61", "");
    long start = System.nanoTime();
    var writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < many; i++) {
                  smsc.write(pdu);
                }
              } catch (IOException e) {
                // the test will miss its answers
              }
            });
    writer.start();
    for (int i = 0; i < many; i++) {
      assertThat(Pdus.commandStatus(smsc.read(0x80000005))).isZero();
    }
    writer.join();
    System.out.printf(
        "deliver_sm flood while paused: %d/s%n",
        many * 1_000_000_000L / (System.nanoTime() - start));
    assertThat(delivered.get()).isEqualTo(many);
    assertThat(connections.submit("one", HOLA).get(1, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
    connections.resume("one");
    worksStill();
  }

  @Test
  void aGenericNackForEachLeavesEachInDoubtAndTheLinkUp() throws Exception {
    smsc.acceptBind();
    awaitBound();
    for (int i = 0; i < 200; i++) {
      var sent = connections.submit("one", HOLA);
      int number = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
      smsc.write(RawSmsc.pdu(Commands.GENERIC_NACK, 3, number, ""));
      assertThat(sent.get(60, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.NoAnswer.class);
    }
    worksStill();
  }

  private void awaitBound() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> connections.bound().getOrDefault("one", false));
  }

  private void worksStill() throws Exception {
    var sent = connections.submit("one", HOLA);
    int number = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, number, "3100"));
    assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("1"));
  }
}
