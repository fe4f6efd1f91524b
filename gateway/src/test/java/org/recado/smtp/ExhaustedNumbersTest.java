package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** Three numbers, and four who text one client: what the fourth hears, by category. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class ExhaustedNumbersTest {

  private static final String CLIENT = "+34655111222@sms.bank.example";

  private final WholeGateway gateway;

  ExhaustedNumbersTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void threeColleaguesTextTheClient() {
    gateway.execute("DELETE FROM gateway.lease WHERE client = '34655111222'");
    for (String who : new String[] {"marta.ruiz", "javier.sanz", "lucia.ortega"}) {
      // another mail each time, or it would count as accepted before
      assertThat(mail(who, "X-SMS-Category: personal", who + " " + System.nanoTime()))
          .startsWith("250 2.0.0");
    }
  }

  @Test
  void aCategoryThatRefusesTellsTheSenderAtOnceAndKeepsNothingButTheRecord() {
    String again = "un aviso";
    assertThat(mail("inigo.arana", "X-SMS-Category: notice", again))
        .startsWith("554 5.3.0 Every long number is in use towards this client");
    assertThat(mail("inigo.arana", "X-SMS-Category: notice", again))
        .as("it was not accepted before")
        .startsWith("554 5.3.0");
    assertThat(
            gateway.query(
                "SELECT count(*) FROM gateway.sms WHERE client = '34655111222' AND category ="
                    + " 'notice'"))
        .containsExactly("0");
    gateway.execute(
        "DELETE FROM gateway.lease WHERE client = '34655111222' AND mailbox LIKE 'marta%'");
    assertThat(mail("inigo.arana", "X-SMS-Category: notice", again)).startsWith("250 2.0.0");
  }

  @Test
  void whereNothingIsSaidTheTextWaits() {
    assertThat(mail("inigo.arana", "X-SMS-Category: personal", "espero")).startsWith("250 2.0.0");
    assertThat(
            gateway.query(
                "SELECT count(*) FROM gateway.sms WHERE client = '34655111222' AND state ="
                    + " 'WAITING'"))
        .containsExactly("1");
    gateway.execute("DELETE FROM gateway.sms WHERE state = 'WAITING'");
  }

  private String mail(String who, String header, String text) {
    String from = who + "@bank.example";
    try (var relay = Smtp.relay(gateway.smtpPort())) {
      relay.say("EHLO mta.bank.example");
      relay.say("MAIL FROM:<" + from + ">");
      relay.say("RCPT TO:<" + CLIENT + ">");
      relay.say("DATA");
      return relay.say(
          "From: "
              + from
              + "\r\nMessage-ID: <"
              + text.hashCode()
              + "."
              + from
              + ">\r\n"
              + header
              + "\r\n\r\n"
              + text
              + "\r\n.");
    }
  }
}
