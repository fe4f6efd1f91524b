package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.smtp.Letters.ANA;
import static org.recado.smtp.Letters.base64;
import static org.recado.smtp.Letters.mail;
import static org.recado.smtp.Letters.plain;
import static org.recado.trial.WholeGateway.MARTA;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.lab.bank.MailCondition;
import org.recado.lab.smsc.Submission;
import org.recado.message.Msisdn;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** What a mail program, a relay, or somebody with bad intentions hears when they say so. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class ConversationTest {

  private final WholeGateway gateway;
  private final List<Smtp> open = new ArrayList<>();
  private Smtp smtp;

  ConversationTest(WholeGateway gateway) {
    this.gateway = gateway;
    this.smtp = opened(Smtp.relay(gateway.smtpPort()));
  }

  @BeforeEach
  void forget() {
    gateway.lab().smsc().forgetSubmissions();
  }

  @AfterEach
  void hangUp() {
    open.forEach(Smtp::close);
  }

  // ---- the same mail again

  @Test
  void aMailThatIsSentAgainIsTextedOnce() {
    int before = decisions();
    String answer = smtp.mail(MARTA, "", ANA, "Su cita es el lunes");
    assertThat(answer).startsWith("250 2.0.0 ");
    var relayAfterALostAnswer = opened(Smtp.relay(gateway.smtpPort()));
    assertThat(relayAfterALostAnswer.mail(MARTA, "", ANA, "Su cita es el lunes"))
        .isEqualTo("250 2.0.0 accepted before as " + answer.substring("250 2.0.0 ".length()));
    assertThat(smtp.mail(MARTA, "", "+34600111333@sms.bank.example", "Su cita es el lunes"))
        .doesNotContain("before");
    assertThat(smtp.mail(MARTA, "", ANA, "Su cita es el martes")).doesNotContain("before");
    gateway
        .lab()
        .smsc()
        .awaitSubmission(sent -> sent.text().endsWith("martes"), Duration.ofSeconds(60));
    assertThat(textsSent())
        .filteredOn(text -> text.startsWith("Su cita es"))
        .containsExactlyInAnyOrder(
            "Su cita es el lunes", "Su cita es el lunes", "Su cita es el martes");
    assertThat(decisions()).as("the second is on record too").isEqualTo(before + 1);
  }

  @Test
  void anApplicationsReferenceIsTextedOnceWhateverElseIsNew() {
    String reference = "X-SMS-Reference: prestamo-4711\r\n";
    String first = data(mail(MARTA, reference, "Vence el viernes") + ".");
    assertThat(first).startsWith("250 2.0.0 ").doesNotContain("before");
    assertThat(data(mail(MARTA, reference, "Vence el viernes 7") + "."))
        .contains(" accepted before as ");
    assertThat(data(mail(MARTA, "X-SMS-Reference: prestamo-4712\r\n", "Vence ya") + "."))
        .doesNotContain("before");
    gateway
        .lab()
        .smsc()
        .awaitSubmission(sent -> sent.text().equals("Vence ya"), Duration.ofSeconds(60));
    assertThat(textsSent())
        .filteredOn(text -> text.startsWith("Vence"))
        .containsExactlyInAnyOrder("Vence el viernes", "Vence ya");
  }

  // ---- greeting and TLS

  @Test
  void whatIsOfferedDependsOnTls() {
    var client = opened(Smtp.connect(gateway.smtpPort(), 3));
    assertThat(client.greeting()).startsWith("220 sms.bank.example ESMTP");
    var before = client.say("EHLO laptop").lines().toList();
    assertThat(before)
        .containsExactly(
            "250-sms.bank.example",
            "250-PIPELINING",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-ENHANCEDSTATUSCODES",
            "250-DSN",
            "250-STARTTLS",
            "250 SIZE 65536");
    var after = client.startTls(gateway.trust()).lines().toList();
    assertThat(after).contains("250-AUTH PLAIN LOGIN").doesNotContain("250-STARTTLS");
  }

  @Test
  void heloIsAnsweredToo() {
    assertThat(smtp.say("HELO relay.bank.example")).isEqualTo("250 sms.bank.example");
    assertThat(smtp.say("EHLO")).startsWith("501 5.5.4");
  }

  @Test
  void thePortInsideTlsNeedsNoStartTls() {
    var client = opened(Smtp.insideTls(gateway.smtpsPort(), gateway.trust()));
    assertThat(client.say("EHLO laptop")).contains("AUTH PLAIN LOGIN").doesNotContain("STARTTLS");
    assertThat(client.say("STARTTLS")).startsWith("503 5.5.1");
    assertThat(client.say(plain("marta.ruiz", "marta-demo"))).startsWith("235 2.7.0");
  }

  @Test
  void startTlsForgetsWhatWasSaidBefore() {
    assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("250 2.1.0");
    smtp.startTls(gateway.trust());
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("503 5.5.1");
  }

  @Test
  void nothingMayFollowStartTlsInPlainText() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    client.send("STARTTLS\r\nMAIL FROM:<" + MARTA + ">\r\n");
    assertThat(client.answer()).startsWith("421 4.7.0");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void startTlsTakesNoParameters() {
    assertThat(smtp.say("STARTTLS now")).startsWith("501 5.5.4");
  }

  @Test
  void aFailedHandshakeEndsOnlyThisSession() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    assertThat(client.say("STARTTLS")).startsWith("220 2.0.0");
    client.send("this is no handshake\r\n");
    assertThat(client.isClosed()).isTrue();
    assertThat(smtp.say("NOOP")).startsWith("250 2.0.0");
  }

  // ---- signing in

  @Test
  void nobodySignsInWithoutTls() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    assertThat(client.say(plain("marta.ruiz", "marta-demo"))).startsWith("538 5.7.11");
  }

  @Test
  void plainWithAndWithoutAnInitialResponse() {
    assertThat(tls().say(plain("marta.ruiz", "marta-demo"))).startsWith("235 2.7.0");
    var client = tls();
    assertThat(client.say("AUTH PLAIN")).isEqualTo("334 ");
    assertThat(client.say(base64("\0marta.ruiz\0marta-demo"))).startsWith("235 2.7.0");
    assertThat(client.say(plain("marta.ruiz", "marta-demo"))).startsWith("503 5.5.1");
  }

  @Test
  void loginInTwoSteps() {
    var client = tls();
    assertThat(client.say("AUTH LOGIN")).isEqualTo("334 " + base64("Username:"));
    assertThat(client.say(base64("marta.ruiz"))).isEqualTo("334 " + base64("Password:"));
    assertThat(client.say(base64("marta-demo"))).startsWith("235 2.7.0");
  }

  @Test
  void signingInMayBeCancelledAndTriedAgain() {
    var client = tls();
    client.say("AUTH LOGIN");
    assertThat(client.say("*")).startsWith("501 5.7.0");
    client.say("AUTH LOGIN " + base64("marta.ruiz"));
    assertThat(client.say("*")).startsWith("501 5.7.0");
    assertThat(client.say(plain("marta.ruiz", "marta-demo"))).startsWith("235");
  }

  @Test
  void whatIsNotBase64OrNotTheMechanismsFormIsSaidSo() {
    var client = tls();
    assertThat(client.say("AUTH PLAIN !!!")).startsWith("501 5.5.2");
    assertThat(client.say("AUTH PLAIN " + base64("only one field"))).startsWith("501 5.5.2");
    assertThat(client.say("AUTH CRAM-MD5")).startsWith("504 5.5.4");
    assertThat(client.say("AUTH")).startsWith("504 5.5.4");
    client.say("AUTH PLAIN");
    assertThat(client.say("A".repeat(2000))).startsWith("500 5.5.6");
    client.say("AUTH PLAIN");
    assertThat(client.say("\0\0")).startsWith("501 5.5.2");
    assertThat(client.say("NOOP")).startsWith("250");
  }

  @Test
  void theThirdWrongPasswordEndsTheSession() {
    var client = tls();
    assertThat(client.say(plain("marta.ruiz", "wrong"))).startsWith("535 5.7.8");
    assertThat(client.say(plain("nobody", "wrong"))).startsWith("535 5.7.8");
    assertThat(client.say(plain("marta.ruiz", ""))).startsWith("421 4.7.0");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void whoHasLeftCannotSignIn() {
    assertThat(tls().say(plain("pablo.leon", "pablo-demo"))).startsWith("535 5.7.8");
  }

  // ---- who may send

  @Test
  void aStrangerIsToldToSignIn() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("530 5.7.0");
    assertThat(client.say("MAIL FROM:<>")).startsWith("530 5.7.0");
    assertThat(client.say("RCPT TO:<" + ANA + ">")).startsWith("503 5.5.1");
  }

  @Test
  void whoSignedInSendsAsThemselvesOnly() {
    var client = tls();
    client.say(plain("marta.ruiz", "marta-demo"));
    assertThat(client.say("MAIL FROM:<javier.sanz@bank.example>")).startsWith("550 5.7.1");
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("250 2.1.0");
    assertThat(client.say("RCPT TO:<" + ANA + ">")).startsWith("250 2.1.5");
    assertThat(client.say("DATA")).startsWith("354");
    assertThat(client.say(mail("javier.sanz@bank.example", "", "hola") + "."))
        .startsWith("554 5.7.1 The From header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: <marta.ruiz@bank.example>, <javier.sanz@bank.example>",
        "From: <marta.ruiz@bank.example>\r\nFrom: <javier.sanz@bank.example>",
        "From: \"marta.ruiz@bank.example\" <evil@else.example>",
        "X-From: <marta.ruiz@bank.example>"
      })
  void aFromHeaderThatIsNotTheSendersAloneIsRefused(String from) {
    assertThat(data(from + "\r\nSubject: x\r\n\r\nhola\r\n.")).startsWith("554 5.7.1");
  }

  @ParameterizedTest
  @CsvSource({
    "someone@else.example, 550 5.7.1",
    "pablo.leon@bank.example, 550 5.7.1",
    "not an address, 553 5.1.7"
  })
  void aSenderWhoIsNobodyIsRefused(String sender, String answer) {
    assertThat(smtp.say("MAIL FROM:<" + sender + ">")).startsWith(answer);
    assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("250 2.1.0");
  }

  // ---- recipients

  @ParameterizedTest
  @CsvSource({
    "ana@else.example, 550 5.7.1",
    "+34912345678@sms.bank.example, 550 5.1.3",
    "nadie.conocido@sms.bank.example, 550 5.1.1",
    "Elena Soto Marin@sms.bank.example, 550 5.1.4",
    "12@sms.bank.example, 550 5.1.3",
    "'', 553 5.1.3",
    "@sms.bank.example, 553 5.1.3"
  })
  void aRecipientWhoCannotBeTextedIsRefusedAtRcpt(String recipient, String answer) {
    smtp.say("MAIL FROM:<" + MARTA + ">");
    String path = recipient.contains(" ") ? recipient.replaceFirst("(.*)@", "\"$1\"@") : recipient;
    assertThat(smtp.say("RCPT TO:<" + path + ">")).startsWith(answer).matches("\\p{ASCII}+");
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("250 2.1.5");
  }

  @Test
  void oneClientTooManyIsPutOffAndTheOthersStay() {
    smtp.say("MAIL FROM:<" + MARTA + ">");
    for (int i = 0; i < WholeGateway.MAX_RECIPIENTS; i++) {
      assertThat(smtp.say("RCPT TO:<+3460011120" + i + "@SMS.bank.example>")).startsWith("250");
    }
    assertThat(smtp.say("RCPT TO:<+34600111209@sms.bank.example>")).startsWith("452 4.5.3");
    assertThat(smtp.say("RCPT TO:<+34600111200@sms.bank.example>"))
        .as("named before")
        .startsWith("250");
    assertThat(smtp.say("DATA")).startsWith("354");
    assertThat(smtp.say(mail(MARTA, "", "a cinco") + ".")).startsWith("250 2.0.0");
    var sent =
        gateway.lab().smsc().awaitSubmissions(WholeGateway.MAX_RECIPIENTS, Duration.ofSeconds(20));
    assertThat(sent).hasSize(WholeGateway.MAX_RECIPIENTS);
  }

  @Test
  void whoMayNotBeTextedKeepsTheOthersFromNothingAndIsReported() {
    gateway.execute("INSERT INTO gateway.opt_out VALUES ('34600111222', now(), gen_random_uuid())");
    try {
      smtp.say("MAIL FROM:<" + MARTA + ">");
      assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("250");
      assertThat(smtp.say("RCPT TO:<luis.romero@sms.bank.example>")).startsWith("250");
      smtp.say("DATA");
      assertThat(smtp.say(mail(MARTA, "", "a los dos") + ".")).startsWith("250 2.0.0");
      gateway
          .lab()
          .smsc()
          .awaitSubmission(
              sms -> sms.destination().equals("34611222333") && sms.text().equals("a los dos"),
              Duration.ofSeconds(20));
      gateway.lab().mail().await(MARTA, MailCondition.textContains("ALTA"), Duration.ofSeconds(20));
      assertThat(data(mail(MARTA, "", "a una sola") + ".")).startsWith("550 5.7.1");
      assertThat(data(mail(MARTA, "X-SMS-Category: notice\r\n", "aviso legal") + "."))
          .startsWith("250 2.0.0");
    } finally {
      gateway.execute("DELETE FROM gateway.opt_out");
    }
  }

  @Test
  void anEmployeeIsToldOfAnOptOutAtRcpt() {
    gateway.execute("INSERT INTO gateway.opt_out VALUES ('34600111222', now(), gen_random_uuid())");
    try {
      var client = tls();
      client.say(plain("marta.ruiz", "marta-demo"));
      client.say("MAIL FROM:<" + MARTA + ">");
      assertThat(client.say("RCPT TO:<" + ANA + ">")).startsWith("550 5.7.1 the client asked");
    } finally {
      gateway.execute("DELETE FROM gateway.opt_out");
    }
  }

  // ---- parameters

  @ParameterizedTest
  @CsvSource({
    "SIZE=1000, 250 2.1.0",
    "SIZE=65537, 552 5.3.4",
    "SIZE=99999999999999999999, 552 5.3.4",
    "SIZE=many, 501 5.5.4",
    "SIZE, 501 5.5.4",
    "BODY=8BITMIME, 250 2.1.0",
    "BODY=BINARYMIME, 501 5.5.4",
    "SMTPUTF8, 250 2.1.0",
    "SMTPUTF8=yes, 501 5.5.4",
    "RET=HDRS ENVID=QQ314159+2Bx, 250 2.1.0",
    "ret=full, 250 2.1.0",
    "RET=BODY, 501 5.5.4",
    "RET=HDRS RET=FULL, 501 5.5.4",
    "ENVID=, 501 5.5.4",
    "ENVID=a+0Ab, 501 5.5.4",
    "ENVID=a+zz, 501 5.5.4",
    "AUTH=<>, 250 2.1.0",
    "HOLDFOR=60, 555 5.5.4",
    "X=1, 555 5.5.4"
  })
  void parametersOfMail(String parameters, String answer) {
    assertThat(smtp.say("MAIL FROM:<" + MARTA + "> " + parameters)).startsWith(answer);
    assertThat(smtp.say("RSET")).startsWith("250 2.0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "NOTIFY=NEVER, 250 2.1.5",
    "'NOTIFY=SUCCESS,FAILURE,DELAY', 250 2.1.5",
    "notify=success, 250 2.1.5",
    "'NOTIFY=NEVER,SUCCESS', 501 5.5.4",
    "NOTIFY=, 501 5.5.4",
    "NOTIFY=SOMETIMES, 501 5.5.4",
    "'NOTIFY=SUCCESS,', 501 5.5.4",
    "NOTIFY=NEVER NOTIFY=SUCCESS, 501 5.5.4",
    "ORCPT=rfc822;Ana+2BCliente@bank.example, 250 2.1.5",
    "ORCPT=Ana@bank.example, 501 5.5.4",
    "ORCPT=rfc822;, 501 5.5.4",
    "ORCPT=rfc822;a+0D+0Ab, 501 5.5.4",
    "SIZE=1, 555 5.5.4"
  })
  void parametersOfRcpt(String parameters, String answer) {
    smtp.say("MAIL FROM:<" + MARTA + ">");
    assertThat(smtp.say("RCPT TO:<" + ANA + "> " + parameters)).startsWith(answer);
  }

  // ---- order and syntax

  @Test
  void commandsOutOfOrderAreRefusedAndTheSessionGoesOn() {
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("503 5.5.1");
    assertThat(smtp.say("DATA")).startsWith("503 5.5.1");
    smtp.say("MAIL FROM:<" + MARTA + ">");
    assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("503 5.5.1");
    assertThat(smtp.say("DATA")).startsWith("554 5.5.1");
    assertThat(smtp.say("DATA now")).startsWith("501 5.5.4");
    assertThat(smtp.say("RSET")).startsWith("250 2.0.0");
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("503 5.5.1");
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 501 5.5.4",
    "MAIL FROM, 501 5.5.4",
    "MAIL FROM:marta, 501 5.5.4",
    "MAIL TO:<a@b.example>, 501 5.5.4",
    "FOO, 500 5.5.1",
    "X, 500 5.5.1",
    "'', 500 5.5.1",
    "DATAX, 500 5.5.1",
    "QUITTER, 500 5.5.1",
    "?LONG, 500 5.5.1",
    "BDAT 10 LAST, 502 5.5.1",
    "EXPN staff, 502 5.5.1",
    "VRFY marta, 252 2.5.0",
    "HELP, 214 2.0.0",
    "NOOP whatever, 250 2.0.0",
    "noop, 250 2.0.0"
  })
  void whatIsSaidBadlyIsAnsweredWithCodeAndStatus(String line, String answer) {
    assertThat(smtp.say(line)).startsWith(answer);
    assertThat(smtp.say("NOOP")).startsWith("250 2.0.0");
  }

  @Test
  void aLineThatIsTooLongOrGarbledDoesNotEndTheSession() {
    smtp.send("NOOP " + "x".repeat(100_000) + "\r\n");
    assertThat(smtp.answer()).startsWith("500 5.5.2 The line is too long");
    for (String garbled : List.of("NOOP\n", "NO\rOP\r\n", "NOOP \0\r\n", "MAIL FROM:<a\n")) {
      smtp.send(garbled);
      assertThat(smtp.answer()).startsWith("500 5.5.2");
    }
    smtp.send(new byte[] {'N', 'O', 'O', 'P', ' ', (byte) 0xC3, (byte) 0x28, '\r', '\n'});
    assertThat(smtp.answer()).startsWith("500 5.5.2");
    assertThat(smtp.say("NOOP")).startsWith("250 2.0.0");
  }

  @Test
  void commandsInOnePacketAreAnsweredInTheirOrder() {
    smtp.send(
        "MAIL FROM:<"
            + MARTA
            + ">\r\nRCPT TO:<nobody@else.example>\r\nRCPT TO:<"
            + ANA
            + ">\r\nDATA\r\n");
    assertThat(smtp.answer()).startsWith("250 2.1.0");
    assertThat(smtp.answer()).startsWith("550 5.7.1");
    assertThat(smtp.answer()).startsWith("250 2.1.5");
    assertThat(smtp.answer()).startsWith("354");
    smtp.send(mail(MARTA, "", "uno") + ".\r\nMAIL FROM:<" + MARTA + ">\r\nNOOP\r\nQUIT\r\n");
    assertThat(smtp.answer()).startsWith("250 2.0.0");
    assertThat(smtp.answer()).startsWith("250 2.1.0");
    assertThat(smtp.answer()).startsWith("250 2.0.0");
    assertThat(smtp.answer()).startsWith("221 2.0.0");
    assertThat(smtp.isClosed()).isTrue();
  }

  // ---- DATA

  @Test
  void aMailOverTheLimitIsReadToItsEndAndTheSessionGoesOn() {
    String big = mail(MARTA, "", "x".repeat(70).concat("\r\n").repeat(3000));
    assertThat(data(big + ".")).startsWith("552 5.3.4");
    assertThat(data(mail(MARTA, "", "corto") + ".")).startsWith("250 2.0.0");
  }

  @Test
  void aLineOfFiftyMegabytesIsCountedAndNotKept() {
    assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("250");
    assertThat(smtp.say("DATA")).startsWith("354");
    smtp.send("From: <" + MARTA + ">\r\n\r\n");
    byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    for (int sent = 0; sent < 50 << 20; sent += piece.length) {
      smtp.send(piece);
    }
    assertThat(smtp.say("\r\n.")).startsWith("552 5.3.4");
    assertThat(data(mail(MARTA, "", "sigue") + ".")).startsWith("250 2.0.0");
  }

  @Test
  void aThousandNestedPartsAreRefusedWithASentenceAndTheSessionGoesOn() {
    var nested = new StringBuilder("From: <" + MARTA + ">\r\n");
    for (int level = 0; level < 1_000; level++) {
      nested.append(
          "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%<d\r\n".formatted(level));
    }
    assertThat(data(nested + "\r\nHola\r\n.")).startsWith("554 5.6.0").contains("too many parts");
    assertThat(data(mail(MARTA, "", "sigue") + ".")).startsWith("250 2.0.0");
  }

  @Test
  void aMailOfJustTheLimitIsTaken() {
    String head = "From: <" + MARTA + ">\r\nX-Pad: ";
    String pad = ("p".repeat(70) + "\r\n ").repeat(1000);
    String body = "\r\n\r\njusto\r\n";
    String mail = head + pad;
    mail = mail.substring(0, WholeGateway.MAX_MESSAGE_SIZE - body.length()) + body;
    assertThat(data(mail + ".")).startsWith("250 2.0.0");
    assertThat(data(mail.replace("justo", "justo!") + ".")).startsWith("552 5.3.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r"})
  void noSecondMailIsSmuggledInBehindAFalseEnd(String falseEnd) {
    String smuggled =
        "MAIL FROM:<javier.sanz@bank.example>\r\n"
            + "RCPT TO:<+34600111333@sms.bank.example>\r\n"
            + "DATA\r\n"
            + mail("javier.sanz@bank.example", "", "contrabando");
    assertThat(data(mail(MARTA, "", "cebo " + falseEnd + smuggled) + "."))
        .as("one answer to one mail")
        .matches("(250|554) .*");
    assertThat(smtp.say("NOOP")).startsWith("250 2.0.0");
    assertThat(
            gateway.lab().smsc().submissions().stream()
                .filter(sms -> sms.destination().equals("34600111333")))
        .isEmpty();
  }

  @Test
  void doubledDotsAreUndone() {
    assertThat(data(mail(MARTA, "", "uno\r\n..dos\r\n...tres") + ".")).startsWith("250 2.0.0");
    var sms =
        gateway
            .lab()
            .smsc()
            .handset(Msisdn.of("+34600111222"))
            .await(s -> s.text().contains("dos"), Duration.ofSeconds(20));
    assertThat(sms.text()).isEqualTo("uno\n.dos\n..tres");
  }

  @Test
  void aTextThatIsTooLongIsRefusedWithTheCount() {
    assertThat(data(mail(MARTA, "", "a".repeat(500)) + "."))
        .startsWith("554 5.6.0")
        .contains("takes 4 segments", "at most 3", "459 of its 500");
  }

  @Test
  void aMailWithoutATextIsRefused() {
    assertThat(data(mail(MARTA, "", "") + ".")).startsWith("554 5.6.0");
    assertThat(data(".")).as("not even a header").startsWith("554");
  }

  @ParameterizedTest
  @CsvSource({
    "X-SMS-Priority: high, 554 5.6.0 X-SMS-Priority",
    "X-SMS-Category: no such!, 554 5.6.0 X-SMS-Category",
    "X-SMS-Category: unheard-of, 550 5.7.1",
    "X-SMS-Reference: two words, 554 5.6.0 X-SMS-Reference",
    "X-SMS-Reference: LOAN-4711, 250 2.0.0"
  })
  void headersForApplicationsAreObeyedOrRefusedNeverIgnored(String header, String answer) {
    assertThat(data(mail(MARTA, header + "\r\n", "cuota") + ".")).startsWith(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: auto-replied",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "List-Id: <all.bank.example>"
      })
  void whatARobotWroteIsTakenAndBecomesNoText(String header) {
    assertThat(data(mail(MARTA, header + "\r\n", "Estoy fuera") + ".")).startsWith("250 2.0.0");
    assertThat(smtp.say("NOOP")).startsWith("250");
    assertThat(gateway.query("SELECT 1 FROM gateway.sms WHERE text LIKE 'Estoy fuera%'")).isEmpty();
  }

  @Test
  void aReportIsTakenAndBecomesNoText() {
    assertThat(smtp.say("MAIL FROM:<>")).startsWith("250 2.1.0");
    assertThat(smtp.say("RCPT TO:<34600111222@sms.bank.example>")).startsWith("250 2.1.5");
    assertThat(smtp.say("RCPT TO:<x@else.example>")).startsWith("550 5.7.1");
    assertThat(smtp.say("DATA")).startsWith("354");
    assertThat(smtp.say("Subject: Undelivered\r\n\r\nsorry\r\n.")).startsWith("250 2.0.0");
    assertThat(textsSent()).doesNotContain("sorry");
  }

  @Test
  void aHostileMailIsRefusedOrTakenButNeverPutOffForEver() {
    for (String header :
        List.of(
            "Subject: =?utf-8?q?a=00b=0D=0ABcc:_x@y.z?=\r\nMessage-ID: <"
                + "x".repeat(5000)
                + ">\r\n",
            "Subject: " + "\u0000".repeat(3) + "nul\r\n",
            "Message-ID: <a\u0000b@c>\r\n",
            "Subject: =?utf-16?b?2D3YPdg9?=\r\n",
            "Date: Fri, 99 Foo 99999999999 00:00:00 +9999\r\n",
            "Subject: " + "á".repeat(3000) + "\r\n")) {
      assertThat(data(mail(MARTA, header, "texto") + ".")).as(header).doesNotStartWith("4");
    }
    assertThat(data(mail(MARTA, "", "con \u0000 nulo y \uFFFF") + ".")).doesNotStartWith("4");
  }

  @Test
  void aClientThatGoesAwayInTheMiddleOfAMailSubmitsNothing() {
    smtp.open(MARTA, ANA, "a medias");
    smtp.close();
    smtp = opened(Smtp.relay(gateway.smtpPort()));
    assertThat(smtp.say("NOOP")).startsWith("250");
    assertThat(textsSent()).doesNotContain("a medias");
  }

  // ---- limits

  @Test
  void silenceForTooLongEndsTheSessionWithAWord() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    assertThat(client.answer()).startsWith("421 4.4.2");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void oneSessionTooManyIsToldToComeLater() {
    Smtp last = smtp;
    for (int i = 0; i < WholeGateway.MAX_SESSIONS; i++) {
      last = opened(Smtp.connect(gateway.smtpPort(), 3));
    }
    assertThat(last.greeting()).startsWith("421 4.3.2");
    assertThat(last.isClosed()).isTrue();
    assertThat(smtp.say("NOOP")).startsWith("250 2.0.0");
  }

  private int decisions() {
    return Integer.parseInt(
        gateway.query("SELECT count(*) FROM archive.record WHERE kind = 'decided'").get(0));
  }

  private List<String> textsSent() {
    return gateway.lab().smsc().submissions().stream().map(Submission::text).toList();
  }

  private Smtp tls() {
    var client = opened(Smtp.stranger(gateway.smtpPort()));
    client.startTls(gateway.trust());
    return client;
  }

  private Smtp opened(Smtp client) {
    open.add(client);
    return client;
  }

  /** A transaction from Marta to Ana, up to what follows DATA and its end; the last answer. */
  private String data(String mailAndDot) {
    assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    assertThat(smtp.say("RCPT TO:<" + ANA + ">")).startsWith("250");
    assertThat(smtp.say("DATA")).startsWith("354");
    return smtp.say(mailAndDot);
  }
}
