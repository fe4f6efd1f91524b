package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.trial.TrialDatabase;

class SmppCommandsTest {

  private static final TrialDatabase database = TrialDatabase.create();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.connection_health, gateway.connection_switch, gateway.id_form");
  }

  @Test
  void withoutAGatewayThereIsNothingToSayOrDo() {
    assertThat(run("status")).isEqualTo(1);
    assertThat(said()).contains("no gateway is running");
    assertThat(run("pause", "operator")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(said()).contains("usage: smpp status");
  }

  @Test
  void eachNodesSessionsAndTheFormOfIdsAreShown() {
    node("a1", true);
    node("b2", false);
    database.force("INSERT INTO gateway.id_form VALUES ('operator', 'HEX_OF_DECIMAL', 42, now())");
    assertThat(run("status")).as("one node can send").isZero();
    assertThat(said())
        .contains("operator on node a1: can send; operator-1 bound")
        .contains("operator on node b2: cannot send")
        .contains("operator writes message ids in receipts as HEX_OF_DECIMAL: 42 matched");
    database.force("UPDATE gateway.connection_health SET usable = false");
    assertThat(run("status")).isEqualTo(1);
  }

  @Test
  void whatIsDecidedStandsForEveryNode() {
    node("a1", true);
    for (var step : List.of("pause,PAUSED", "drain,DRAINED", "resume,RUNNING")) {
      assertThat(run(step.split(",", 2)[0], "operator")).isZero();
      assertThat(
              database
                  .jdbc()
                  .queryForObject("SELECT mode FROM gateway.connection_switch", String.class))
          .isEqualTo(step.split(",", 2)[1]);
    }
    assertThat(run("reload", "operator")).isZero();
    assertThat(database.count("SELECT reloads FROM gateway.connection_switch")).isEqualTo(1);
    assertThat(run("restart", "operator")).isEqualTo(2);
  }

  private static void node(String name, boolean usable) {
    database
        .jdbc()
        .update(
            "INSERT INTO gateway.connection_health VALUES (?, 'operator', ?, 'operator-1 bound',"
                + " now())",
            name,
            usable);
  }

  private int run(String... words) {
    said.reset();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new SmppCommands(database.jdbc(), Clock.systemUTC()).run(List.of(words), out, out);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
