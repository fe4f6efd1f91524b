package org.recado.lab.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;

class StoryTest {

  @Test
  void withoutAGatewayItSaysWhatIsMissingAndStillShowsTheWay() {
    var told = new ByteArrayOutputStream();
    try (var lab = Lab.start(LabSettings.test())) {
      int missing =
          Story.tell(
              lab, new PrintStream(told, true, StandardCharsets.UTF_8), Duration.ofMillis(50));

      assertThat(missing).isGreaterThanOrEqualTo(6);
      assertThat(told.toString(StandardCharsets.UTF_8))
          .contains("MISSING  the gateway is bound to the SMSC")
          .contains("nobody answers on port " + lab.settings().gateway().smtp())
          .contains(lab.pageUrl())
          .contains("marta.ruiz", "marta-demo")
          .contains("swaks --server 127.0.0.1:" + lab.settings().gateway().smtp());
    }
  }
}
