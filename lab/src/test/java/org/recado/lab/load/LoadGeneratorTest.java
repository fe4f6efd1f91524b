package org.recado.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.lab.bank.Account;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailSettings;

class LoadGeneratorTest {

  private static final String MARTA = "marta.ruiz@bank.example";

  private final LabMailServer server =
      LabMailServer.start(
          MailSettings.defaults(), List.of(new Account("marta", "x", "Marta", MARTA, "", true)));
  private final LoadGenerator generator =
      new LoadGenerator(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.smtpPort()),
          new LoadMail(MARTA, n -> MARTA, LoadMail.reminder(MARTA, "x.example", 2000).content()));

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyMailThatIsCountedArrived(boolean kept) {
    var result = generator.run(4, 50, kept);

    assertThat(result.refusals()).isEmpty();
    assertThat(result.accepted()).isEqualTo(50);
    assertThat(server.count(MARTA)).isEqualTo(50);
    assertThat(result.millis(.5)).isPositive().isLessThanOrEqualTo(result.millis(.99));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusalsAreCountedByTheirReply(boolean kept) {
    server.refuse("451 4.3.2 not now");
    var result = generator.run(2, 10, kept);

    assertThat(result.accepted()).isZero();
    assertThat(result.refusals()).containsEntry("451 4.3.2 not now", 10);
  }

  @Test
  void aReminderHasItsSize() {
    String content = LoadMail.reminder(MARTA, "x.example", 2000).content();

    assertThat(content.getBytes(StandardCharsets.US_ASCII).length).isBetween(1850, 2000);
    assertThat(content).endsWith("\r\n").doesNotContain("\r\n.");
  }

  @Test
  void aMedianIsTheMiddle() {
    assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
    assertThat(Figures.median(List.of(4.0, 1.0))).isEqualTo(2.5);
  }
}
