package org.recado.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.smtp.Letters.ANA;
import static org.recado.smtp.Letters.mail;
import static org.recado.trial.WholeGateway.MARTA;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordId;
import org.recado.trial.NameServer;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;
import org.xbill.DNS.Rcode;

/**
 * A relay that other firms use too, whose mail has to be signed. Signed by Mail::DKIM and dkimpy.
 */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class OutsideRelayTest {

  private static final int ADDRESS = 8;

  private final WholeGateway gateway;
  private final NameServer names;
  private Smtp relay;

  OutsideRelayTest(WholeGateway gateway) {
    this.gateway = gateway;
    this.names = gateway.names();
  }

  @BeforeEach
  void connect() {
    text("keys.txt")
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(line -> names.publish(line[0], line[1]));
    names.failWith(Rcode.NOERROR);
    relay = Smtp.connect(gateway.smtpPort(), ADDRESS);
    relay.say("EHLO cloud.example");
  }

  @AfterEach
  void hangUp() {
    relay.close();
    names.failWith(Rcode.NOERROR);
  }

  private static String text(String name) {
    try (var in = OutsideRelayTest.class.getResourceAsStream("/dkim/" + name)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String send(String mail) {
    assertThat(relay.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
    assertThat(relay.say("RCPT TO:<" + ANA + ">")).startsWith("250");
    assertThat(relay.say("DATA")).startsWith("354");
    relay.send((mail.replace("\r\n.", "\r\n..") + ".\r\n").getBytes(ISO_8859_1));
    return relay.answer();
  }

  @Test
  void aMailThatItsAuthorsDomainSignedBecomesAText() {
    gateway.lab().smsc().forgetSubmissions();
    assertThat(send(text("old.eml"))).startsWith("250 2.0.0");
    gateway
        .lab()
        .smsc()
        .awaitSubmission(sms -> sms.text().contains("le espero mañana"), Duration.ofSeconds(20));
    assertThat(newest("received").fact("dkim")).contains("d=bank.example s=rsa a=rsa-sha256");
  }

  @Test
  void aMailWithoutASignatureIsRefused() {
    assertThat(send(mail(MARTA, "", "sin firma")))
        .startsWith("550 5.7.20 Mail from here needs a DKIM signature");
  }

  @Test
  void aMailThatWasChangedIsRefused() {
    assertThat(send(text("old.eml").replace("a las 10.", "a las 12.")))
        .startsWith("550 5.7.20 No DKIM signature holds")
        .contains("the body was changed");
  }

  @Test
  void aSignatureOfSomebodyElseIsRefused() {
    assertThat(send(text("foreign.eml")))
        .startsWith("550 5.7.22 No DKIM signature is of bank.example");
  }

  @Test
  void whatIsAddedToASignedMailIsRefused() {
    assertThat(send("X-SMS-Template: instalment\r\n" + text("old.eml")))
        .startsWith("550 5.7.21 The DKIM signature does not cover every x-sms-template");
    assertThat(send("From: Carmen <carmen.vega@bank.example>\r\n" + text("old.eml")))
        .matches("55[04] 5\\.7\\..*");
    assertThat(send("Subject: otro asunto\r\n" + text("old.eml")))
        .startsWith("550 5.7.21 The DKIM signature does not cover every subject");
  }

  @Test
  void aKeyThatCannotBeHadPutsTheMailOff() {
    names.failWith(Rcode.SERVFAIL);
    // another selector: keys are kept as long as they say
    assertThat(send(text("key-1024.eml").replaceFirst(" t=[0-9]+;", "")))
        .startsWith("451 4.7.0 The key of the mail's DKIM signature");
    names.failWith(Rcode.NOERROR);
    assertThat(send(text("old-simple.eml"))).startsWith("250 2.0.0");
  }

  @Test
  void aRefusalIsOnTheRecord() {
    assertThat(send(mail(MARTA, "", "tampoco"))).startsWith("550 5.7.20");
    assertThat(newest("decided").fact("rule")).contains("dkim");
  }

  private ArchivedRecord newest(String kind) {
    var id =
        gateway.query(
            "SELECT id FROM archive.record WHERE kind = '%s' ORDER BY id DESC LIMIT 1"
                .formatted(kind));
    return gateway.context().getBean(Archive.class).get(new RecordId(UUID.fromString(id.get(0))));
  }

  @Test
  void otherRelaysNeedNone() {
    try (var trusted = Smtp.relay(gateway.smtpPort())) {
      assertThat(trusted.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
      assertThat(trusted.say("RCPT TO:<" + ANA + ">")).startsWith("250");
      assertThat(trusted.say("DATA")).startsWith("354");
      trusted.send(
          (mail(MARTA, "", "sin firma, de casa") + ".\r\n").getBytes(StandardCharsets.UTF_8));
      assertThat(trusted.answer()).startsWith("250 2.0.0");
    }
  }
}
