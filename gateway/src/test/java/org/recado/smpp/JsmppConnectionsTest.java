package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.message.Msisdn;
import org.recado.trial.SmppSettings;

/** What an SMSC can do to a message, and what is said of it. */
class JsmppConnectionsTest {

  private static final SubmitSm HOLA =
      new SubmitSm(
          Msisdn.of("34600000001"), Msisdn.of("34600111222"), 0, 0, Octets.ofHex("686f6c61"), 1);

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final Queue<DeliverSm> delivered = new ConcurrentLinkedQueue<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
  }

  @Test
  void whatTheSmscTakesHasItsIdAsItCame() throws Exception {
    var smsc =
        smsc(
            (pdu, session) ->
                "00Ab-" + new String(pdu.getShortMessage(), StandardCharsets.US_ASCII));
    var connections = bound(smsc.port());
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isEqualTo(new SubmitResult.Accepted("00Ab-hola"));
    assertThat(connections.room("one")).isEqualTo(10);
    assertThat(
            meters.timer("recado.smpp.submit", "connection", "one", "outcome", "Accepted").count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0x58,SLOW",
    "0x14,SLOW",
    "0x08,RETRY",
    "0x64,RETRY",
    "0x0b,GIVE_UP",
    "0x45,GIVE_UP",
    "0x22,GIVE_UP",
    "0x400,GIVE_UP"
  })
  void aRefusalSaysWhatFollows(String status, ErrorRule rule) throws Exception {
    int code = Integer.decode(status);
    var smsc =
        smsc(
            (pdu, session) -> {
              throw new ProcessRequestException("no", code);
            });
    assertThat(bound(smsc.port()).submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isEqualTo(new SubmitResult.Rejected(code, rule));
  }

  @Test
  void withoutABindNothingIsSent() throws Exception {
    int nobody;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    var connections = connections(nobody, Duration.ofSeconds(1), this::keep);
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
    assertThat(connections.room("one")).isZero();
    assertThat(connections.bound()).containsEntry("one", false);
  }

  @Test
  void anAnswerThatDoesNotComeLeavesTheFateUnknownAndTheLinkUp() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofMillis(300), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var lost = connections.submit("one", HOLA);
    Octets first = smsc.read(Commands.SUBMIT_SM);
    assertThat(lost.get(60, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.NoAnswer.class);
    // nothing more is risked until the SMSC says that it is there
    assertThat(connections.room("one")).isZero();
    int enquiry = Pdus.sequenceNumber(smsc.read(Commands.ENQUIRE_LINK));
    smsc.write(RawSmsc.pdu(Commands.ENQUIRE_LINK_RESP, 0, enquiry, ""));
    await().until(() -> connections.room("one") == 10);
    // too late: nobody waits for it, and the next is not mistaken for it
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(first), "3100"));
    var next = connections.submit("one", HOLA);
    Octets second = smsc.read(Commands.SUBMIT_SM);
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(second), "3200"));
    assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("2"));
  }

  @Test
  void aLinkCutAfterTheWriteLeavesTheFateUnknownAtOnce() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var one = connections.submit("one", HOLA);
    var two = connections.submit("one", HOLA);
    smsc.read(Commands.SUBMIT_SM);
    smsc.read(Commands.SUBMIT_SM);
    smsc.cut();
    assertThat(one.get(60, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.NoAnswer.class);
    assertThat(two.get(60, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.NoAnswer.class);
    // and the account is bound again
    smsc.acceptBind();
    awaitBound(connections);
  }

  @Test
  void aGenericNackLeavesTheFateUnknown() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var result = connections.submit("one", HOLA);
    int number = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    smsc.write(RawSmsc.pdu(Commands.GENERIC_NACK, 3, number, ""));
    assertThat(result.get(60, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.NoAnswer.class);
  }

  @Test
  void answersInAnyOrderAndInBadShapeFindTheirRequests() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var first = connections.submit("one", HOLA);
    var second = connections.submit("one", HOLA);
    var third = connections.submit("one", HOLA);
    int one = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    int two = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    int three = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    smsc.write(
        RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, three, "33")
            .plus(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0x58, two, ""))
            .plus(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, one, "61".repeat(80) + "00")));
    assertThat(third.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("3"));
    assertThat(second.get(60, TimeUnit.SECONDS))
        .isEqualTo(new SubmitResult.Rejected(0x58, ErrorRule.SLOW));
    assertThat(first.get(60, TimeUnit.SECONDS))
        .isEqualTo(new SubmitResult.Accepted("a".repeat(80)));
  }

  @Test
  void aFullWindowSendsNothingMore() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var under = new ArrayList<CompletableFuture<SubmitResult>>();
    for (int i = 0; i < 10; i++) {
      under.add(connections.submit("one", HOLA));
    }
    assertThat(connections.room("one")).isZero();
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
    assertThat(under).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aSilentLinkIsGivenUp() throws Exception {
    var smsc = raw();
    var connections =
        connections(
            settings(smsc.port(), Duration.ofMillis(300), Duration.ofMillis(200)), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    smsc.read(0x15);
    await().atMost(60, TimeUnit.SECONDS).until(() -> !isBound(connections));
    assertThat(smsc.hungUp()).isTrue();
  }

  @Test
  void aPduThatPausesInTheMiddleKeepsTheLinkInStep() throws Exception {
    var smsc = raw();
    var connections =
        connections(
            settings(smsc.port(), Duration.ofSeconds(30), Duration.ofMillis(100)), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    Octets pdu = deliverSm(7, "686f6c61", "");
    for (int cut : new int[] {3, 21}) {
      smsc.write(pdu.slice(0, cut));
      // the interval passes while the PDU is half here
      int enquiry = Pdus.sequenceNumber(smsc.read(0x15));
      smsc.write(pdu.slice(cut, pdu.length()));
      smsc.write(RawSmsc.pdu(0x80000015, 0, enquiry, ""));
      assertThat(Pdus.commandStatus(smsc.read(0x80000005))).isZero();
    }
    assertThat(delivered).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"00000000", "0000000f", "7fffffff", "ffffffff"})
  void aLengthThatCannotBeIsAnsweredAndEndsTheLink(String length) throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    smsc.write(Octets.ofHex(length + "000000050000000000000001"));
    Octets nack = smsc.read();
    assertThat(Pdus.commandId(nack)).isEqualTo(Commands.GENERIC_NACK);
    assertThat(Pdus.commandStatus(nack)).isEqualTo(CommandStatus.ESME_RINVCMDLEN);
    assertThat(smsc.hungUp()).isTrue();
    smsc.acceptBind();
    awaitBound(connections);
  }

  @Test
  void anUnknownCommandIsRefusedAndTheLinkGoesOn() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    smsc.write(RawSmsc.pdu(0x33302, 0, 9, "aabbcc").plus(deliverSm(10, "61", "")));
    Octets one = smsc.read();
    Octets two = smsc.read();
    var answers = List.of(Pdus.commandId(one), Pdus.commandId(two));
    assertThat(answers).containsExactlyInAnyOrder(Commands.GENERIC_NACK, 0x80000005);
  }

  @Test
  void aVendorsDamagedParameterDoesNotLoseTheReceipt() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    // claims 0x41 octets and has 5
    Octets pdu = deliverSm(11, "61", "001e0041" + "3132333400");
    smsc.write(pdu);
    assertThat(Pdus.commandStatus(smsc.read(0x80000005))).isZero();
    assertThat(delivered)
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.pdu()).isEqualTo(pdu);
              assertThat(read.tlvs()).containsEntry(0x1e, Octets.ofHex("3132333400"));
              assertThat(read.source()).isEqualTo("34600111222");
              assertThat(read.destination()).isEqualTo("34600000001");
            });
  }

  @Test
  void aDataSmIsAMessageToo() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    smsc.write(
        RawSmsc.pdu(
            Commands.DATA_SM,
            0,
            5,
            "00" + "0101313200" + "0101333400" + "000000" + "0424000454657374"));
    assertThat(Pdus.sequenceNumber(smsc.read(0x80000103))).isEqualTo(5);
    assertThat(delivered)
        .singleElement()
        .extracting(DeliverSm::shortMessage)
        .isEqualTo(Octets.ofHex("54657374"));
  }

  @Test
  void aMessageIsAnsweredOnlyWhenItIsKept() throws Exception {
    var kept = new CountDownLatch(1);
    var smsc = smsc((pdu, session) -> "1");
    var connections =
        connections(
            smsc.port(),
            Duration.ofSeconds(5),
            (name, pdu) -> {
              waitFor(kept);
              keep(name, pdu);
            });
    awaitBound(connections);
    var answer =
        CompletableFuture.runAsync(
            () -> {
              try {
                smsc.deliver(0, "hola".getBytes(StandardCharsets.US_ASCII));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    // answers to our own messages pass by one that is being kept
    for (int i = 0; i < 20; i++) {
      assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
          .isEqualTo(new SubmitResult.Accepted("1"));
    }
    assertThat(answer).isNotDone();
    kept.countDown();
    answer.get(60, TimeUnit.SECONDS);
    assertThat(delivered).hasSize(1);
  }

  @Test
  void aMessageThatCannotBeKeptIsSentAgainByTheSmsc() throws Exception {
    var smsc = smsc((pdu, session) -> "1");
    var failures = new AtomicInteger(1);
    var connections =
        connections(
            smsc.port(),
            Duration.ofSeconds(5),
            (name, pdu) -> {
              if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the database is away");
              }
              keep(name, pdu);
            });
    awaitBound(connections);
    byte[] hola = "hola".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> smsc.deliver(0, hola))
        .isInstanceOfSatisfying(
            NegativeResponseException.class, e -> assertThat(e.getCommandStatus()).isEqualTo(0x64));
    smsc.deliver(0, hola);
    assertThat(delivered).hasSize(1);
  }

  @Test
  void aBurstOfReceiptsIsTakenWhole() throws Exception {
    var smsc = raw();
    var together = new CountDownLatch(8);
    var connections =
        connections(
            smsc.port(),
            Duration.ofSeconds(30),
            (name, pdu) -> {
              together.countDown();
              waitFor(together);
              keep(name, pdu);
            });
    smsc.acceptBind();
    awaitBound(connections);
    Octets burst = Octets.NONE;
    for (int i = 1; i <= 1000; i++) {
      burst = burst.plus(deliverSm(i, "61", ""));
    }
    smsc.write(burst);
    for (int i = 0; i < 1000; i++) {
      assertThat(Pdus.commandStatus(smsc.read(0x80000005))).isZero();
    }
    assertThat(delivered).hasSize(1000);
  }

  @Test
  void whatFindsNoRoomIsThrottledAndNotLost() throws Exception {
    var smsc = raw();
    var open = new CountDownLatch(1);
    var connections =
        connections(
            SmppSettings.of("one", "port=" + smsc.port(), "receive-threads=1", "receive-queue=1"),
            (name, pdu) -> {
              waitFor(open);
              keep(name, pdu);
            });
    smsc.acceptBind();
    awaitBound(connections);
    for (int i = 1; i <= 3; i++) {
      smsc.write(deliverSm(i, "61", ""));
    }
    Octets refused = smsc.read();
    assertThat(Pdus.commandStatus(refused)).isEqualTo(CommandStatus.ESME_RTHROTTLED);
    assertThat(Pdus.sequenceNumber(refused)).isEqualTo(3);
    open.countDown();
    smsc.read();
    smsc.read();
    assertThat(delivered).hasSize(2);
  }

  @Test
  void theAccountIsBoundAgainWhenTheSmscComesBack() throws Exception {
    var first = smsc((pdu, session) -> "1");
    int port = first.port();
    var connections = bound(port);
    first.close();
    await().atMost(60, TimeUnit.SECONDS).until(() -> !isBound(connections));
    smsc(port, (pdu, session) -> "2");
    awaitBound(connections);
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isEqualTo(new SubmitResult.Accepted("2"));
  }

  @Test
  void anUnbindOfTheSmscIsFollowedByANewBind() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    smsc.write(RawSmsc.pdu(0x06, 0, 77, ""));
    assertThat(Pdus.commandId(smsc.read())).isEqualTo(0x80000006);
    assertThat(smsc.hungUp()).isTrue();
    smsc.acceptBind();
    awaitBound(connections);
  }

  @Test
  void stoppingWaitsForAnswersAndUnbinds() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var result = connections.submit("one", HOLA);
    int number = Pdus.sequenceNumber(smsc.read(Commands.SUBMIT_SM));
    var stopped = CompletableFuture.runAsync(connections::stop);
    await().until(() -> connections.room("one") == 0);
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, number, "3100"));
    int unbind = Pdus.sequenceNumber(smsc.read(0x06));
    smsc.write(RawSmsc.pdu(0x80000006, 0, unbind, ""));
    stopped.get(60, TimeUnit.SECONDS);
    assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("1"));
    assertThat(connections.isRunning()).isFalse();
  }

  @Test
  void stoppingDoesNotWaitForABindThatHangs() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptSilently();
    CompletableFuture.runAsync(connections::stop).get(3, TimeUnit.SECONDS);
    assertThat(smsc.hungUp()).isTrue();
  }

  @Test
  void stoppingAtAnyMomentLeavesNobodyBound() throws Exception {
    var smsc = smsc((pdu, session) -> "1");
    var random = new Random(7);
    for (int i = 0; i < 40; i++) {
      var connections = connections(smsc.port(), Duration.ofSeconds(5), this::keep);
      long until = System.nanoTime() + random.nextInt(8_000_000);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      connections.stop();
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> smsc.bound() == 0);
    await().during(Duration.ofMillis(300)).until(() -> smsc.bound() == 0);
  }

  @Test
  void theArchivedPduIsTheOneOnTheWire() throws Exception {
    var smsc = raw();
    var connections = connections(smsc.port(), Duration.ofSeconds(30), this::keep);
    smsc.acceptBind();
    awaitBound(connections);
    var result = connections.submit("one", HOLA);
    Octets sent = smsc.read(Commands.SUBMIT_SM);
    Octets archived = connections.encode("one", HOLA);
    assertThat(archived.slice(12, 16).hex()).isEqualTo("00000000");
    assertThat(archived.slice(0, 12)).isEqualTo(sent.slice(0, 12));
    assertThat(archived.slice(16, archived.length())).isEqualTo(sent.slice(16, sent.length()));
    assertThat(archived.hex().substring(32))
        .isEqualTo(
            "00"
                + "0101"
                + "333436303030303030303100"
                + "0101"
                + "333436303031313132323200"
                + "000000"
                + "0000"
                + "01000000"
                + "04686f6c61");
    assertThat(result).isNotDone();
  }

  @Test
  void aWrongPasswordIsTriedAgainAndNothingIsSent() throws Exception {
    var smsc = smsc((pdu, session) -> "1");
    var connections =
        connections(SmppSettings.of("one", "port=" + smsc.port(), "password=wrong"), this::keep);
    await().during(Duration.ofMillis(300)).until(() -> !isBound(connections));
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
  }

  @Test
  void aReceiptWithItsParametersArrivesWhole() throws Exception {
    var smsc = smsc((pdu, session) -> "1");
    bound(smsc.port());
    smsc.deliver(
        4,
        "id:1 stat:DELIVRD".getBytes(StandardCharsets.US_ASCII),
        new OptionalParameter.Receipted_message_id("38601fa"),
        new OptionalParameter.Message_state((byte) 2));
    assertThat(delivered)
        .singleElement()
        .satisfies(
            pdu -> {
              assertThat(pdu.esmClass()).isEqualTo(4);
              assertThat(pdu.tlvs()).containsEntry(0x1e, Octets.ofHex("3338363031666100"));
              assertThat(pdu.tlvs()).containsEntry(0x427, Octets.ofHex("02"));
            });
  }

  private void keep(String name, DeliverSm pdu) {
    assertThat(name).isEqualTo("one");
    delivered.add(pdu);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Octets deliverSm(int number, String textHex, String tlvs) {
    String length = "%02x".formatted(textHex.length() / 2);
    return RawSmsc.pdu(
        Commands.DELIVER_SM,
        0,
        number,
        "00"
            + "0101"
            + "333436303031313132323200"
            + "0101"
            + "333436303030303030303100"
            + "000000"
            + "0000"
            + "00000000"
            + length
            + textHex
            + tlvs);
  }

  private JsmppSmsc smsc(JsmppSmsc.Answer answer) throws IOException {
    return smsc(0, answer);
  }

  private JsmppSmsc smsc(int port, JsmppSmsc.Answer answer) throws IOException {
    var smsc = new JsmppSmsc(port, answer);
    toClose.add(smsc);
    return smsc;
  }

  private RawSmsc raw() throws IOException {
    var smsc = new RawSmsc();
    // ended last, so that no unbind waits for an answer
    toClose.add(smsc);
    return smsc;
  }

  private JsmppConnections bound(int port) {
    var connections = connections(port, Duration.ofSeconds(5), this::keep);
    awaitBound(connections);
    return connections;
  }

  private static boolean isBound(JsmppConnections connections) {
    return connections.bound().getOrDefault("one", false);
  }

  private static void awaitBound(JsmppConnections connections) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> isBound(connections));
  }

  private JsmppConnections connections(int port, Duration responseTimeout, SmscListener listener) {
    return connections(settings(port, responseTimeout, Duration.ofSeconds(30)), listener);
  }

  private JsmppConnections connections(SmppProperties settings, SmscListener listener) {
    var connections = new JsmppConnections(settings, listener, new Random(1), meters);
    connections.start();
    // the SMSC goes first: then stopping has nothing to wait for
    toClose.add(0, connections::stop);
    return connections;
  }

  private static SmppProperties settings(
      int port, Duration responseTimeout, Duration enquireLinkInterval) {
    return SmppSettings.of(
        "one",
        "port=" + port,
        "response-timeout=" + responseTimeout,
        "enquire-link-interval=" + enquireLinkInterval);
  }
}
