package org.recado.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordId;
import org.recado.message.Msisdn;
import org.recado.outbound.SmsState;
import org.recado.outbound.StateChange;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.trial.RunningClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** What clients write, from the PDU to the mail that is queued for the employee. */
@Timeout(240)
class RepliesTest {

  private static final Msisdn ANA = Msisdn.of("+34611000001");
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
            + " gateway.opt_out, gateway.successor, directory.person, gateway.long_number, gateway.reply_part, gateway.reply_seen,"
            + " archive.record CASCADE");
    database.person("lucia", "lucia@bank.example", true, "");
    database.person("marta", "marta@bank.example", true, "lucia");
    database.person("javier", "javier@bank.example", true, "");
    node.numbers("+34910000001");
    node.text("marta", ANA, "¿Le viene bien el jueves?");
  }

  @AfterEach
  void end() {
    nodes.forEach(TrialNode::close);
  }

  @Test
  void anAnswerReachesWhoeverHoldsTheNumberInTheThreadOfTheirMail() throws Exception {
    node.deliver(sms(ANA, "Sí, a las diez"));
    var mail = onlyMail();
    assertThat(mail.getAllRecipients()[0]).hasToString("marta@bank.example");
    assertThat(text(mail)).contains("Sí, a las diez");
    assertThat(mail.getSubject()).isEqualTo("Re: Asunto");
    assertThat(mail.getHeader("In-Reply-To", null))
        .isEqualTo(node.leases.find(ANA, TrialNode.NUMBER).orElseThrow().mailId().orElseThrow());
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow())
        .contains("holds this long number");
  }

  @Test
  void partsInAnyOrderBecomeOneMail() throws Exception {
    node.deliver(part(ANA, 9, 3, 3, "tres"));
    node.deliver(part(ANA, 9, 3, 1, "uno, "));
    assertThat(mails()).isEmpty();
    node.deliver(part(ANA, 9, 3, 2, "dos, "));
    assertThat(text(onlyMail())).contains("uno, dos, tres").doesNotContain("con retraso");
  }

  @Test
  void aPartThatComesTwiceCountsOnceEvenAfterTheMessageIsComplete() {
    node.deliver(part(ANA, 9, 2, 1, "uno, "));
    node.deliver(part(ANA, 9, 2, 1, "uno, "));
    node.deliver(part(ANA, 9, 2, 2, "dos"));
    node.deliver(part(ANA, 9, 2, 2, "dos"));
    assertThat(mails()).hasSize(1);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'reply'"))
        .as("each deliver_sm is on record")
        .isEqualTo(4);
  }

  @Test
  void aReferenceThatIsUsedAgainBeginsAnotherMessage() throws Exception {
    node.deliver(part(ANA, 9, 2, 1, "primero "));
    node.deliver(part(ANA, 9, 2, 2, "completo"));
    clock.advance(Duration.ofMinutes(5));
    node.deliver(part(ANA, 9, 2, 2, "distinto"));
    node.deliver(part(ANA, 9, 2, 1, "segundo "));
    assertThat(mails()).hasSize(2);
    assertThat(text(mails().get(1))).contains("segundo distinto");
  }

  @Test
  void whatIsIncompleteForTenMinutesIsPassedOnMarkedAndTheRestFollowsAsAnotherMail()
      throws Exception {
    node.deliver(part(ANA, 9, 3, 3, "tres"));
    node.deliver(part(ANA, 9, 3, 1, "uno, "));
    clock.advance(Duration.ofMinutes(11));
    node.replies.passOnPartial();
    assertThat(mails()).hasSize(1);
    assertThat(text(mails().get(0))).contains("uno, tres").contains("no ha llegado");
    node.deliver(part(ANA, 9, 3, 2, "dos, "));
    assertThat(mails()).hasSize(2);
    assertThat(text(mails().get(1)))
        .contains("uno, dos, tres", "con retraso: se escribió el")
        .doesNotContain("no ha llegado");
    assertThat(mails().get(1).getMessageID()).isNotEqualTo(mails().get(0).getMessageID());
  }

  @Test
  void twoNodesPassOnWhatIsIncompleteOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      node.deliver(part(ANA, i, 2, 1, "solo la primera " + i));
    }
    var other = node();
    clock.advance(Duration.ofMinutes(11));
    CompletableFuture.allOf(
            CompletableFuture.runAsync(node.replies::passOnPartial),
            CompletableFuture.runAsync(other.replies::passOnPartial))
        .join();
    node.replies.passOnPartial();
    assertThat(mails()).hasSize(20);
  }

  @Test
  void withoutALeaseTheDeskOfTheNumberGetsIt() throws Exception {
    var stranger = Msisdn.of("+34655000009");
    node.deliver(sms(stranger, "¿Quién es?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("desk@bank.example");
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow())
        .contains("nobody holds it towards this client");
  }

  @Test
  void aLeaversConversationGoesToTheManagerWhoHoldsItFromThenOn() throws Exception {
    var before = node.leases.find(ANA, TrialNode.NUMBER).orElseThrow();
    leaves("marta", "lucia");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("lucia@bank.example");
    assertThat(onlyMail().getHeader("References", null))
        .as("in the old thread")
        .isEqualTo(before.mailId().orElseThrow());
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("manager");
    var now = node.leases.find(ANA, TrialNode.NUMBER).orElseThrow();
    assertThat(now.owner()).isEqualTo("lucia");
    assertThat(now.conversation()).isEqualTo(before.conversation());
    assertThat(decisions("hand-over"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.fact("from-person")).contains("marta");
              assertThat(record.fact(Facts.PERSON)).contains("lucia");
            });
    node.deliver(sms(ANA, "¿Y ahora?"));
    assertThat(replies().get(1).fact(Facts.REASON).orElseThrow())
        .contains("holds this long number");
  }

  @Test
  void aSuccessorComesBeforeTheManager() throws Exception {
    leaves("marta", "lucia");
    succeeds("javier", "marta");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("javier@bank.example");
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("successor named");
  }

  @Test
  void whereTheSuccessorHasLeftTooWhoeverFollowsThemHasIt() throws Exception {
    database.person("nuria", "nuria@bank.example", true, "");
    leaves("marta", "lucia");
    leaves("javier", "nuria");
    succeeds("javier", "marta");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("nuria@bank.example");
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("who left too");
  }

  @Test
  void managersInACircleEndWithTheTeamsMailbox() throws Exception {
    leaves("marta", "lucia");
    leaves("lucia", "marta");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("sevilla@bank.example");
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("department");
    node.deliver(sms(ANA, "¿Y ahora?"));
    assertThat(mails().get(1).getAllRecipients()[0]).hasToString("sevilla@bank.example");
  }

  @Test
  void withoutATeamTheDeskHasIt() throws Exception {
    leaves("marta", "");
    database.force("UPDATE directory.person SET department = NULL WHERE id = 'marta'");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("desk@bank.example");
  }

  @Test
  void somebodyNewWithALeaversAddressInheritsNothing() throws Exception {
    leaves("marta", "lucia");
    database.person("marta-the-second", "marta@bank.example", true, "lucia");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("lucia@bank.example");
  }

  @Test
  void anAdministratorHandsConversationsOverEachWithARecord() throws Exception {
    node.numbers("+34910000001", "+34910000002");
    var other = Msisdn.of("+34611000002");
    node.text("marta", other, "Hola");
    int passed =
        node.handOvers.pass(
            "marta",
            node.directory.findById("javier").orElseThrow(),
            Optional.of(ANA),
            "carmen@bank.example",
            "is on leave",
            database.transactions());
    assertThat(passed).isEqualTo(1);
    node.deliver(sms(ANA, "Sí"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("javier@bank.example");
    assertThat(
            node.handOvers.pass(
                "marta",
                node.directory.findById("javier").orElseThrow(),
                Optional.empty(),
                "carmen@bank.example",
                "leaves",
                database.transactions()))
        .isEqualTo(1);
    assertThat(decisions("hand-over"))
        .hasSize(2)
        .allSatisfy(record -> assertThat(record.fact(Facts.ACTOR)).contains("carmen@bank.example"));
  }

  @Test
  void aTextOfALeaverThatWaitsForANumberAsksInTheNameOfWhoeverFollows() {
    node.text("javier", ANA, "¿Y yo?");
    assertThat(database.count("SELECT count(*) FROM gateway.sms WHERE state = 'WAITING'"))
        .isEqualTo(1);
    leaves("javier", "lucia");
    node.numbers("+34910000001", "+34910000002");
    node.outbound.start();
    await()
        .until(
            () -> database.count("SELECT count(*) FROM gateway.lease WHERE owner = 'lucia'") == 1);
  }

  @Test
  void whatBecameOfALeaversTextIsToldToWhoeverFollows() {
    var id = node.text("marta", ANA, "mañana");
    leaves("marta", "lucia");
    database
        .transactions()
        .executeWithoutResult(
            status ->
                node.states.apply(
                    List.of(
                        StateChange.to(
                            SmsState.EXPIRED, id, clock.instant(), "4.4.7", "too late"))));
    assertThat(
            database
                .jdbc()
                .queryForList(
                    "SELECT rcpt_to FROM gateway.mail WHERE kind = 'REPORT'", String.class))
        .containsExactly("lucia@bank.example");
  }

  @Test
  void aNumberThatIsNotOursIsKeptInTheArchiveAlone() {
    node.deliver(pdu(ANA.digits(), "34999999999", 0, 0, gsm("hola")));
    assertThat(mails()).isEmpty();
    assertThat(replies()).hasSize(1);
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("archive only");
  }

  @Test
  void bajaIsConfirmedOnceAndAltaTakesItBack() {
    node.deliver(sms(ANA, "BAJA"));
    node.deliver(sms(ANA, "Stop."));
    assertThat(database.count("SELECT count(*) FROM gateway.opt_out")).isEqualTo(1);
    assertThat(confirmations()).hasSize(1);
    assertThat(mails()).as("the employee sees both").hasSize(2);
    node.deliver(sms(ANA, "Alta"));
    assertThat(database.count("SELECT count(*) FROM gateway.opt_out")).isZero();
    assertThat(confirmations()).hasSize(2);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'consent'"))
        .isEqualTo(2);
  }

  @Test
  void aSentenceWithTheWordInItIsNoOptOut() {
    node.deliver(sms(ANA, "Quiero darme de baja del seguro"));
    assertThat(database.count("SELECT count(*) FROM gateway.opt_out")).isZero();
  }

  @Test
  void whatAnotherProcessTookAMomentAgoIsMarkedAsPerhapsRepeated() throws Exception {
    node.deliver(sms(ANA, "Vale"));
    node.deliver(sms(ANA, "Vale")); // a client may say so twice
    node().deliver(sms(ANA, "Vale"));
    assertThat(replies().stream().map(reply -> reply.fact("repeated").orElse("no")))
        .containsExactly("no", "no", "perhaps");
    assertThat(mails()).hasSize(3);
    assertThat(text(mails().get(2))).isNotEqualTo(text(mails().get(0)));
  }

  @Test
  void emojiAndAccentsArriveAsTheyWereWritten() throws Exception {
    node.deliver(
        pdu(
            ANA.digits(),
            TrialNode.NUMBER.digits(),
            0,
            8,
            "Mañana 👍🏽 €".getBytes(StandardCharsets.UTF_16BE)));
    assertThat(text(onlyMail())).contains("Mañana 👍🏽 €");
  }

  @Test
  void aSenderThatIsNoNumberCannotPutAnythingIntoTheMailsHeader() throws Exception {
    node.deliver(
        pdu("BANK\r\nBcc: x@y.z\0", TrialNode.NUMBER.digits(), 0, 0, gsm("premio\0 gordo")));
    var mail = onlyMail();
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getAllRecipients()).hasSize(1);
    assertThat(text(mail)).contains("premio@ gordo");
  }

  @Test
  void dataThatIsNoTextAndEmptyMessagesArePassedOnAsSuch() {
    node.deliver(pdu(ANA.digits(), TrialNode.NUMBER.digits(), 0, 4, new byte[] {1, 2, 3}));
    node.deliver(pdu(ANA.digits(), TrialNode.NUMBER.digits(), 0, 0, new byte[0]));
    assertThat(mails()).hasSize(2);
  }

  private static void leaves(String id, String manager) {
    database.person(id, id + "@bank.example", false, manager);
  }

  private void succeeds(String successor, String id) {
    database
        .transactions()
        .executeWithoutResult(
            status ->
                node.handOvers.name(
                    node.directory.findById(id).orElseThrow(),
                    node.directory.findById(successor),
                    "carmen@bank.example",
                    "as agreed"));
  }

  private TrialNode node() {
    var fresh = new TrialNode("node" + nodes.size(), database, archive, clock);
    nodes.add(fresh);
    return fresh;
  }

  private static DeliverSm sms(Msisdn client, String text) {
    return pdu(
        client.digits(),
        TrialNode.NUMBER.digits(),
        0,
        3,
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** With the 8-bit reference of 3GPP TS 23.040 section 9.2.3.24.1. */
  private static DeliverSm part(Msisdn client, int reference, int of, int number, String text) {
    byte[] letters = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] octets = new byte[letters.length + 6];
    byte[] header = {5, 0, 3, (byte) reference, (byte) of, (byte) number};
    System.arraycopy(header, 0, octets, 0, 6);
    System.arraycopy(letters, 0, octets, 6, letters.length);
    return pdu(client.digits(), TrialNode.NUMBER.digits(), 0x40, 3, octets);
  }

  private static DeliverSm pdu(
      String source, String destination, int esmClass, int dataCoding, byte[] octets) {
    var text = Octets.of(octets);
    return new DeliverSm(source, destination, esmClass, dataCoding, text, new TreeMap<>(), text);
  }

  private static byte[] gsm(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> confirmations() {
    return database
        .jdbc()
        .queryForList("SELECT text FROM gateway.sms WHERE category = 'confirmation'", String.class);
  }

  private static List<MimeMessage> mails() {
    return database
        .jdbc()
        .query(
            "SELECT message FROM gateway.mail WHERE kind = 'REPLY' ORDER BY created_at, id",
            (row, i) -> read(row.getBytes(1)));
  }

  private static MimeMessage onlyMail() {
    assertThat(mails()).hasSize(1);
    return mails().get(0);
  }

  private static MimeMessage read(byte[] octets) {
    try {
      return new MimeMessage(null, new ByteArrayInputStream(octets));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MimeMessage mail) throws MessagingException, IOException {
    return String.valueOf(((Multipart) mail.getContent()).getBodyPart(0).getContent());
  }

  private List<ArchivedRecord> replies() {
    return records("reply");
  }

  private List<ArchivedRecord> decisions(String rule) {
    return records("decided").stream()
        .filter(record -> record.fact(Facts.RULE).filter(rule::equals).isPresent())
        .toList();
  }

  private List<ArchivedRecord> records(String kind) {
    return database
        .jdbc()
        .query(
            "SELECT id FROM archive.record WHERE kind = ? ORDER BY id",
            (row, i) -> archive.get(new RecordId(row.getObject(1, UUID.class))),
            kind);
  }
}
