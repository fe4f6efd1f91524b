package org.recado.lab.smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.util.DeliveryReceiptState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.recado.message.Msisdn;

class SmscSimulatorTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Msisdn ANA = Msisdn.of("+34600111222");
  private static final Msisdn LONG = Msisdn.of(Esme.LONG_NUMBER);

  private SmscSimulator smsc = SmscSimulator.start(SmscSettings.defaults());

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Test
  void aTextAppearsOnTheHandsetAndItsReceiptFollows() throws Exception {
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      String id = esme.submit(ANA.digits(), "Su cita es mañana, 10€ [aviso]");

      assertThat(smsc.handset(ANA).await(sms -> true, SOON).text())
          .isEqualTo("Su cita es mañana, 10€ [aviso]");
      var receipt = await().until(() -> esme.delivered, list -> !list.isEmpty()).get(0);
      assertThat(receipt.isSmscDeliveryReceipt()).isTrue();
      assertThat(receipt.getSourceAddr()).isEqualTo(ANA.digits());
      assertThat(receipt.getDestAddress()).isEqualTo(Esme.LONG_NUMBER);
      var parsed = receipt.getShortMessageAsDeliveryReceipt();
      assertThat(parsed.getId()).isEqualTo(id);
      assertThat(parsed.getFinalStatus()).isEqualTo(DeliveryReceiptState.DELIVRD);
      smsc.changes().await("an acknowledged receipt", SOON, () -> smsc.acknowledgedReceipts() == 1);
    }
  }

  @Test
  void everySubmissionIsKeptAsItCame() throws Exception {
    try (var esme = new Esme(smsc, BindType.BIND_TX)) {
      String id = esme.submit(ANA.digits(), "uno");

      var submission = smsc.submissions().get(0);
      assertThat(submission.messageId()).isEqualTo(id);
      assertThat(submission.source()).isEqualTo(Esme.LONG_NUMBER);
      assertThat(submission.destination()).isEqualTo(ANA.digits());
      assertThat(submission.text()).isEqualTo("uno");
      assertThat(submission.connection()).isEqualTo("recado#1");
      assertThat(submission.pdu()).endsWith("00" + "03" + "756e6f");
    }
  }

  @Test
  void partsArePutTogetherInAnyOrder() throws Exception {
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      esme.submit(ANA.digits(), new byte[] {5, 0, 3, 7, 2, 2, 'b'}, 0x40, 0);
      esme.submit(ANA.digits(), new byte[] {6, 8, 4, 1, 7, 2, 2, 0, 'd'}, 0x40, 8);
      assertThat(smsc.handset(ANA).messages()).isEmpty();

      esme.submit(ANA.digits(), new byte[] {5, 0, 3, 7, 2, 1, 'a'}, 0x40, 0);
      esme.submit(ANA.digits(), new byte[] {6, 8, 4, 1, 7, 2, 1, 0, 'c'}, 0x40, 8);

      smsc.handset(ANA).await(sms -> sms.text().equals("ab"), SOON);
      smsc.handset(ANA).await(sms -> sms.text().equals("cd"), SOON);
    }
  }

  @Test
  void ucs2IsShownWithItsEmoji() throws Exception {
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      esme.submit(ANA.digits(), "Hola 👋".getBytes(StandardCharsets.UTF_16BE), 0, 8);

      smsc.handset(ANA).await(sms -> sms.text().equals("Hola 👋"), SOON);
    }
  }

  @Test
  void aLongAnswerComesInPartsThatFitTogether() throws Exception {
    String text = "Mañana no puedo. ".repeat(12).strip() + " €";
    try (var esme = new Esme(smsc, BindType.BIND_RX)) {
      smsc.handset(ANA).send(text, LONG).awaitAcknowledged(SOON);

      assertThat(esme.delivered).hasSize(2).allMatch(DeliverSm::isUdhi);
      assertThat(joined(esme.delivered)).isEqualTo(text);
    }
  }

  @Test
  void aRefusedDeliverSmComesAgainUntilItIsTaken() throws Exception {
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      var refusals = new AtomicInteger(2);
      esme.before =
          pdu -> {
            if (refusals.getAndDecrement() > 0) {
              throw new IllegalStateException("not now");
            }
          };
      var outgoing = smsc.handset(ANA).send("sí", LONG);

      outgoing.awaitAcknowledged(SOON);
      assertThat(outgoing.transmissions()).isEqualTo(3);
      assertThat(esme.delivered).hasSize(1);
      assertThat(smsc.undelivered()).isZero();
    }
  }

  @Test
  void whatNobodyAnsweredComesAgainOnTheNextLink() throws Exception {
    var first = new Esme(smsc, BindType.BIND_TRX);
    smsc.holdAcknowledgements();
    var outgoing = smsc.handset(ANA).send("hola", LONG);
    await().until(() -> first.delivered.size() == 1);

    smsc.cutLinks();
    smsc.awaitBound(0, SOON);
    smsc.release();
    assertThat(outgoing.acknowledged()).isFalse();
    try (var second = new Esme(smsc, BindType.BIND_TRX)) {
      outgoing.awaitAcknowledged(SOON);
      assertThat(second.delivered).hasSize(1);
      assertThat(outgoing.transmissions()).isEqualTo(2);
    }
    first.close();
  }

  @Test
  void anUndeliverableNumberSaysSoAndItsPhoneStaysEmpty() throws Exception {
    var number = MagicNumber.UNDELIVERABLE.number();
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      esme.submit(number.digits(), "hola");

      var receipt = await().until(() -> esme.delivered, list -> !list.isEmpty()).get(0);
      assertThat(receipt.getShortMessageAsDeliveryReceipt().getFinalStatus())
          .isEqualTo(DeliveryReceiptState.UNDELIV);
      assertThat(smsc.handset(number).messages()).isEmpty();
    }
  }

  @Test
  void aThrottledNumberIsTakenAtTheFourthAttempt() throws Exception {
    String number = MagicNumber.THROTTLED.number().digits();
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> esme.submit(number, "hola"))
            .isInstanceOfSatisfying(
                NegativeResponseException.class,
                e -> assertThat(e.getCommandStatus()).isEqualTo(0x58));
      }
      assertThat(esme.submit(number, "hola")).isNotEmpty();
      assertThat(smsc.submissions()).filteredOn(Submission::taken).hasSize(1);
    }
  }

  @Test
  void aSilentSmscStillDelivers() throws Exception {
    smsc.when(ANA, Behaviour.noAnswer());
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      esme.session.setTransactionTimer(200);
      assertThatThrownBy(() -> esme.submit(ANA.digits(), "hola"))
          .isInstanceOf(ResponseTimeoutException.class);
      smsc.handset(ANA).await(sms -> sms.text().equals("hola"), SOON);
      await().until(() -> esme.delivered.size() == 1);
    }
  }

  @Test
  void aCutLinkLeavesTheReceiptForTheNextOne() throws Exception {
    smsc.when(ANA, Behaviour.linkCut().after(Duration.ZERO));
    var first = new Esme(smsc, BindType.BIND_TRX);
    first.session.setTransactionTimer(200);
    assertThatThrownBy(() -> first.submit(ANA.digits(), "hola")).isInstanceOf(Exception.class);
    smsc.asUsual();

    try (var second = new Esme(smsc, BindType.BIND_TRX)) {
      await().until(() -> second.delivered.size() == 1);
    }
    first.close();
  }

  @Test
  void heldAnswersComeOnceReleased() throws Exception {
    smsc.holdAnswers();
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      var answer = CompletableFuture.supplyAsync(() -> submit(esme));
      smsc.awaitSubmissions(1, SOON);
      assertThat(answer).isNotDone();

      smsc.release();
      assertThat(answer).succeedsWithin(SOON);
    }
  }

  @Test
  void unbindIsAnsweredEvenWhileMuchIsSent() throws Exception {
    for (int i = 0; i < 20; i++) {
      var esme = new Esme(smsc, BindType.BIND_TRX);
      smsc.handset(ANA).send("hola", LONG);
      long start = System.nanoTime();
      esme.session.unbindAndClose();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void aWrongPasswordIsNotBound() {
    assertThatThrownBy(() -> new Esme(smsc, BindType.BIND_TRX, "wrong"))
        .hasRootCauseInstanceOf(NegativeResponseException.class);
    assertThat(smsc.boundLinks()).isZero();
  }

  @Test
  void aReceiverAndATransmitterShareAnAccount() throws Exception {
    try (var transmitter = new Esme(smsc, BindType.BIND_TX);
        var receiver = new Esme(smsc, BindType.BIND_RX)) {
      transmitter.submit(ANA.digits(), "hola");

      await().until(() -> receiver.delivered.size() == 1);
      assertThat(transmitter.delivered).isEmpty();
    }
  }

  @Test
  void receiptsMayCarryTlvsOrAnotherFormOfTheId() throws Exception {
    smsc.close();
    smsc = SmscSimulator.start(SmscSettings.defaults().withReceiptForm(ReceiptForm.WITH_TLVS));
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      String id = esme.submit(ANA.digits(), "hola");
      var receipt = await().until(() -> esme.delivered, list -> !list.isEmpty()).get(0);
      assertThat(
              receipt
                  .getOptionalParameter(OptionalParameter.Receipted_message_id.class)
                  .getValueAsString())
          .isEqualTo(id);
    }
    smsc.close();
    smsc =
        SmscSimulator.start(SmscSettings.defaults().withReceiptForm(ReceiptForm.DECIMAL_FOR_HEX));
    try (var esme = new Esme(smsc, BindType.BIND_TRX)) {
      String id = esme.submit(ANA.digits(), "hola");
      var receipt = await().until(() -> esme.delivered, list -> !list.isEmpty()).get(0);
      assertThat(receipt.getShortMessageAsDeliveryReceipt().getId())
          .isEqualTo(Long.toString(Long.parseLong(id, 16)));
    }
  }

  private static String submit(Esme esme) {
    try {
      return esme.submit(ANA.digits(), "hola");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String joined(List<DeliverSm> parts) {
    var text = new StringBuilder();
    parts.stream()
        .map(DeliverSm::getShortMessage)
        .sorted((one, other) -> one[5] - other[5])
        .forEach(
            part ->
                text.append(Gsm0338.decode(java.util.Arrays.copyOfRange(part, 6, part.length))));
    return text.toString();
  }
}
