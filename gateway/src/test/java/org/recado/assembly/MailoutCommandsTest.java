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

class MailoutCommandsTest {

  private static final String FIRST = "01936f0e-0001-7000-8000-000000000001";
  private static final String SECOND = "01936f0e-0002-7000-8000-000000000002";

  private static final TrialDatabase database = TrialDatabase.create();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force("TRUNCATE gateway.mail");
  }

  @Test
  void withNothingToShowAllIsWell() {
    assertThat(run("status")).isZero();
    assertThat(said()).contains("nothing waits");
    assertThat(run()).isEqualTo(2);
    assertThat(run("requeue")).isEqualTo(2);
    assertThat(said()).contains("usage: mailout status");
  }

  @Test
  void whatWasSetAsideIsShownWithItsReasonAndQueuedAgainByName() {
    setAside(FIRST, "550 5.1.1 no such user");
    setAside(SECOND, "554 5.7.1 refused");
    assertThat(run("status")).isEqualTo(1);
    assertThat(said())
        .contains("REPLY: 0 wait, 2 set aside")
        .contains(FIRST + " REPLY to marta.ruiz@bank.example")
        .contains("550 5.1.1 no such user");
    assertThat(run("requeue", FIRST)).isZero();
    assertThat(states()).containsExactly("QUEUED", "SET_ASIDE");
    assertThat(run("requeue", FIRST)).as("it is not set aside any more").isEqualTo(2);
    assertThat(run("requeue", "one")).isEqualTo(2);
    assertThat(run("requeue", "--all")).isZero();
    assertThat(states()).containsExactly("QUEUED", "QUEUED");
    assertThat(run("status")).isZero();
  }

  private static void setAside(String id, String reply) {
    database.force(
        """
        INSERT INTO gateway.mail
               (id, kind, mail_from, rcpt_to, message, state, not_before, created_at, last_reply)
        VALUES ('%s', 'REPLY', '', 'marta.ruiz@bank.example', 'x', 'SET_ASIDE', now(), now(), '%s')
        """
            .formatted(id, reply));
  }

  private static List<String> states() {
    return database.jdbc().queryForList("SELECT state FROM gateway.mail ORDER BY id", String.class);
  }

  private int run(String... words) {
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new MailoutCommands(database.jdbc(), Clock.systemUTC()).run(List.of(words), out, out);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
