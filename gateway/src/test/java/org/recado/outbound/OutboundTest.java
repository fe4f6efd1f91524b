package org.recado.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.lab.smsc.Behaviour;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.lab.smsc.Submission;
import org.recado.message.Category;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.policy.CategorySettings.Lane;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.smpp.SubmitOptions;
import org.recado.trial.RunningClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** The queue at work: a real database, a real link to the lab's SMSC. */
@Timeout(240)
class OutboundTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Msisdn ANA = Msisdn.of("+34611000001");
  private static final Category REMINDER = new Category("reminder");
  private static final Category NOTICE = new Category("notice");
  private static final Category CODE = new Category("code");

  private static final TrialDatabase database = TrialDatabase.create();

  private final RunningClock clock = new RunningClock();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final List<TrialNode> nodes = new ArrayList<>();
  private SmscSimulator smsc = SmscSimulator.start(SmscSettings.defaults());

  @BeforeAll
  static void open() {
    database.person("marta", "marta@bank.example", true, "");
    database.person("javier", "javier@bank.example", true, "");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.sms, gateway.segment, gateway.submission, gateway.lease, gateway.mail,"
            + " gateway.opt_out, gateway.orphan_receipt, gateway.long_number,"
            + " gateway.connection_health, gateway.connection_switch");
  }

  @AfterEach
  void end() {
    nodes.forEach(TrialNode::close);
    smsc.close();
  }

  @Test
  void personsGoBeforeApplicationsAndThoseBeforeBulk() {
    var node = node(1);
    node.text("marta", client(1), "masivo", REMINDER, Lane.BULK);
    node.text("marta", client(2), "aviso", NOTICE, Lane.APPLICATION);
    node.text("marta", client(3), "persona");
    node.text("marta", client(4), "masivo 2", REMINDER, Lane.BULK);
    node.text("marta", client(5), "persona 2");
    node.start();
    assertThat(texts(smsc.awaitSubmissions(5, SOON)))
        .containsExactly("persona", "persona 2", "aviso", "masivo", "masivo 2");
  }

  @Test
  void twoNodesSendEachTextOnce() {
    var one = node(20);
    var two = node(20);
    for (int i = 0; i < 200; i++) {
      one.text("marta", client(i), "texto " + i);
    }
    one.start();
    two.start();
    awaitNone("QUEUED", "CLAIMED", "SUBMITTED");
    assertThat(texts(smsc.submissions())).hasSize(200).doesNotHaveDuplicates();
    assertThat(smsc.submissions().stream().map(Submission::connection).distinct()).hasSize(2);
  }

  @Test
  void aThrottledTextIsSentAgainAndNotOvertakenByTheNextToTheSameClient() {
    int clients = 20; // enough for outcomes to fall between a claim and the sending
    var node = node(50).start();
    smsc.awaitBound(1, SOON);
    for (int client = 0; client < clients; client++) {
      smsc.when(client(client), Behaviour.throttledFirst(3));
    }
    for (int i = 0; i < 5; i++) {
      for (int client = 0; client < clients; client++) {
        node.text("marta", client(client), "n" + i);
      }
    }
    awaitNone("QUEUED", "CLAIMED", "SUBMITTED");
    for (int client = 0; client < clients; client++) {
      String digits = client(client).digits();
      assertThat(texts(taken().stream().filter(s -> s.destination().equals(digits)).toList()))
          .containsExactly("n0", "n1", "n2", "n3", "n4");
    }
  }

  @Test
  void ofALongTextOnlyThePartsThatWereNotTakenAreSentAgain() {
    var node = node(20);
    smsc.holdAnswers();
    node.start();
    var id = node.text("marta", ANA, "a".repeat(400));
    smsc.awaitSubmissions(1, SOON); // its answer will be good, and the next one's not
    smsc.when(ANA, Behaviour.throttledFirst(1));
    smsc.release();
    await().atMost(SOON).until(() -> node.state(id).equals("DELIVERED"));
    assertThat(smsc.submissions().stream().map(s -> s.part() + (s.taken() ? "" : "-")))
        .containsExactly("1", "2-", "2", "3");
    assertThat(smsc.handset(ANA).received()).hasSize(1);
    var attempts =
        archive.ofMessage(id).stream().filter(r -> r.kind() == RecordKind.SUBMITTED).toList();
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(1).part("pdus").orElseThrow().bytes().length)
        .as("the record of the second attempt holds only what it sent")
        .isLessThan(attempts.get(0).part("pdus").orElseThrow().bytes().length);
  }

  @Test
  void withoutAnAnswerATextIsUnknownAndItsSenderIsToldOnce() {
    smsc.when(ANA, Behaviour.noAnswer().lost());
    var node = node(20).start();
    var id = node.text("marta", ANA, "quizá");
    await().atMost(SOON).until(() -> node.state(id).equals("UNKNOWN"));
    assertThat(node.reports(id)).isEqualTo(1);
    assertThat(smsc.submissions()).hasSize(1);
  }

  @Test
  void anAnswerThatComesLateEndsTheDoubtAndTheRestIsSent() {
    smsc.holdAnswers();
    var node = node(20).start();
    var id = node.text("marta", ANA, "a".repeat(400));
    await().atMost(SOON).until(() -> node.state(id).equals("UNKNOWN"));
    assertThat(smsc.submissions()).hasSize(1);
    smsc.release();
    await().atMost(SOON).until(() -> node.state(id).equals("DELIVERED"));
    assertThat(smsc.submissions().stream().map(Submission::part)).containsExactly(1, 2, 3);
    assertThat(
            archive.ofMessage(id).stream()
                .filter(record -> record.kind() == RecordKind.ANSWERED)
                .filter(record -> record.fact("late").equals(Optional.of("true"))))
        .hasSize(1);
  }

  @Test
  void anAnswerThatComesLateButBeforeTheSecondAttemptSparesIt() {
    smsc.holdAnswers();
    var node = node(20).start();
    var id = node.text("marta", ANA, "código", CODE, Lane.APPLICATION);
    smsc.awaitSubmissions(1, SOON);
    node.smpp.pause(TrialNode.CONNECTION);
    await().atMost(SOON).until(() -> node.state(id).equals("QUEUED"));
    smsc.release();
    await().atMost(SOON).until(() -> node.state(id).equals("DELIVERED"));
    assertThat(smsc.submissions()).hasSize(1);
  }

  @Test
  void twoNodesShareThePaceOfTheirAccountWhichIsCountedInSegments() {
    for (int i = 0; i < 2; i++) {
      nodes.add(
          new TrialNode(
                  "paced" + i,
                  database,
                  archive,
                  clock,
                  smsc,
                  50,
                  "pace.segments-per-second=40",
                  "response-timeout=5s")
              .numbers("+34910000001", "+34910000002"));
    }
    for (int i = 0; i < 20; i++) {
      nodes.get(0).text("marta", client(i), "uno");
      nodes.get(0).text("marta", client(100 + i), "b".repeat(200));
    }
    nodes.forEach(TrialNode::start);
    var sent = smsc.awaitSubmissions(60, SOON);
    var took = Duration.between(sent.get(0).at(), sent.get(59).at());
    assertThat(took).as("59 intervals of 25 ms").isGreaterThan(Duration.ofMillis(1300));
    for (int i = 0; i + 25 < 60; i++) {
      assertThat(Duration.between(sent.get(i).at(), sent.get(i + 25).at()))
          .as("no burst: 25 segments take five eighths of a second, less what a scheduler is late")
          .isGreaterThan(Duration.ofMillis(350));
    }
    awaitNone("QUEUED", "CLAIMED", "SUBMITTED");
  }

  @Test
  void aTextOneSmscDoesNotTakeGoesOverTheNextRouteAndNoFurther() {
    try (var other = SmscSimulator.start(SmscSettings.defaults())) {
      smsc.otherwise(Behaviour.rejected(0x45));
      var node = routed(other, "errors.0x45=other-route");
      var id = node.text("marta", ANA, "por el otro lado");
      await().atMost(SOON).until(() -> node.state(id).equals("DELIVERED"));
      assertThat(smsc.submissions()).hasSize(1);
      assertThat(texts(other.submissions())).containsExactly("por el otro lado");
      other.otherwise(Behaviour.rejected(0x45));
      var second = node.text("marta", client(3), "por ninguno");
      await().atMost(SOON).until(() -> node.state(second).equals("REJECTED"));
      assertThat(node.reports(second)).isEqualTo(1);
    }
  }

  @Test
  void whatWaitsForAConnectionNobodyHasTakesTheNextRouteAndNothingGoesTwice() {
    try (var other = SmscSimulator.start(SmscSettings.defaults())) {
      smsc.otherwise(Behaviour.noAnswer().lost());
      var node = routed(other, "errors.0x45=other-route");
      smsc.awaitBound(1, SOON);
      var doubtful = node.text("marta", ANA, "con duda");
      await().atMost(SOON).until(() -> node.state(doubtful).equals("UNKNOWN"));
      smsc.refuseBinds(true);
      smsc.cutLinks();
      var waiting = node.text("marta", client(3), "espera");
      await().atMost(SOON).until(() -> node.state(waiting).equals("DELIVERED"));
      assertThat(texts(other.submissions())).containsExactly("espera");
      assertThat(node.state(doubtful)).as("it may have left").isEqualTo("UNKNOWN");
      smsc.asUsual();
      smsc.refuseBinds(false);
      smsc.awaitBound(1, SOON);
      await().until(() -> node.connections.usable().contains(TrialNode.CONNECTION));
      var back = new ArrayList<MessageId>();
      await()
          .atMost(SOON)
          .until(
              () -> {
                back.add(node.text("marta", client(10 + back.size()), "otra vez aquí"));
                return smsc.submissionCount() > 1;
              });
    }
  }

  @Test
  void whatAnOperatorDecidesIsFollowedByEveryNode() {
    var one = node(20).start();
    var two = node(20).start();
    smsc.awaitBound(2, SOON);
    one.connections.want(TrialNode.CONNECTION, ConnectionStates.Mode.PAUSED);
    await()
        .atMost(SOON)
        .until(() -> one.connections.standings().size() == 2 && one.connections.usable().isEmpty());
    var id = one.text("marta", ANA, "en pausa");
    await().during(Duration.ofMillis(500)).until(() -> two.state(id).equals("QUEUED"));
    assertThat(smsc.boundLinks()).isEqualTo(2);
    one.connections.want(TrialNode.CONNECTION, ConnectionStates.Mode.DRAINED);
    smsc.awaitBound(0, SOON);
    one.connections.want(TrialNode.CONNECTION, ConnectionStates.Mode.RUNNING);
    await().atMost(SOON).until(() -> one.state(id).equals("DELIVERED"));
    assertThat(one.connections.standings())
        .extracting(ConnectionStates.Standing::sessions)
        .allMatch(line -> line.contains("transceiver"));
    database.force("TRUNCATE gateway.connection_switch");
  }

  private TrialNode routed(SmscSimulator other, String line) {
    var node =
        new TrialNode(
                "routed",
                database,
                archive,
                clock,
                smsc,
                20,
                line,
                "[1].name=second",
                "[1].port=" + other.port(),
                "[1].password=" + SmscSettings.PASSWORD,
                "[1].errors.0x45=other-route",
                "route=,,lab,1",
                "route=,,second,2")
            .numbers("+34910000001", "+34910000002");
    nodes.add(node);
    return node.start();
  }

  @Test
  void theLongTextsToOneClientAreNumberedOneAfterAnother() {
    database.force("TRUNCATE gateway.concat_reference");
    var node = node(20).start();
    for (int i = 0; i < 3; i++) {
      node.text("marta", ANA, "c".repeat(200));
      node.text("marta", client(i), "d".repeat(200));
      node.text("marta", ANA, "corto");
    }
    awaitNone("QUEUED", "CLAIMED", "SUBMITTED");
    assertThat(
            smsc.submissions().stream()
                .filter(s -> s.destination().equals(ANA.digits()) && s.parts() > 1)
                .map(s -> header(s)))
        .containsExactly(
            "0500030102" + "01",
            "0500030102" + "02",
            "0500030202" + "01",
            "0500030202" + "02",
            "0500030302" + "01",
            "0500030302" + "02");
  }

  private static String header(Submission submission) {
    int at = submission.pdu().indexOf("050003");
    return submission.pdu().substring(at, at + 12);
  }

  @Test
  void whatTheMailAskedForIsOnTheWireAndWhatIsNoLongerValidIsNotSent() {
    var node = node(20);
    var until = clock.instant().plusSeconds(3600);
    var options = new SubmitOptions(2, Optional.empty(), Optional.of(until), true, true);
    node.text("marta", ANA, "urgente", NOTICE, Lane.APPLICATION, options);
    var stale =
        node.text(
            "marta",
            client(9),
            "ayer",
            NOTICE,
            Lane.APPLICATION,
            new SubmitOptions(
                0, Optional.empty(), Optional.of(clock.instant().minusSeconds(1)), false, false));
    node.start();
    await().atMost(SOON).until(() -> node.state(stale).equals("EXPIRED"));
    var submission = smsc.awaitSubmissions(1, SOON).get(0);
    // priority 2, then an absolute validity; data_coding of class 0
    assertThat(submission.pdu()).contains("000002" + "00").contains("3030302b00" + "0101" + "10");
    assertThat(smsc.submissions()).hasSize(1);
  }

  @Test
  void aCategoryMayAskForASecondAttemptInstead() {
    smsc.when(ANA, Behaviour.noAnswer().lost().onlyFirst(1));
    var node = node(20).start();
    var id = node.text("marta", ANA, "código", CODE, Lane.APPLICATION);
    await().atMost(SOON).until(() -> node.state(id).equals("DELIVERED"));
    assertThat(smsc.submissions()).hasSize(2);
  }

  @Test
  void whatTheSmscRefusesForGoodIsReported() {
    smsc.when(ANA, Behaviour.rejected(0x0b));
    var node = node(20).start();
    var id = node.text("marta", ANA, "número errado");
    await().atMost(SOON).until(() -> node.state(id).equals("REJECTED"));
    assertThat(node.reports(id)).isEqualTo(1);
    assertThat(database.count("SELECT count(*) FROM gateway.sms WHERE text IS NOT NULL"))
        .as("texts kept in the queue")
        .isZero();
  }

  @Test
  void whatADeadNodeHadClaimedIsUnknown() {
    var dead = node(20);
    var id = dead.text("marta", ANA, "a medias");
    database
        .transactions()
        .executeWithoutResult(
            status ->
                dead.queue
                    .claims()
                    .claim(TrialNode.CONNECTION, 10, "dead", Duration.ofSeconds(20)));
    var alive = node(20).start();
    assertThat(alive.state(id)).isEqualTo("CLAIMED");
    clock.advance(Duration.ofSeconds(30));
    await().atMost(SOON).until(() -> alive.state(id).equals("UNKNOWN"));
    assertThat(smsc.submissions()).isEmpty();
  }

  @Test
  void theLateOutcomeOfAnAttemptDoesNotDisturbTheNext() {
    var node = node(20);
    var id = node.text("marta", ANA, "dos veces", CODE, Lane.APPLICATION);
    var first = claimOne(node);
    database.force("UPDATE gateway.sms SET state = 'QUEUED'"); // its claim ran out
    var second = claimOne(node);
    assertThat(second.attempt()).isEqualTo(2);
    applyOutcome(node, first, SmsState.QUEUED);
    assertThat(node.state(id)).isEqualTo("CLAIMED");
    applyOutcome(node, second, SmsState.SUBMITTED);
    assertThat(node.state(id)).isEqualTo("SUBMITTED");
  }

  @Test
  void manyTextsToOneClientDoNotTakeMoreClaimsThanTheWindow() {
    smsc.holdAnswers();
    var node = node(5);
    for (int i = 0; i < 60; i++) {
      node.text("marta", ANA, "n" + i);
    }
    node.start();
    smsc.awaitSubmissions(1, SOON);
    node.text("marta", client(2), "otro cliente");
    assertThat(count("CLAIMED")).isLessThanOrEqualTo(6);
    smsc.release();
    awaitNone("QUEUED", "CLAIMED", "SUBMITTED");
    assertThat(
            taken().stream()
                .filter(s -> s.destination().equals(ANA.digits()))
                .map(Submission::text))
        .containsExactlyElementsOf(IntStream.range(0, 60).mapToObj(i -> "n" + i).toList());
  }

  @Test
  void aTextThatWaitsForANumberGetsOneWhenItIsFree() {
    var node = node(20).numbers("+34910000001");
    node.start();
    node.text("marta", ANA, "primero");
    var waiting = node.text("javier", ANA, "después");
    assertThat(node.state(waiting)).isEqualTo("WAITING");
    clock.advance(Duration.ofHours(2)); // Marta's lease lives an hour
    await().atMost(SOON).until(() -> node.state(waiting).equals("DELIVERED"));
    var decided = only(waiting, RecordKind.DECIDED);
    assertThat(decided.fact(Facts.CONVERSATION)).isPresent();
    assertThat(decided.fact(Facts.NUMBER)).contains("+34910000001");
    var lease = node.leases.find(ANA, TrialNode.NUMBER).orElseThrow();
    assertThat(lease.owner()).isEqualTo("javier");
    assertThat(lease.mailId()).as("the answer threads with the mail that waited").isPresent();
  }

  @Test
  void textsForWhichNothingIsFreeHoldUpNoOthers() {
    var node = node(20).numbers("+34910000001");
    node.text("marta", ANA, "primero");
    for (int i = 0; i < 510; i++) { // more than one look of the sweeper
      node.text("javier" + i, ANA, "espera");
    }
    node.text("marta", client(7), "otra");
    var free = node.text("javier", client(7), "sale");
    database.force("DELETE FROM gateway.lease WHERE client = '" + client(7).digits() + "'");
    node.start();
    await().atMost(SOON).until(() -> node.state(free).equals("DELIVERED"));
  }

  @Test
  void whatWaitsInVainForANumberExpiresAndIsReported() {
    var node = node(20).numbers("+34910000001");
    var held = node.text("marta", ANA, "primero");
    var waiting = node.text("javier", ANA, "en vano");
    database.force("UPDATE gateway.lease SET last_used = now() + interval '1 year'");
    node.start();
    await().atMost(SOON).until(() -> node.state(held).equals("DELIVERED"));
    clock.advance(Duration.ofHours(25));
    await().atMost(SOON).until(() -> node.state(waiting).equals("EXPIRED"));
    assertThat(node.reports(waiting)).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeSentForADayExpiresAndIsReportedRatherThanSentLate() {
    smsc.refuseBinds(true);
    var node = node(20).start();
    var id = node.text("marta", ANA, "ayer");
    clock.advance(Duration.ofHours(25));
    await().atMost(SOON).until(() -> node.state(id).equals("EXPIRED"));
    assertThat(node.reports(id)).isEqualTo(1);
    smsc.refuseBinds(false);
    smsc.awaitBound(1, SOON);
    assertThat(smsc.submissions()).isEmpty();
  }

  @Test
  void anOptOutTakesBackWhatIsQueuedButNotWhatTheLawRequires() {
    smsc.refuseBinds(true);
    var node = node(20).start();
    var reminder = node.text("marta", ANA, "oferta", REMINDER, Lane.BULK);
    var notice = node.text("marta", ANA, "aviso legal", NOTICE, Lane.APPLICATION);
    var other = node.text("marta", client(2), "otra persona");
    node.deliver(from(ANA, "BAJA"));
    assertThat(node.state(reminder)).isEqualTo("CANCELLED");
    assertThat(node.reports(reminder)).isEqualTo(1);
    smsc.refuseBinds(false);
    await().atMost(SOON).until(() -> node.state(notice).equals("DELIVERED"));
    await().atMost(SOON).until(() -> node.state(other).equals("DELIVERED"));
    assertThat(texts(taken())).contains("aviso legal").doesNotContain("oferta");
  }

  @Test
  void anOptOutIsHeededByATextThatComesBackFromAnAttempt() {
    var node = node(20);
    var id = node.text("marta", ANA, "oferta", REMINDER, Lane.BULK);
    var claimed = claimOne(node);
    node.deliver(from(ANA, "BAJA")); // while the attempt is under way
    applyOutcome(node, claimed, SmsState.QUEUED); // throttled
    node.start();
    await().atMost(SOON).until(() -> node.state(id).equals("CANCELLED"));
    await().atMost(SOON).until(() -> taken().size() == 1);
    assertThat(taken().get(0).text()).as("the confirmation alone").doesNotContain("oferta");
  }

  @Test
  void afterAnOrderlyStopNothingIsUnderWayAndNothingUnknown() {
    smsc.otherwise(Behaviour.delivered());
    var node = node(20);
    for (int i = 0; i < 300; i++) {
      node.text("marta", client(i % 150), "texto " + i);
    }
    node.start();
    smsc.awaitSubmissions(40, SOON);
    node.close();
    assertThat(count("CLAIMED")).isZero();
    assertThat(count("UNKNOWN")).isZero();
    long left = count("QUEUED");
    assertThat(left).isPositive();
    assertThat(taken()).hasSize(Math.toIntExact(300 - left));
  }

  @Test
  void aTextThatCannotBeSentAnyMoreHoldsUpNoOthers() {
    var node = node(20);
    var poison = node.text("marta", ANA, "x");
    database.force(
        "UPDATE gateway.sms SET text = repeat('ñandú€ ', 20000) WHERE id = '" + poison + "'");
    var good = node.text("marta", client(2), "bueno");
    node.start();
    await().atMost(SOON).until(() -> node.state(good).equals("DELIVERED"));
    assertThat(node.state(poison)).isEqualTo("REJECTED");
    assertThat(node.reports(poison)).isEqualTo(1);
  }

  private TrialNode node(int window) {
    var node =
        new TrialNode("node" + nodes.size(), database, archive, clock, smsc, window)
            .numbers("+34910000001", "+34910000002");
    nodes.add(node);
    return node;
  }

  private static QueuedSms claimOne(TrialNode node) {
    return database
        .transactions()
        .execute(
            status ->
                node.queue.claims().claim(TrialNode.CONNECTION, 1, "test", Duration.ofSeconds(20)))
        .get(0);
  }

  private void applyOutcome(TrialNode node, QueuedSms sms, SmsState state) {
    database
        .transactions()
        .executeWithoutResult(
            status ->
                node.states.apply(
                    List.of(
                        StateChange.to(state, sms.id(), clock.instant(), "4.0.0", "")
                            .by(sms.attempt()))));
  }

  private ArchivedRecord only(MessageId id, RecordKind kind) {
    var found = archive.ofMessage(id).stream().filter(record -> record.kind() == kind).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static DeliverSm from(Msisdn client, String text) {
    var octets = Octets.of(text.getBytes(StandardCharsets.US_ASCII));
    return new DeliverSm(
        client.digits(), TrialNode.NUMBER.digits(), 0, 0, octets, new TreeMap<>(), octets);
  }

  private void awaitNone(String... states) {
    var list = IntStream.range(0, states.length).mapToObj(i -> "'" + states[i] + "'");
    String in = list.collect(Collectors.joining(", "));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                database.count("SELECT count(*) FROM gateway.sms WHERE state IN (" + in + ")")
                    == 0);
  }

  private static long count(String state) {
    return database.count("SELECT count(*) FROM gateway.sms WHERE state = ?", state);
  }

  private List<Submission> taken() {
    return smsc.submissions().stream().filter(Submission::taken).toList();
  }

  private static List<String> texts(List<Submission> submissions) {
    return submissions.stream().map(Submission::text).toList();
  }

  private static Msisdn client(int i) {
    return Msisdn.of("+34622%06d".formatted(i));
  }
}
