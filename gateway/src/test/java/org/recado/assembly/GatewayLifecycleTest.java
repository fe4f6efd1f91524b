package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.RecadoApplication;
import org.recado.settings.MistakenSettings;
import org.recado.trial.WholeGateway;

@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class GatewayLifecycleTest {

  @Test
  void aStartThatFailsLeavesNothingRunning(WholeGateway running) {
    var arguments = new ArrayList<String>();
    var properties = new TreeMap<>(running.lab().gatewayProperties());
    properties.put("server.port", "0"); // the SMTP ports stay those of the gateway that runs
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    assertThatThrownBy(
            () -> {
              try (var second =
                  RecadoApplication.application().run(arguments.toArray(String[]::new))) {
                assertThat(second.isRunning()).isFalse();
              }
            })
        .isInstanceOf(MistakenSettings.class)
        .hasStackTraceContaining("recado.smtp.port: cannot listen on");
    running.lab().smsc().awaitBound(1, Duration.ofSeconds(60));
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .filteredOn(name -> name.equals("mailout"))
        .hasSize(1);
  }
}
