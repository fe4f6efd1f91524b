package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.archive.record.Archive;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/**
 * What the firm's mail archive gets: a journal report of each mail that becomes texts, and back.
 */
class JournalCopyTest {

  private static final MailAddress MARTA = MailAddress.of("marta@bank.example");
  private static final Msisdn ANA = Msisdn.of("+34600111222");
  private static final Msisdn LUIS = Msisdn.of("+34600111333");
  private static final String FIRST = "diario@archivo.example";
  private static final String SECOND = "journal@vault.example";

  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final TrialNode node =
      new TrialNode("a", database, archive, clock, "journal=" + FIRST, "journal=" + SECOND);

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.sms, gateway.submission, gateway.lease, gateway.mail, gateway.opt_out,"
            + " gateway.long_number, gateway.accepted_before, archive.record CASCADE");
    database.person("marta", MARTA.toString(), true, "");
    node.numbers("+34910000001", "+34910000002");
  }

  @Test
  void eachAddressGetsTheMailByteForByteWithItsEnvelope() throws Exception {
    byte[] mail =
        bytes(
            String.join(
                "\r\n",
                "Message-ID: <1@bank.example>",
                "Subject: =?UTF-8?Q?Se=C3=B1or?=",
                "",
                "Mañana",
                ".",
                "fin"));
    write(mail, ANA, LUIS);
    assertThat(reports("rcpt_to")).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(reports("mail_from")).as("a null return path").containsOnly("");
    byte[] report = journal().get(0);
    var parsed = read(report);
    assertThat(parsed.getHeader("X-MS-Journal-Report")).hasSize(1);
    assertThat(parsed.getSubject()).isEqualTo("Señor");
    var parts = (Multipart) parsed.getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(String.valueOf(parts.getBodyPart(0).getContent()).lines())
        .containsExactly(
            "Sender: marta@bank.example",
            "Subject: Señor",
            "Message-Id: <1@bank.example>",
            "Recipient: 34600111222@sms.bank.example",
            "Recipient: 34600111333@sms.bank.example");
    assertThat(parts.getBodyPart(1).isMimeType("message/rfc822")).isTrue();
    assertThat(contentOf(report, "message/rfc822")).isEqualTo(mail);
  }

  @Test
  void aMailThatSmtpCannotCarryAsItIsIsKeptAllTheSame() throws Exception {
    for (String odd : List.of("Subject: x\n\nbare", "Subject: x\r\n\r\n" + "x".repeat(999))) {
      database.force("TRUNCATE gateway.mail");
      write(bytes(odd), ANA);
      var parts = (Multipart) read(journal().get(0)).getContent();
      assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(bytes(odd));
    }
  }

  @Test
  void aMailThatWasAcceptedBeforeIsCopiedOnce() {
    write(bytes("Message-ID: <1@bank.example>\r\n\r\nuna vez"), ANA);
    write(bytes("Message-ID: <1@bank.example>\r\n\r\nuna vez"), ANA);
    assertThat(journal()).hasSize(2);
    assertThat(database.count("SELECT count(*) FROM gateway.sms")).isEqualTo(1);
  }

  @Test
  void theCopyIsWrittenWithTheRecordOrNotAtAll() {
    assertThatThrownBy(
            () ->
                database
                    .transactions()
                    .executeWithoutResult(
                        status -> {
                          writer().write(List.of(submission(bytes("Subject: x\r\n\r\ny"), ANA)));
                          throw new IllegalStateException("the commit fails");
                        }))
        .hasMessage("the commit fails");
    assertThat(journal()).isEmpty();
    assertThat(database.count("SELECT count(*) FROM archive.record")).isZero();
  }

  @Test
  void ofAnAnswerTheMailThatWasMadeForItIsCopied() throws Exception {
    write(bytes("Message-ID: <1@bank.example>\r\nSubject: Cita\r\n\r\nuna"), ANA);
    database.force("TRUNCATE gateway.mail");
    deliver(ANA, "+34910000001");
    deliver(ANA, "+34910000002");
    var number = node.leases.find(ANA, Msisdn.of("+34910000001"));
    assertThat(number.isPresent() || node.leases.find(ANA, Msisdn.of("+34910000002")).isPresent())
        .isTrue();
    assertThat(journal()).as("two answers, two addresses").hasSize(4);
    byte[] reply =
        database
            .jdbc()
            .queryForList(
                "SELECT message FROM gateway.mail WHERE kind = 'REPLY' AND rcpt_to = ?",
                byte[].class,
                MARTA.toString())
            .get(0);
    var copies =
        journal().stream()
            .filter(copy -> contains(copy, new String(reply, StandardCharsets.UTF_8)));
    assertThat(copies).as("one for each address").hasSize(2);
    assertThat(journal().stream().filter(copy -> contains(copy, "Sender: 34600111222@sms")))
        .hasSize(4);
  }

  @Test
  void anAnswerToANumberThatIsNobodysAndAConfirmationAreCopiedToo() {
    deliver(ANA, "+34999999999");
    assertThat(journal()).hasSize(2);
    assertThat(contains(journal().get(0), "To: 34999999999@sms.bank.example")).isTrue();
    database.force("TRUNCATE gateway.mail");
    node.deliver(sms(ANA, "+34910000001", "BAJA"));
    assertThat(journal()).as("the wish, and what confirms it").hasSize(4);
    assertThat(journal().stream().filter(copy -> contains(copy, "Sender: 34910000001@sms")))
        .hasSize(2);
  }

  private void deliver(Msisdn client, String number) {
    node.deliver(sms(client, number, "Gracias"));
  }

  private static DeliverSm sms(Msisdn client, String number, String text) {
    var octets = Octets.of(text.getBytes(StandardCharsets.US_ASCII));
    return new DeliverSm(
        client.digits(), Msisdn.of(number).digits(), 0, 0, octets, new TreeMap<>(), octets);
  }

  private void write(byte[] mail, Msisdn... clients) {
    database
        .transactions()
        .executeWithoutResult(status -> writer().write(List.of(submission(mail, clients))));
  }

  private SubmissionWriter writer() {
    return LongConversation.writer(database, clock, node);
  }

  private Submission submission(byte[] mail, Msisdn... clients) {
    return LongConversation.submission(
        clock, node, mail, Optional.of("<1@bank.example>"), "Cita", clients);
  }

  private static List<String> reports(String column) {
    return database
        .jdbc()
        .queryForList(
            "SELECT " + column + " FROM gateway.mail WHERE kind = 'JOURNAL'", String.class);
  }

  private static List<byte[]> journal() {
    return database
        .jdbc()
        .queryForList(
            "SELECT message FROM gateway.mail WHERE kind = 'JOURNAL' ORDER BY id", byte[].class);
  }

  private static byte[] bytes(String mail) {
    return mail.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean contains(byte[] mail, String text) {
    return new String(mail, StandardCharsets.UTF_8).contains(text);
  }

  /** The octets of the part of this type, as they lie in the mail. */
  private static byte[] contentOf(byte[] mail, String type) {
    String all = new String(mail, StandardCharsets.ISO_8859_1);
    int part = all.indexOf("Content-Type: " + type);
    int from = all.indexOf("\r\n\r\n", part) + 4;
    int to = all.lastIndexOf("\r\n--=_journal_");
    return all.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static MimeMessage read(byte[] octets) throws MessagingException {
    return new MimeMessage(null, new ByteArrayInputStream(octets));
  }
}
