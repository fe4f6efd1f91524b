package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.smtp.Letters.ANA;
import static org.recado.smtp.Letters.base64;
import static org.recado.smtp.Letters.mail;
import static org.recado.smtp.Letters.plain;
import static org.recado.trial.WholeGateway.MARTA;
import static org.recado.trial.WholeGateway.PAYMENTS_SECRET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** Who may send as whom: delegates, applications, relays with a certificate, leavers, lists. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class SenderIdentityTest {

  private static final String CARMEN = "carmen.vega@bank.example";
  private static final String APPLICATION = "avisos@apps.bank.example";

  private final WholeGateway gateway;
  private final List<Smtp> open = new ArrayList<>();

  SenderIdentityTest(WholeGateway gateway) {
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

  // ---- delegates

  @Test
  void aDelegateWritesInTheNameOfWhoAllowedIt() {
    var client = signedIn("marta.ruiz", "marta-demo");
    assertThat(transaction(client, MARTA, CARMEN, "", "en nombre de Carmen"))
        .startsWith("250 2.0.0");
    assertThat(transaction(client, CARMEN, CARMEN, "", "y por su cuenta")).startsWith("250 2.0.0");
  }

  @Test
  void theRightHoldsOneWayOnly() {
    var client = signedIn("carmen.vega", "carmen-demo");
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("550 5.7.1 You are signed in");
    assertThat(transaction(client, CARMEN, MARTA, "", "al revés"))
        .startsWith("554 5.7.1 The From header");
  }

  @Test
  void aRelayIsHeldToTheSameRights() {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    assertThat(transaction(relay, MARTA, CARMEN, "", "por el servidor")).startsWith("250 2.0.0");
    assertThat(transaction(relay, MARTA, "javier.sanz@bank.example", "", "no"))
        .startsWith("554 5.7.1 The From header");
  }

  // ---- applications

  @Test
  void anApplicationSendsFromItsOwnDomainAndInItsCategoriesOnly() {
    var client = tls(3);
    assertThat(client.say(plain("payments", PAYMENTS_SECRET))).startsWith("235 2.7.0");
    assertThat(client.say("MAIL FROM:<" + MARTA + ">")).startsWith("550 5.7.1 This account sends");
    assertThat(transaction(client, APPLICATION, APPLICATION, "", "sin categoría"))
        .startsWith("554 5.7.1 This account sends only: reminder");
    assertThat(transaction(client, APPLICATION, MARTA, "X-SMS-Category: reminder\r\n", "no"))
        .startsWith("554 5.7.1 The From header");
    assertThat(
            transaction(
                client, APPLICATION, APPLICATION, "X-SMS-Category: reminder\r\n", "cuota vencida"))
        .startsWith("250 2.0.0");
    gateway
        .lab()
        .smsc()
        .awaitSubmission(sms -> sms.text().equals("cuota vencida"), Duration.ofSeconds(20));
  }

  @Test
  void anApplicationSignsInWithItsSecretFromItsAddressOnly() {
    assertThat(tls(3).say(plain("payments", "wrong"))).startsWith("535 5.7.8");
    assertThat(tls(5).say(plain("payments", PAYMENTS_SECRET))).startsWith("535 5.7.8");
    assertThat(tls(3).say(plain("PAYMENTS", PAYMENTS_SECRET))).startsWith("235 2.7.0");
  }

  // ---- relays

  @Test
  void aRelayThatNeedsACertificateIsNobodyWithoutIt() {
    var without = opened(Smtp.connect(gateway.smtpPort(), 4));
    without.say("EHLO branch.bank.example");
    assertThat(without.say("MAIL FROM:<" + MARTA + ">")).startsWith("530 5.7.0");
    assertThat(transaction(tls(4), MARTA, MARTA, "", "desde la sucursal")).startsWith("250 2.0.0");
  }

  // ---- leavers

  @Test
  void aLeaverInAnOpenSessionSendsNothingMore() {
    var client = signedIn("nuria.vidal", "nuria-demo");
    assertThat(client.say("MAIL FROM:<nuria.vidal@bank.example>")).startsWith("250");
    assertThat(client.say("RCPT TO:<" + ANA + ">")).startsWith("250");
    gateway.execute("UPDATE directory.person SET enabled = false WHERE name LIKE 'N_ria Vidal%'");
    try {
      awaitSender(opened(Smtp.relay(gateway.smtpPort())), "nuria.vidal@bank.example", "550 5.7.1");
      assertThat(client.say("DATA")).startsWith("354");
      client.send(mail("nuria.vidal@bank.example", "", "ya no"));
      assertThat(client.say(".")).startsWith("554 5.7.1 The sender's account");
      assertThat(client.say("MAIL FROM:<nuria.vidal@bank.example>")).startsWith("550 5.7.1");
    } finally {
      gateway.execute("UPDATE directory.person SET enabled = true WHERE name LIKE 'N_ria Vidal%'");
    }
  }

  // ---- a directory that cannot be read

  @Test
  void aSnapshotThatIsTooOldPutsMailOff() {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    gateway.execute("UPDATE directory.sync_state SET read_at = now() - interval '4 days'");
    try {
      awaitSender(relay, MARTA, "451 4.3.0");
    } finally {
      gateway.execute("UPDATE directory.sync_state SET read_at = now()");
      awaitSender(relay, MARTA, "250");
    }
  }

  /** What was answered a moment ago is remembered for a second. */
  private static void awaitSender(Smtp relay, String sender, String answer) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              relay.say("RSET");
              return relay.say("MAIL FROM:<" + sender + ">").startsWith(answer);
            });
  }

  // ---- lists

  @Test
  void aListReachesEverybodyInItAndInTheListsInItOnce() {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    assertThat(relay.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    assertThat(relay.say("RCPT TO:<mis-clientes@sms.bank.example>"))
        .startsWith("250 2.1.5 2 clients of the list");
    assertThat(relay.say("RCPT TO:<" + ANA + ">")).startsWith("250 2.1.5");
    assertThat(relay.say("DATA")).startsWith("354");
    relay.send(mail(MARTA, "", "a la lista"));
    assertThat(relay.say(".")).startsWith("250 2.0.0");
    var sent = gateway.lab().smsc().awaitSubmissions(2, Duration.ofSeconds(20));
    assertThat(sent)
        .extracting(sms -> sms.destination())
        .containsExactlyInAnyOrder("34600111222", "34611222333");
  }

  @Test
  void aListWithoutAnyNumberIsRefused() {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    relay.say("MAIL FROM:<" + MARTA + ">");
    assertThat(relay.say("RCPT TO:<branch-sevilla@sms.bank.example>")).startsWith("550 5.7.1");
  }

  // ---- hostile names

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*)(uid=*",
        "ana*",
        "(|(uid=*))",
        "ana\\00",
        "%",
        "'; DROP TABLE directory.person; --"
      })
  void aNameIsNeverAFilterNorAStatement(String name) {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    relay.say("MAIL FROM:<" + MARTA + ">");
    String quoted = "\"" + name.replace("\\", "\\\\") + "\"";
    assertThat(relay.say("RCPT TO:<" + quoted + "@sms.bank.example>"))
        .matches("5[0-9][0-9] (?s).*");
    var client = tls(6);
    assertThat(client.say(plain(name, "anything"))).startsWith("535 5.7.8");
    assertThat(gateway.query("SELECT count(*) FROM directory.person").get(0)).isNotEqualTo("0");
  }

  @Test
  void aNameOfTenThousandCharactersIsNobody() {
    var relay = opened(Smtp.relay(gateway.smtpPort()));
    relay.say("MAIL FROM:<" + MARTA + ">");
    assertThat(relay.say("RCPT TO:<" + "a".repeat(10_000) + "@sms.bank.example>"))
        .startsWith("500 5.5.2");
    var client = tls(7);
    assertThat(client.say("AUTH PLAIN")).isEqualTo("334 ");
    assertThat(client.say(base64("\0" + "a".repeat(10_000) + "\0x"))).startsWith("500 5.5.6");
    assertThat(client.say(plain("a".repeat(500), "x"))).startsWith("535 5.7.8");
    assertThat(client.say(plain("marta.ruiz\0", "x"))).startsWith("501 5.5.2");
    assertThat(client.say("NOOP")).startsWith("250");
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

  private static String transaction(
      Smtp client, String sender, String from, String headers, String text) {
    assertThat(client.say("MAIL FROM:<" + sender + ">")).startsWith("250");
    assertThat(client.say("RCPT TO:<" + ANA + ">")).startsWith("250");
    assertThat(client.say("DATA")).startsWith("354");
    client.send(mail(from, headers, text));
    return client.say(".");
  }
}
