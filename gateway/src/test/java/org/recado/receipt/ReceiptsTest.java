package org.recado.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.record.Archive;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.MessageIdForms;
import org.recado.smpp.Octets;
import org.recado.trial.RunningClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** Receipts as SMSCs really send them, into a real database. */
@Timeout(240)
class ReceiptsTest {

  private static final Msisdn ANA = Msisdn.of("+34611000001");
  private static final Msisdn EVA = Msisdn.of("+34699000002");
  private static final TrialDatabase database = TrialDatabase.create();

  private final RunningClock clock = new RunningClock();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final List<TrialNode> nodes = new ArrayList<>();
  private TrialNode node = node();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.sms, gateway.segment, gateway.submission, gateway.lease, gateway.mail,"
            + " gateway.orphan_receipt, gateway.long_number, archive.record CASCADE");
    node.numbers("+34910000001");
  }

  @AfterEach
  void end() {
    nodes.forEach(TrialNode::close);
  }

  @Test
  void aReceiptThatComesBeforeTheAnswerIsNotLost() {
    var sms = text(ANA, "SUBMITTED");
    node.deliver(receipt("77", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    node.receipts.start();
    segment(sms, 1, 1, "77"); // the answer is committed
    await().until(() -> node.state(sms).equals("DELIVERED"));
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  @Test
  void anIdMayComeBackInDecimalOrHexWithZerosOrInOtherCase() {
    var one = sent(ANA, "1A2B");
    node.deliver(receipt("6699", ANA, "DELIVRD"));
    var two = sent(ANA, "6700");
    node.deliver(receipt("00001A2C", ANA, "DELIVRD"));
    var three = sent(ANA, "AbC-7");
    node.deliver(receipt("aBc-7", ANA, "DELIVRD"));
    assertThat(List.of(node.state(one), node.state(two), node.state(three)))
        .containsOnly("DELIVERED");
  }

  @Test
  void aTextIsDeliveredOnlyWhenAllItsPartsAre() {
    var sms = sent(ANA, "1", "2", "3");
    node.deliver(receipt("3", ANA, "DELIVRD"));
    node.deliver(receipt("1", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    node.deliver(receipt("2", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("DELIVERED");
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  @Test
  void theWorstOfThePartsSpeaksForTheWhole() {
    var sms = sent(ANA, "1", "2", "3");
    node.deliver(receipt("1", ANA, "UNKNOWN"));
    node.deliver(receipt("2", ANA, "DELIVRD"));
    node.deliver(receipt("3", ANA, "UNDELIV"));
    assertThat(node.state(sms)).isEqualTo("UNDELIVERABLE");
  }

  @Test
  void aNoticeOfAFailedTryIsNotTheEndWhileTheSmscGoesOnTrying() {
    var sms = sent(ANA, "31");
    var tried = receipt("31", ANA, "UNDELIV");
    node.deliver(
        new DeliverSm(
            tried.source(),
            tried.destination(),
            0x20,
            0,
            tried.shortMessage(),
            new TreeMap<>(),
            tried.pdu()));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    node.deliver(receipt("31", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("DELIVERED");
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  @Test
  void partsThatShareOneIdAreEachCounted() {
    var sms = sent(ANA, "9", "9");
    node.deliver(receipt("9", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    node.deliver(receipt("9", ANA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("DELIVERED");
  }

  @Test
  void partsThatShareOneIdAreEachCountedWhenTheirReceiptsComeTogether() throws Exception {
    for (int i = 0; i < 20; i++) {
      String id = "shared" + i;
      var sms = sent(ANA, id, id);
      together(() -> delivered(node, id), () -> delivered(node, id));
      assertThat(node.state(sms)).isEqualTo("DELIVERED");
    }
  }

  @Test
  void ofALongTextTheOnePartInDoubtIsSettledByTheReceiptNobodyKnows() {
    var sms = text(ANA, "UNKNOWN");
    database.jdbc().update("UPDATE gateway.sms SET parts = 2 WHERE id = ?", sms.value());
    segment(sms, 1, 2, "501");
    segment(sms, 2, 2, "");
    database.jdbc().update("UPDATE gateway.segment SET doubtful = true WHERE part = 2");
    node.deliver(receipt("501", ANA, "DELIVRD"));
    node.deliver(receipt("502", ANA, "DELIVRD"));
    clock.advance(Duration.ofSeconds(5));
    node.receipts.start();
    await().until(() -> node.state(sms).equals("DELIVERED"));
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  @Test
  void aDoubtThatEndsLetsTheSegmentsAfterItBeSent() {
    var sms = text(ANA, "UNKNOWN");
    database.jdbc().update("UPDATE gateway.sms SET parts = 2 WHERE id = ?", sms.value());
    segment(sms, 1, 2, "");
    database.jdbc().update("UPDATE gateway.segment SET doubtful = true");
    node.deliver(receipt("601", ANA, "DELIVRD"));
    clock.advance(Duration.ofSeconds(5));
    node.receipts.start();
    await().until(() -> node.state(sms).equals("QUEUED"));
    assertThat(database.count("SELECT count(*) FROM gateway.segment WHERE NOT doubtful"))
        .isEqualTo(1);
  }

  @Test
  void whatADeadNodeSentOfALongTextIsSettledOnceEveryPartIsSpokenOf() {
    var sms = text(ANA, "UNKNOWN");
    database.jdbc().update("UPDATE gateway.sms SET parts = 3 WHERE id = ?", sms.value());
    node.deliver(receipt("701", ANA, "DELIVRD"));
    node.deliver(receipt("702", ANA, "DELIVRD"));
    clock.advance(Duration.ofSeconds(5));
    node.receipts.start();
    await().during(Duration.ofSeconds(1)).until(() -> node.state(sms).equals("UNKNOWN"));
    node.deliver(receipt("703", ANA, "DELIVRD"));
    clock.advance(Duration.ofSeconds(5));
    await().until(() -> node.state(sms).equals("DELIVERED"));
  }

  @Test
  void twoTextsInDoubtAreSettledByTwoReceiptsOfTheSameNews() {
    var one = text(ANA, "UNKNOWN");
    var two = text(ANA, "UNKNOWN");
    node.deliver(receipt("801", ANA, "DELIVRD"));
    node.deliver(receipt("802", ANA, "DELIVRD"));
    clock.advance(Duration.ofSeconds(5));
    node.receipts.start();
    await().until(() -> node.state(one).equals("DELIVERED"));
    await().until(() -> node.state(two).equals("DELIVERED"));
  }

  @Test
  void anAccountsHabitDecidesWhichOfTwoTextsAnIdMeans() {
    for (int i = 0; i < 30; i++) {
      sent(ANA, Integer.toHexString(5000 + i));
      node.deliver(receipt(Integer.toString(5000 + i), ANA, "DELIVRD"));
    }
    // "1000" may be the text of that id, or of 3e8
    var asItIs = sent(ANA, "1000");
    var inHex = sent(ANA, "3e8");
    node.deliver(receipt("1000", ANA, "DELIVRD"));
    assertThat(node.state(inHex)).isEqualTo("DELIVERED");
    assertThat(node.state(asItIs)).isEqualTo("SUBMITTED");
    node.receipts.start();
    await()
        .until(
            () ->
                database.count(
                        "SELECT coalesce(sum(matches), 0) FROM gateway.id_form WHERE form ="
                            + " 'HEX_OF_DECIMAL'")
                    >= 31);
  }

  @Test
  void aReceiptThatComesTwiceIsReportedOnceAndRecordedTwice() {
    var sms = sent(ANA, "5");
    node.deliver(receipt("5", ANA, "UNDELIV"));
    node.deliver(receipt("5", ANA, "UNDELIV"));
    node.deliver(receipt("5", ANA, "DELIVRD"));
    assertThat(node.state(sms)).as("a final state stands").isEqualTo("UNDELIVERABLE");
    assertThat(node.reports(sms)).isEqualTo(1);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'receipt'"))
        .isEqualTo(3);
  }

  @Test
  void aReceiptNobodyKnowsIsKept() {
    node.deliver(receipt("4711", ANA, "DELIVRD"));
    assertThat(database.count("SELECT count(*) FROM gateway.orphan_receipt WHERE NOT settled"))
        .isEqualTo(1);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'receipt'"))
        .isEqualTo(1);
  }

  @Test
  void theOneUnknownTextToTheClientIsSettledByAReceiptWithoutAMessage() {
    var sms = text(ANA, "UNKNOWN");
    var other = text(EVA, "UNKNOWN");
    node.deliver(receipt("1234", ANA, "DELIVRD"));
    node.receipts.start();
    clock.advance(Duration.ofSeconds(3));
    await().until(() -> node.state(sms).equals("DELIVERED"));
    assertThat(node.state(other)).isEqualTo("UNKNOWN");
  }

  @Test
  void ofTwoUnknownTextsNeitherIsGuessed() {
    var one = text(ANA, "UNKNOWN");
    var two = text(ANA, "UNKNOWN");
    node.deliver(receipt("1234", ANA, "DELIVRD"));
    node.receipts.start();
    clock.advance(Duration.ofSeconds(3));
    // the loop has looked at it once it has settled a younger one
    var witness = text(EVA, "SUBMITTED");
    node.deliver(receipt("88", EVA, "DELIVRD"));
    segment(witness, 1, 1, "88");
    await().until(() -> node.state(witness).equals("DELIVERED"));
    assertThat(List.of(node.state(one), node.state(two))).containsOnly("UNKNOWN");
  }

  @Test
  void aDoubtIsNotSettledByAReceiptThatIsInDoubtItself() {
    var sms = text(ANA, "UNKNOWN");
    node.deliver(receipt("1234", ANA, "ENROUTE"));
    node.deliver(receipt("1234", ANA, "UNKNOWN"));
    node.receipts.start();
    clock.advance(Duration.ofSeconds(3));
    node.deliver(receipt("1234", ANA, "UNDELIV"));
    clock.advance(Duration.ofSeconds(3));
    await().until(() -> node.state(sms).equals("UNDELIVERABLE"));
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  @Test
  void aReceiptOfAnotherClientIsNotMatched() {
    var sms = sent(ANA, "42");
    node.deliver(receipt("42", EVA, "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    assertThat(database.count("SELECT count(*) FROM gateway.orphan_receipt")).isEqualTo(1);
  }

  @Test
  void aClientWrittenWithAnotherPrefixIsStillTheSame() {
    var sms = sent(ANA, "42");
    node.deliver(receipt("42", "0034611000001", "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("DELIVERED");
  }

  @Test
  void aReceiptThatNamesNoClientIsMatchedByItsVeryIdOnly() {
    var sms = sent(ANA, "1A2B");
    node.deliver(receipt("6699", "", "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("SUBMITTED");
    node.deliver(receipt("1A2B", "", "DELIVRD"));
    assertThat(node.state(sms)).isEqualTo("DELIVERED");
  }

  @Test
  void aShortIdThatIsUsedAgainMeansTheTextThatStillWaits() {
    var waiting = sent(ANA, "7");
    var settled = sent(ANA, "7");
    database
        .jdbc()
        .update("UPDATE gateway.segment SET state = 'DELIVRD' WHERE sms = ?", settled.value());
    node.deliver(receipt("7", ANA, "UNDELIV"));
    assertThat(node.state(waiting)).isEqualTo("UNDELIVERABLE");
    assertThat(node.state(settled)).isEqualTo("SUBMITTED");
  }

  @Test
  void hundredsOfReceiptsNobodyKnowsHideNoneThatComesAfter() {
    database.force(
        """
        INSERT INTO gateway.orphan_receipt
        SELECT gen_random_uuid(), 'lab', 'f' || g, '34699999999', '34910000001', 'DELIVRD', '',
               now() - interval '90 s' + g * interval '1 ms', false
          FROM generate_series(1, 1200) g\
        """);
    var sms = text(ANA, "SUBMITTED");
    node.deliver(receipt("77", ANA, "DELIVRD"));
    segment(sms, 1, 1, "77");
    node.receipts.start();
    await().until(() -> node.state(sms).equals("DELIVERED"));
  }

  @Test
  void twoNodesWithThePartsOfTheSameTextsAtOnceMissNone() throws Exception {
    var other = node();
    var texts = new ArrayList<MessageId>();
    var work = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 40; i++) {
      String first = "a" + i;
      String second = "b" + i;
      texts.add(sent(ANA, first, second));
      work.add(() -> delivered(node, first));
      work.add(() -> delivered(other, second));
    }
    var threads = Executors.newFixedThreadPool(8);
    try {
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(texts).allMatch(sms -> node.state(sms).equals("DELIVERED"));
    assertThat(texts).allMatch(sms -> node.reports(sms) == 1);
  }

  @Test
  void octetsThatNoTextCanHoldDoNotMakeTheSmscSendAReceiptForEver() {
    node.deliver(receipt("9\0\uFFFF", ANA, "DELIV\0RD"));
    node.deliver(receipt("", ANA, ""));
    assertThat(database.count("SELECT count(*) FROM archive.record")).isEqualTo(2);
  }

  @Test
  void aDamagedArchiveDoesNotStopTheNews() {
    var sms = node.text("marta", ANA, "hola");
    database.force("UPDATE gateway.sms SET state = 'SUBMITTED'");
    segment(sms, 1, 1, "66");
    database.force("UPDATE archive.content SET sealed = '\\x00'");
    node.deliver(receipt("66", ANA, "UNDELIV"));
    assertThat(node.state(sms)).isEqualTo("UNDELIVERABLE");
    assertThat(node.reports(sms)).isEqualTo(1);
  }

  private static void together(Callable<Void> one, Callable<Void> two) throws Exception {
    var pool = Executors.newFixedThreadPool(2);
    try {
      for (var done : pool.invokeAll(List.of(one, two))) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private Void delivered(TrialNode by, String id) {
    by.deliver(receipt(id, ANA, "DELIVRD"));
    return null;
  }

  private TrialNode node() {
    var fresh = new TrialNode("node" + nodes.size(), database, archive, clock);
    nodes.add(fresh);
    return fresh;
  }

  /** A text the SMSC took, each part under one of the ids. */
  private MessageId sent(Msisdn client, String... ids) {
    var sms = text(client, "SUBMITTED");
    for (int i = 0; i < ids.length; i++) {
      segment(sms, i + 1, ids.length, ids[i]);
    }
    return sms;
  }

  private MessageId text(Msisdn client, String state) {
    var sms = node.text("marta", client, "hola");
    database.jdbc().update("UPDATE gateway.sms SET state = ? WHERE id = ?", state, sms.value());
    return sms;
  }

  private void segment(MessageId sms, int part, int of, String id) {
    database
        .jdbc()
        .update(
            "INSERT INTO gateway.segment VALUES (?, ?, 'lab', ?, ?, ?, 'ENROUTE', NULL, ?)",
            sms.value(),
            part,
            of,
            id,
            MessageIdForms.canonical(id),
            Timestamp.from(clock.instant()));
  }

  private static DeliverSm receipt(String id, Msisdn client, String stat) {
    return receipt(id, client.digits(), stat);
  }

  /** SMPP 3.4 appendix B. */
  private static DeliverSm receipt(String id, String source, String stat) {
    String text =
        "id:%s sub:001 dlvrd:001 submit date:2705120800 done date:2705120801 stat:%s err:000 text:"
            .formatted(id, stat);
    var octets = Octets.of(text.getBytes(StandardCharsets.ISO_8859_1));
    return new DeliverSm(
        source, TrialNode.NUMBER.digits(), 0x04, 0, octets, new TreeMap<>(), octets);
  }
}
