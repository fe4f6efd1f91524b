package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.smtp.Letters.base64;
import static org.recado.smtp.Letters.mail;
import static org.recado.smtp.Letters.plain;
import static org.recado.trial.WholeGateway.MARTA;
import static org.recado.trial.WholeGateway.PAYMENTS_SECRET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordId;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** What somebody does who wants a text to leave in another's name. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class SenderAttacksTest {

  /** Nobody else's client: conversations with Ana need her numbers. */
  private static final String CLIENT = "+34600111577@sms.bank.example";

  private static final String CARMEN = "carmen.vega@bank.example";
  private static final String JAVIER = "javier.sanz@bank.example";
  private static final String NURIA = "nuria.vidal@bank.example";
  private static final String LEAVER = "pablo.leon@bank.example";
  private static final String APPLICATION = "avisos@apps.bank.example";

  private final WholeGateway gateway;
  private final List<Smtp> open = new ArrayList<>();

  SenderAttacksTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void forget() {
    gateway.lab().smsc().forgetSubmissions();
    gateway.execute("DELETE FROM directory.sign_in_failure");
  }

  @AfterEach
  void hangUp() {
    open.forEach(Smtp::close);
    open.clear();
    gateway.execute("DELETE FROM directory.sign_in_failure");
  }

  // ---- the From and Sender headers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: Marta <marta.ruiz@bank.example> <javier.sanz@bank.example>",
        "From: Javier <javier.sanz@bank.example> <marta.ruiz@bank.example>",
        "From: javier.sanz@bank.example: <marta.ruiz@bank.example>;",
        "From: Javier <javier.sanz@bank.example>: <marta.ruiz@bank.example>;",
        "From: Team: <marta.ruiz@bank.example>, <javier.sanz@bank.example>;",
        "From: Team:;",
        "From: <javier.sanz@bank.example> (<marta.ruiz@bank.example>)",
        "From: (\\) <marta.ruiz@bank.example>) <javier.sanz@bank.example>",
        "From: =?utf-8?q?=3Cmarta.ruiz=40bank.example=3E?= <javier.sanz@bank.example>",
        "From: =?utf-8?q?=3Cmarta.ruiz=40bank.example=3E?=",
        "From: marta.ruiz@bank.example\u0000@else.example",
        "From: <marta.ruiz@ban\u212A.example>",
        "From: <m\u0430rta.ruiz@bank.example>",
        "From : <javier.sanz@bank.example>\r\nFrom: <marta.ruiz@bank.example>",
        "FROM: <javier.sanz@bank.example>\r\nFrom: <marta.ruiz@bank.example>"
      })
  void aFromThatReadersUnderstandDifferentlyIsRefused(String from) {
    assertThat(data(relay(), MARTA, from, "no es suya")).startsWith("554 5.7.1 The From header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: \"Javier Sanz <javier.sanz@bank.example>\" <marta.ruiz@bank.example>",
        "From: =?utf-8?q?Javier_Sanz_=3Cjavier.sanz=40bank.example=3E?="
            + " <marta.ruiz@bank.example>",
        "From: marta.ruiz@bank.example (javier.sanz@bank.example)",
        "From: \"javier.sanz@bank.example\" <Marta.Ruiz@BANK.example>"
      })
  void whatIsOnlyShownAsSomebodyElseIsRecordedAsWhoItIs(String from) {
    assertThat(data(relay(), MARTA, from, "de Marta " + from.hashCode())).startsWith("250 2.0.0");
    assertThat(received().fact(Facts.MAILBOX)).contains(MARTA);
    assertThat(received().fact("sent-by")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sender: <javier.sanz@bank.example>\r\n",
        "Sender: <somebody@else.example>\r\n",
        "Sender: <pablo.leon@bank.example>\r\n",
        "Sender: <marta.ruiz@bank.example>\r\nSender: <javier.sanz@bank.example>\r\n"
      })
  void aSenderHeaderOfSomebodyWithoutTheRightIsRefused(String header) {
    assertThat(data(relay(), MARTA, "From: <" + MARTA + ">\r\n" + header.strip(), "no"))
        .startsWith("554 5.7.1 The Sender header names");
    var application = tls(3);
    assertThat(application.say(plain("payments", PAYMENTS_SECRET))).startsWith("235");
    assertThat(
            data(
                application,
                APPLICATION,
                "From: <" + APPLICATION + ">\r\nX-SMS-Category: reminder\r\n" + header.strip(),
                "no"))
        .startsWith("554 5.7.1 The Sender header names");
  }

  @Test
  void aDelegateNamedAsSenderIsOnTheRecord() {
    var from = "From: <" + CARMEN + ">\r\nSender: <" + MARTA + ">";
    assertThat(data(relay(), CARMEN, from, "por Carmen")).startsWith("250 2.0.0");
    assertThat(received().fact(Facts.MAILBOX)).contains(CARMEN);
    assertThat(received().fact("sent-by")).contains(MARTA);
    assertThat(data(relay(), MARTA, "From: <" + MARTA + ">\r\nSender: " + MARTA, "sola"))
        .startsWith("250 2.0.0");
    assertThat(received().fact("sent-by")).isEmpty();
  }

  /** The newest mail on record. */
  private ArchivedRecord received() {
    var id =
        gateway.query(
            "SELECT id FROM archive.record WHERE kind = 'received' ORDER BY id DESC LIMIT 1");
    return gateway.context().getBean(Archive.class).get(new RecordId(UUID.fromString(id.get(0))));
  }

  // ---- MAIL FROM

  @ParameterizedTest
  @CsvSource({
    "@evil.example:marta.ruiz@bank.example, 250",
    "'@a.example,@b.example:javier.sanz@bank.example', 250",
    "MARTA.RUIZ@BANK.EXAMPLE, 250",
    "marta.ruiz@ban\u212A.example, 550",
    "marta.rui\uFF5A@bank.example, 550",
    "m\u0430rta.ruiz@bank.example, 550",
    "marta.ruiz@bank.example.evil.example, 550",
    "marta.ruiz%bank.example@evil.example, 550",
    "bank.example!marta.ruiz@evil.example, 550",
    "\"marta.ruiz@bank.example\"@evil.example, 550",
    "marta.ruiz@bank.example@evil.example, 550",
    "\"marta.ruiz\\\"@bank.example, 501",
    "pablo.leon@bank.example, 550",
    "@evil.example:pablo.leon@bank.example, 550"
  })
  void whoTheEnvelopeNamesIsThePersonOfThatAddressOrNobody(String path, String code) {
    assertThat(relay().say("MAIL FROM:<" + path.replace("\\,", ",") + ">")).startsWith(code + " ");
  }

  @Test
  void aSourceRouteDoesNotMakeAnEmployeeAnother() {
    var client = signedIn("nuria.vidal", "nuria-demo");
    for (String path :
        List.of(
            MARTA,
            "@bank.example:" + MARTA,
            "\"marta.ruiz\"@bank.example",
            "MARTA.RUIZ@bank.example")) {
      assertThat(client.say("MAIL FROM:<" + path + ">")).as(path).startsWith("550 5.7.1");
    }
  }

  @Test
  void aRelayCannotWriteForWhoLeftOrIsNobody() {
    assertThat(data(relay(), MARTA, "From: <" + LEAVER + ">", "no")).startsWith("554 5.7.1");
    assertThat(data(relay(), MARTA, "From: <nobody@bank.example>", "no")).startsWith("554 5.7.1");
    assertThat(relay().say("MAIL FROM:<nobody@bank.example>")).startsWith("550 5.7.1");
    assertThat(relay().say("MAIL FROM:<" + LEAVER + ">")).startsWith("550 5.7.1");
  }

  // ---- sessions

  @Test
  void resettingTheTransactionChangesNobody() {
    var client = signedIn("nuria.vidal", "nuria-demo");
    assertThat(client.say("MAIL FROM:<" + NURIA + ">")).startsWith("250");
    assertThat(client.say("RSET")).startsWith("250");
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("550 5.7.1 You are signed in");
    assertThat(client.say("EHLO another")).startsWith("250");
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("550 5.7.1 You are signed in");
    assertThat(client.say(plain("marta.ruiz", "marta-demo"))).startsWith("503 5.5.1");
    assertThat(client.say("MAIL FROM:<" + NURIA + ">")).startsWith("250");
  }

  @Test
  void whatIsSentBehindASignInThatFailsIsAStrangers() {
    var client = tls(3);
    client.send(
        plain("marta.ruiz", "wrong")
            + "\r\nMAIL FROM:<"
            + MARTA
            + ">\r\nRCPT TO:<"
            + CLIENT
            + ">\r\nDATA\r\n");
    assertThat(client.answer()).startsWith("535 5.7.8");
    assertThat(client.answer()).startsWith("530 5.7.0");
    assertThat(client.answer()).startsWith("503 5.5.1");
    assertThat(client.answer()).startsWith("503 5.5.1");
  }

  @Test
  void commandsInsideAnExchangeAreAnswersOfIt() {
    var client = tls(3);
    client.send("AUTH LOGIN\r\nMAIL FROM:<" + MARTA + ">\r\nNOOP\r\n");
    assertThat(client.answer()).startsWith("334 ");
    assertThat(client.answer()).startsWith("501 5.5.2");
    assertThat(client.answer()).startsWith("250 2.0.0");
    client.send("AUTH PLAIN\r\n" + base64("\0marta.ruiz\0marta-demo") + "\r\nNOOP\r\n");
    assertThat(client.answer()).startsWith("334 ");
    assertThat(client.answer()).startsWith("235 2.7.0");
    assertThat(client.answer()).startsWith("250 2.0.0");
  }

  @Test
  void whatWasSaidBeforeTlsIsNobodysInside() {
    var client = opened(Smtp.connect(gateway.smtpPort(), 3));
    client.send("EHLO x\r\nSTARTTLS\r\n" + plain("marta.ruiz", "marta-demo") + "\r\n");
    assertThat(client.answer()).startsWith("250");
    assertThat(client.answer()).startsWith("421 4.7.0");
    assertThat(client.isClosed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'nuria.vidal\u0000', 501",
    "'', 535",
    "'nuria.vidal\u0007', 535",
    "'nuria.vidal\t', 535",
    "\u0627nuria, 535"
  })
  void aNameWithWhatCannotBeInItSignsNobodyIn(String name, String code) {
    assertThat(tls(3).say(plain(name, "nuria-demo"))).startsWith(code);
  }

  /** The examples of RFC 4013 section 3, in a name and in a password. */
  @ParameterizedTest
  @CsvSource({
    "mar\u00ADta.ruiz, marta\u00AD-demo, 235 2.7.0",
    "MARTA.RUIZ, marta-demo, 235 2.7.0",
    "m\u00AArt\u00AA.ru\u2170z, m\u00AArt\u00AA-demo, 235 2.7.0",
    "marta.ruiz, MARTA-DEMO, 535 5.7.8",
    "marta.ruiz, 'marta-demo\u0007', 535 5.7.8",
    "marta.ruiz, \u06271, 535 5.7.8",
    "'marta.ruiz\u0007', marta-demo, 535 5.7.8",
    "paym\u00ADents, a-secret-of-p\u00AAyments, 235 2.7.0",
    "payments, 'a-secret-of-payments\u0007', 535 5.7.8"
  })
  void namesAndPasswordsArePreparedBySaslprep(String name, String password, String answer) {
    assertThat(tls(3).say(plain(name, password))).startsWith(answer);
    var inSteps = tls(3);
    inSteps.say("AUTH LOGIN " + base64(name));
    assertThat(inSteps.say(base64(password))).startsWith(answer);
  }

  @Test
  void anotherIdentityToActAsIsNotGiven() {
    var client = tls(3);
    assertThat(client.say("AUTH PLAIN " + base64("marta.ruiz\0nuria.vidal\0nuria-demo")))
        .startsWith("501 5.5.2");
    assertThat(client.say("AUTH PLAIN " + base64("nuria.vidal\0nuria.vidal\0nuria-demo")))
        .startsWith("235");
  }

  // ---- rights that end

  @Test
  void aRightThatIsTakenBackEndsInTheMiddleOfTheTransaction() {
    var client = signedIn("marta.ruiz", "marta-demo");
    assertThat(client.say("MAIL FROM:<" + CARMEN + ">")).startsWith("250");
    assertThat(client.say("RCPT TO:<" + CLIENT + ">")).startsWith("250");
    gateway.execute("CREATE TABLE kept AS SELECT * FROM directory.person_delegate");
    gateway.execute("DELETE FROM directory.person_delegate");
    try {
      assertThat(client.say("RCPT TO:<" + CLIENT + ">")).startsWith("550 5.7.1 You may no longer");
      assertThat(client.say("DATA")).startsWith("354");
      client.send(mail(CARMEN, "", "ya no en su nombre"));
      assertThat(client.say(".")).startsWith("554 5.7.1 You may no longer");
      assertThat(client.say("MAIL FROM:<" + CARMEN + ">")).startsWith("550 5.7.1");
      assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    } finally {
      gateway.execute("INSERT INTO directory.person_delegate SELECT * FROM kept");
      gateway.execute("DROP TABLE kept");
    }
  }

  @Test
  void aRightIsNotPassedOn() {
    gateway.execute(
        "INSERT INTO directory.person_delegate (person_id, delegate_id)"
            + " SELECT o.id, d.id FROM directory.person o, directory.person d"
            + " WHERE o.mail = '"
            + JAVIER
            + "' AND d.mail = '"
            + CARMEN
            + "'");
    try {
      var carmen = signedIn("carmen.vega", "carmen-demo");
      assertThat(data(carmen, CARMEN, "From: <" + JAVIER + ">", "suyo")).startsWith("250 2.0.0");
      var marta = signedIn("marta.ruiz", "marta-demo");
      assertThat(data(marta, CARMEN, "From: <" + JAVIER + ">", "de segunda mano"))
          .startsWith("554 5.7.1 The From header");
    } finally {
      gateway.execute(
          "DELETE FROM directory.person_delegate d USING directory.person p"
              + " WHERE p.id = d.person_id AND p.mail = '"
              + JAVIER
              + "'");
    }
  }

  @Test
  void aLeaverLearnsNoNamesByRcpt() {
    var client = signedIn("nuria.vidal", "nuria-demo");
    assertThat(client.say("MAIL FROM:<" + NURIA + ">")).startsWith("250");
    gateway.execute("UPDATE directory.person SET enabled = false WHERE mail = '" + NURIA + "'");
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.say("RCPT TO:<" + CLIENT + ">").startsWith("550 5.7.1 The sender's"));
      assertThat(client.say("RCPT TO:<\"Elena Soto Marin\"@sms.bank.example>"))
          .startsWith("550 5.7.1 The sender's")
          .doesNotContain("Elena");
      assertThat(tls(3).say(plain("nuria.vidal", "nuria-demo"))).startsWith("535 5.7.8");
    } finally {
      gateway.execute("UPDATE directory.person SET enabled = true WHERE mail = '" + NURIA + "'");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> relay().say("MAIL FROM:<" + NURIA + ">").startsWith("250"));
    }
  }

  @Test
  void aNumberThatExchangeEncapsulatesAtItsOwnDomainIsReached() {
    var relay = relay();
    assertThat(relay.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    assertThat(relay.say("RCPT TO:<IMCEASMS-+2B34600111577@bank.example>")).startsWith("250");
    for (String other :
        List.of("IMCEAFAX-+2B34910000000", "IMCEAEX-_O=BANK", "IMCEASMTP-x+40else.example")) {
      assertThat(relay.say("RCPT TO:<" + other + "@bank.example>"))
          .startsWith("550 5.7.1 Relaying");
    }
  }

  private Smtp relay() {
    return opened(Smtp.relay(gateway.smtpPort()));
  }

  private Smtp signedIn(String login, String password) {
    var client = tls(3);
    assertThat(client.say(plain(login, password))).startsWith("235");
    return client;
  }

  private Smtp tls(int from) {
    var client = opened(Smtp.connect(gateway.smtpPort(), from));
    client.say("EHLO laptop");
    client.startTls(gateway.trust());
    return client;
  }

  private Smtp opened(Smtp client) {
    open.add(client);
    return client;
  }

  /** A transaction to the client; the last answer. */
  private static String data(Smtp client, String sender, String headers, String text) {
    assertThat(client.say("MAIL FROM:<" + sender + ">")).startsWith("250");
    assertThat(client.say("RCPT TO:<" + CLIENT + ">")).startsWith("250");
    assertThat(client.say("DATA")).startsWith("354");
    return client.say(headers + "\r\nSubject: x\r\n\r\n" + text + "\r\n.");
  }
}
