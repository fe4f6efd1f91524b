package org.recado.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.recado.lab.simulation.Simulation;
import org.recado.lab.simulation.SimulationOptions;

/** {@code lab/simulate} in small; what the whole size came to is in docs/ARCHITECTURE.md. */
class SimulationIT {

  @Test
  @Timeout(240)
  void colleaguesWhoShareNumbersEachGetTheirOwnAnswersOverTwoNodes(@TempDir Path folder)
      throws Exception {
    var options =
        new SimulationOptions(
            Path.of("target", "recado-gateway.jar"),
            20,
            4,
            30,
            400,
            3,
            2,
            Long.getLong("simulation.seed", System.nanoTime() % 1_000_000),
            List.of("-XX:TieredStopAtLevel=1", "-Xmx384m"));
    var result = Simulation.run(options, folder, System.out);
    assertThat(result.complaints()).as("seed %d", options.seed()).isEmpty();
    assertThat(result.isClean()).as(result.table()).isTrue();
    assertThat(result.lastSender())
        .as("colleagues did write to the same clients, or nothing was tried")
        .isPositive();
  }
}
