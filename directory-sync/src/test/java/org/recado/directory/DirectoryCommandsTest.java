package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.json.JsonMapper;

class DirectoryCommandsTest {

  private final DataSource database = TestDatabase.empty();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private BankDirectory bank;

  @BeforeEach
  void startTheBank() throws Exception {
    bank = BankDirectory.start();
  }

  @AfterEach
  void stopTheBank() {
    bank.close();
  }

  @Test
  void aDryRunIsATableOfWhatWouldChange() {
    assertThat(run("sync", "--dry-run")).isZero();
    assertThat(text(out))
        .contains("Source bank: dry run, nothing was changed")
        .contains("4 people, 4 groups, 3 contacts; 11 differences")
        .containsPattern("person +added +Ana Núñez +Ana.Nunez@bank.example")
        .contains("1 entries have no mail address");
  }

  @Test
  void theBrakeIsExitStatusOneUntilAccepted() throws Exception {
    assertThat(run("sync")).isZero();
    for (String uid : List.of("ana", "luis", "marta")) {
      bank.server.delete("uid=" + uid + "," + BankDirectory.PEOPLE);
    }

    assertThat(run("sync")).isEqualTo(1);
    assertThat(run("sync", "--dry-run")).isEqualTo(1);
    assertThat(text(out)).contains("3 of 4 people").containsPattern("person +removed +Luis Prado");
    assertThat(run("sync", "--accept")).isZero();
    assertThat(run("sync")).isZero();
  }

  @Test
  void jsonIsOneObjectASource() {
    assertThat(run("sync", "--json")).isZero();

    var report = JsonMapper.shared().readTree(text(out));
    assertThat(report.get("outcome").asString()).isEqualTo("APPLIED");
    assertThat(report.get("people").asInt()).isEqualTo(4);
    assertThat(report.get("differences")).hasSize(11);
    assertThat(report.get("startedAt").asString()).endsWith("Z");
  }

  @Test
  void aDirectoryThatIsDownIsExitStatusTwo() {
    bank.close();

    assertThat(run("sync")).isEqualTo(2);
    assertThat(text(out)).contains("no host answered");
  }

  @Test
  void aDatabaseThatIsDownIsExitStatusTwo() throws Exception {
    var nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://" + BrokenAnswersTest.closedPort().substring(7) + "/none");

    assertThat(run(nowhere, "sync")).isEqualTo(2);
    assertThat(text(err)).contains("the database could not be used");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sink",
        "sync --dry",
        "sync --dry-run --accept",
        "sync --source",
        "sync --source x"
      })
  void aCommandThatIsNoneChangesNothing(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(text(err)).isNotBlank();
    assertThat(text(out)).isEmpty();
  }

  private int run(String... arguments) {
    return run(database, arguments);
  }

  private int run(DataSource from, String... arguments) {
    return DirectoryCommands.run(
        arguments,
        new DirectorySync(from, Clock.systemUTC(), List.of(bank.settings())),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
