package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.recado.console.Bank.bank;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.watch.Standing;
import org.recado.watch.TreeCheck;
import org.springframework.boot.health.contributor.Status;

/** What is seen from outside of the archive's standing. */
@ExtendWith(Bank.Open.class)
class TreeHealthTest {

  @Test
  void theArchiveIsAMemberOfHealthAndNotOfReadiness() {
    var visit = bank().visit();
    assertThat(visit.get("/actuator/health/archive").statusCode()).isEqualTo(200);
    var metrics = visit.get("/actuator/prometheus", "Accept", "text/plain").body();
    assertThat(metrics)
        .contains(
            "recado_archive_consistent 1", "recado_archive_duty_failing{duty=\"tree-check\"} 0");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> bank().bean(TreeCheck.class).standing() instanceof Standing.AsSigned);
  }

  @Test
  void anArchiveThatIsNotWhatWasSignedIsDownAndSaysWhatWasFound() {
    var at = Instant.parse("2026-03-02T08:00:00Z");
    var damaged =
        TreeHealthIndicator.of(
            new Standing.Damaged(at, "leaf 7 is another one"), 2, Set.of("reconcile"));
    assertThat(damaged.getStatus()).isEqualTo(Status.DOWN);
    assertThat(damaged.getDetails())
        .containsEntry("checked", "2026-03-02T08:00:00Z")
        .containsEntry("found", "leaf 7 is another one")
        .containsEntry("gaps", 2L)
        .containsEntry("failing", Set.of("reconcile"));
    assertThat(TreeHealthIndicator.of(new Standing.AsSigned(at, 7), 0, Set.of()).getStatus())
        .isEqualTo(Status.UP);
    assertThat(TreeHealthIndicator.of(new Standing.Unchecked(), 0, Set.of()).getStatus())
        .isEqualTo(Status.UP);
  }
}
