package org.recado.reply;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.trial.RunningClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** What clients write, from the PDU to the mail that is queued for the employee. */
@Timeout(60)
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
            + " gateway.opt_out, gateway.long_number, gateway.reply_part, gateway.reply_seen,"
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
    assertThat(text(onlyMail())).contains("uno, dos, tres");
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
    assertThat(text(mails().get(1))).contains("uno, dos, tres");
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
  void aLeaversConversationGoesToTheManager() throws Exception {
    database.person("marta", "marta@bank.example", false, "lucia");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("lucia@bank.example");
    assertThat(replies().get(0).fact(Facts.REASON).orElseThrow()).contains("manager");
  }

  @Test
  void aLeaversWithoutAManagerGoesToTheDesk() throws Exception {
    database.person("marta", "marta@bank.example", false, "lucia");
    database.person("lucia", "lucia@bank.example", false, "");
    node.deliver(sms(ANA, "¿Sigue ahí?"));
    assertThat(onlyMail().getAllRecipients()[0]).hasToString("desk@bank.example");
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
    return database
        .jdbc()
        .query(
            "SELECT id FROM archive.record WHERE kind = 'reply' ORDER BY id",
            (row, i) -> archive.get(new RecordId(row.getObject(1, UUID.class))));
  }
}
