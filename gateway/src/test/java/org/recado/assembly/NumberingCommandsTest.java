package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.directory.PostgresDirectory;
import org.recado.numbering.NumberingProperties;
import org.recado.numbering.NumberingProperties.Pool;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

class NumberingCommandsTest {

  private static final TrialDatabase database = TrialDatabase.create();
  private static final Clock CLOCK = Clock.systemUTC();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void oneConversation() {
    database.force(
        "TRUNCATE gateway.lease, gateway.long_number, gateway.successor, directory.person CASCADE");
    database.person("marta", "marta@bank.example", false, "");
    database.person("javier", "javier@bank.example", true, "");
    database.force(
        "INSERT INTO gateway.long_number VALUES ('34910000001', 'bank', 'lab', 'd@bank.example', true)");
    database.force(
        "INSERT INTO gateway.lease VALUES ('34611000001', '34910000001', 'marta',"
            + " 'marta@bank.example', gen_random_uuid(), now(), now())");
  }

  @Test
  void capacityTellsOfEachPoolAndIsAFindingWhereAClientIsAtTheLimit() {
    assertThat(run("capacity")).isEqualTo(1);
    assertThat(said())
        .contains("bank: 1 numbers, 1 live conversations, 0 in quarantine, 1 clients at the limit");
    database.force("UPDATE gateway.lease SET last_used = now() - interval '100 days'");
    run("capacity");
    assertThat(said()).contains("0 live conversations, 1 in quarantine, 1 clients at the limit");
    database.force("UPDATE gateway.lease SET last_used = now() - interval '121 days'");
    assertThat(run("capacity")).isZero();
  }

  @Test
  void holdersTellWhoHasWhichNumberTowardsAClient() {
    assertThat(run("holders", "--client", "+34611000001")).isZero();
    assertThat(said()).contains("+34910000001 by marta@bank.example (marta), pool bank, last used");
  }

  @Test
  void conversationsAreHandedOverToSomebodyWhoIsThere() {
    assertThat(handOver("marta@bank.example", "javier@bank.example")).isZero();
    assertThat(said()).contains("1 conversations of marta@bank.example are javier@bank.example's");
    assertThat(database.count("SELECT count(*) FROM gateway.lease WHERE owner = 'javier'"))
        .isEqualTo(1);
    assertThat(handOver("javier@bank.example", "marta@bank.example")).isEqualTo(2);
    assertThat(said()).contains("has left, and can take nothing over");
    assertThat(handOver("nobody@bank.example", "javier@bank.example")).isEqualTo(2);
    assertThat(run("hand-over", "--from", "marta", "--to", "javier", "--by", "me")).isEqualTo(2);
    assertThat(said()).contains("--reason is missing");
  }

  @Test
  void ofTwoWhoHadOneAddressTheIdHasToSayWhich() {
    database.person("marta-the-second", "marta@bank.example", true, "");
    assertThat(handOver("marta@bank.example", "javier@bank.example")).isEqualTo(2);
    assertThat(said()).contains("give the directory's id").contains("marta, marta-the-second");
    assertThat(handOver("marta", "javier")).isZero();
  }

  @Test
  void aSuccessorIsNamedAndTakenBack() {
    assertThat(run("successor", "--of", "marta", "--is", "javier", "--by", "me", "--reason", "so"))
        .isZero();
    assertThat(database.count("SELECT count(*) FROM gateway.successor")).isEqualTo(1);
    assertThat(run("successor", "--of", "marta", "--none", "--by", "me", "--reason", "so"))
        .isZero();
    assertThat(database.count("SELECT count(*) FROM gateway.successor")).isZero();
    assertThat(run("successor", "--of", "marta", "--is", "marta", "--by", "me", "--reason", "so"))
        .isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(said()).contains("usage: numbering capacity");
  }

  private int handOver(String from, String to) {
    return run("hand-over", "--from", from, "--to", to, "--by", "carmen", "--reason", "leaves");
  }

  private int run(String... words) {
    said.reset();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    var settings =
        new NumberingProperties(
            List.of(new Pool("bank", "lab", "d@bank.example", List.of("+34910000001"))),
            Duration.ofDays(90),
            Duration.ofDays(30),
            null,
            null,
            null);
    return new NumberingCommands(
            database.jdbc(),
            new PostgresDirectory(JdbcClient.create(database.jdbc()), List.of("bank")),
            settings,
            () -> TrialArchive.in(database.jdbc(), CLOCK),
            database.transactions(),
            CLOCK)
        .run(List.of(words), out, out);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
