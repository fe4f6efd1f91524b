package org.recado.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** Reports about lists and about delays, by a clock that a test moves. */
@Timeout(240)
class LateReportsTest {

  private static final TrialDatabase database = TrialDatabase.create();
  private static final Duration WAIT = Duration.ofMinutes(15);
  private static final Duration LATE = Duration.ofHours(4);
  private static final List<Msisdn> THREE =
      List.of(Msisdn.of("+34600111001"), Msisdn.of("+34600111002"), Msisdn.of("+34600111003"));

  private final SettableClock clock = SettableClock.started();
  private final TrialNode node =
      new TrialNode("one", database, TrialArchive.in(database.jdbc(), clock), clock)
          .numbers("+34910000001");
  private final LateReports late =
      new LateReports(
          database.jdbc(), node.reports, node.heirs, database.transactions(), clock, WAIT, LATE);

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force("TRUNCATE gateway.sms, gateway.submission, gateway.mail, gateway.report_line");
    database.force("UPDATE gateway.delay_watermark SET looked_until = '" + clock.instant() + "'");
  }

  @AfterEach
  void end() {
    late.close();
    node.close();
  }

  @Test
  void aListIsReportedOnOnceWhenItIsKnownOfAll() throws Exception {
    var texts = node.texts("marta", THREE, "hola", "SUCCESS,FAILURE");
    comesTo(texts.get(0), SmsState.DELIVERED, "2.0.0");
    comesTo(texts.get(1), SmsState.UNDELIVERABLE, "5.1.1");
    assertThat(reports()).isEmpty();
    comesTo(texts.get(2), SmsState.DELIVERED, "2.0.0");
    assertThat(reports()).hasSize(1);
    assertThat(forPeople(0)).contains("2 entregados, 1 no entregados, 0 pendientes, de 3");
    assertThat(forMachines(0)).containsOnlyOnce("Action: failed").contains("Action: delivered");
    assertThat(database.count("SELECT count(*) FROM gateway.report_line")).isZero();
  }

  @Test
  void whatTheSenderDidNotAskAboutIsCountedAndHasNoLine() throws Exception {
    var texts = node.texts("marta", THREE, "hola", "FAILURE");
    comesTo(texts.get(0), SmsState.DELIVERED, "2.0.0");
    comesTo(texts.get(1), SmsState.DELIVERED, "2.0.0");
    comesTo(texts.get(2), SmsState.EXPIRED, "5.4.7");
    assertThat(forPeople(0)).contains("2 entregados, 1 no entregados");
    assertThat(forMachines(0)).contains("Action: failed").doesNotContain("Action: delivered");
  }

  @Test
  void aListThatWentWellIsNoReportWhereNoneWasAsked() {
    node.texts("marta", THREE, "hola", "FAILURE")
        .forEach(text -> comesTo(text, SmsState.DELIVERED, "2.0.0"));
    assertThat(reports()).isEmpty();
    assertThat(database.count("SELECT count(*) FROM gateway.report_line")).isZero();
  }

  @Test
  void whatIsKnownIsToldAfterAWhileAndTheRestLater() throws Exception {
    var texts = node.texts("marta", THREE, "hola", "FAILURE");
    comesTo(texts.get(0), SmsState.UNDELIVERABLE, "5.1.1");
    clock.advance(WAIT.minusSeconds(1));
    tell();
    assertThat(reports()).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    tell();
    assertThat(reports()).hasSize(1);
    assertThat(forPeople(0)).contains("0 entregados, 1 no entregados, 2 pendientes");
    comesTo(texts.get(1), SmsState.DELIVERED, "2.0.0");
    comesTo(texts.get(2), SmsState.REJECTED, "5.7.1");
    assertThat(reports()).hasSize(2);
    assertThat(forMachines(1)).contains("34600111003").doesNotContain("34600111001");
  }

  @Test
  void aDelayIsToldOnce() throws Exception {
    node.texts("marta", THREE.subList(0, 1), "hola", "FAILURE,DELAY");
    node.texts("marta", THREE.subList(1, 2), "hola", "FAILURE");
    clock.advance(LATE.minusSeconds(1));
    tell();
    assertThat(reports()).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    tell();
    assertThat(reports()).hasSize(1);
    assertThat(forMachines(0)).contains("Action: delayed", "Status: 4.4.7", "34600111001");
    clock.advance(LATE);
    tell();
    assertThat(reports()).hasSize(1);
  }

  private void tell() {
    while (late.tell()) {
      // piece by piece
    }
  }

  private void comesTo(MessageId text, SmsState state, String status) {
    database
        .transactions()
        .executeWithoutResult(
            tx ->
                node.states.apply(
                    List.of(StateChange.to(state, text, clock.instant(), status, ""))));
  }

  private List<byte[]> reports() {
    return database
        .jdbc()
        .query(
            "SELECT message FROM gateway.mail WHERE kind = 'REPORT' ORDER BY id",
            (row, i) -> row.getBytes(1));
  }

  private String forPeople(int report) throws Exception {
    return part(report, 0);
  }

  private String forMachines(int report) throws Exception {
    return part(report, 1);
  }

  private String part(int report, int index) throws Exception {
    var mail =
        new MimeMessage(
            Session.getInstance(new Properties()), new ByteArrayInputStream(reports().get(report)));
    return new String(
        ((MimeMultipart) mail.getContent()).getBodyPart(index).getInputStream().readAllBytes(),
        StandardCharsets.UTF_8);
  }
}
