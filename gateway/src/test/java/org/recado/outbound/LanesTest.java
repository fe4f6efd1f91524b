package org.recado.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.record.Archive;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.message.Category;
import org.recado.message.Msisdn;
import org.recado.policy.CategorySettings.Lane;
import org.recado.trial.RunningClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** Bulk never delays a person: the rule, on an account with a pace. lab/bench-lanes measures it. */
@Timeout(240)
class LanesTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PER_SECOND = 50;

  private final RunningClock clock = new RunningClock();
  private final TrialDatabase database = TrialDatabase.create();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final SmscSimulator smsc = SmscSimulator.start(SmscSettings.defaults());
  private final List<TrialNode> nodes = new ArrayList<>();

  @AfterEach
  void end() {
    nodes.forEach(TrialNode::close);
    smsc.close();
    database.close();
  }

  @Test
  void aPersonsTextLeavesWithinASecondWhereBulkWaitsForMinutesOnTwoNodes() {
    for (int i = 0; i < 2; i++) {
      nodes.add(
          new TrialNode(
                  "paced" + i,
                  database,
                  archive,
                  clock,
                  smsc,
                  50,
                  "pace.segments-per-second=" + PER_SECOND)
              .numbers("+34910000001"));
    }
    for (int i = 0; i < 300; i++) {
      nodes.get(0).text("avisos", client(i), "masivo", new Category("reminder"), Lane.BULK);
    }
    nodes.forEach(TrialNode::start);
    for (int i = 0; i < 4; i++) {
      int sent = smsc.submissions().size();
      await().atMost(SOON).until(() -> smsc.submissions().size() > sent + PER_SECOND / 4);
      String words = "persona " + i;
      var asked = Instant.now();
      nodes.get(i % 2).text("marta", client(1_000 + i), words);
      var left = smsc.awaitSubmission(sms -> sms.text().equals(words), SOON).at();
      assertThat(Duration.between(asked, left)).as(words).isLessThan(Duration.ofSeconds(1));
    }
    assertThat(database.count("SELECT count(*) FROM gateway.sms WHERE state = 'QUEUED'"))
        .as("bulk that still waits")
        .isPositive();
  }

  private static Msisdn client(int i) {
    return Msisdn.of("+3461%07d".formatted(i));
  }
}
