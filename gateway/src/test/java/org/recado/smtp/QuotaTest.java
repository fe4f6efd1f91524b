package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** An application at its limit, over SMTP: ten segments a day. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class QuotaTest {

  private static final String FROM = "avisos@ledgers.bank.example";

  private final WholeGateway gateway;
  private final String run = UUID.randomUUID().toString();

  QuotaTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void aMailOverTheLimitIsRefusedForGoodAndNeitherItNorARepeatedOneIsCounted() {
    assertThat(send("ocho", 4, "x".repeat(200))).startsWith("250 2.0.0");
    assertThat(send("ocho", 4, "x".repeat(200))).startsWith("250 2.0.0 accepted before as");
    assertThat(used()).containsExactly("8");
    assertThat(
            gateway.query(
                "SELECT count(*) FROM gateway.mail WHERE kind = 'QUOTA' AND mail_from = '' AND"
                    + " rcpt_to = 'ledgers-team@bank.example'"))
        .containsExactly("1");
    for (int i = 0; i < 2; i++) {
      assertThat(send("tres", 3, "corto"))
          .startsWith("554 5.7.1 The limit of this application of 10 segments a day leaves 2");
    }
    assertThat(used()).containsExactly("8");
    assertThat(send("dos", 2, "corto")).startsWith("250 2.0.0");
    assertThat(send("uno", 1, "corto")).startsWith("554 5.7.1");
    assertThat(used()).containsExactly("10");
    assertThat(
            gateway.query(
                "SELECT count(*) FROM gateway.sms WHERE owner LIKE 'application:ledgers/%' AND client"
                    + " LIKE '3463300%'"))
        .containsExactly("6");
  }

  private List<String> used() {
    return gateway.query("SELECT used FROM gateway.quota_use WHERE holder = 'ledgers'");
  }

  private String send(String reference, int clients, String text) {
    try (var smtp = Smtp.insideTls(gateway.smtpsPort(), gateway.trust())) {
      String credentials = "\0ledgers\0" + WholeGateway.LEDGERS_SECRET;
      assertThat(
              smtp.say(
                  "AUTH PLAIN "
                      + Base64.getEncoder()
                          .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))))
          .startsWith("235");
      smtp.say("MAIL FROM:<" + FROM + ">");
      for (int i = 0; i < clients; i++) {
        smtp.say("RCPT TO:<+3463300%04d@sms.bank.example>".formatted(i));
      }
      smtp.say("DATA");
      smtp.send(
          "From: <"
              + FROM
              + ">\r\nX-SMS-Reference: "
              + reference
              + "-"
              + run
              + "\r\n\r\n"
              + text
              + "\r\n");
      return smtp.say(".");
    }
  }
}
