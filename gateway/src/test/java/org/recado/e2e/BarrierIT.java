package org.recado.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.bank.MailCondition;
import org.recado.lab.smsc.Submission;
import org.recado.message.Msisdn;
import org.recado.trial.Smtp;

/**
 * The three barriers, each proved by SIGKILL just where it stands: nothing that was answered is
 * lost, nothing is texted twice in silence, and every doubtful text is listed as UNKNOWN.
 */
@SuppressWarnings("try") // a process counts by running, not by being spoken to
class BarrierIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SENDER = "marta.ruiz@bank.example";

  @TempDir Path folder;

  private Lab lab;
  private Map<String, String> properties;

  @BeforeEach
  void startTheBank() {
    lab = Lab.start(LabSettings.test());
    properties = new LinkedHashMap<>(lab.gatewayProperties());
    properties.put("recado.outbound.claim-lease", "3s");
    properties.put("recado.smpp.connections[0].response-timeout", "2s");
    properties.put("recado.smpp.connections[0].reconnect-min", "100ms");
  }

  @AfterEach
  void stopTheBank() {
    lab.close();
  }

  @Test
  void no250IsGivenBeforeTheCommitAndNothingOfTheMailRemains() throws Exception {
    try (var gateway = GatewayProcess.start(properties, folder);
        var blocker = lab.postgres().superuser(LabPostgres.DATABASE);
        var smtp = Smtp.relay(port())) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE gateway.submission IN EXCLUSIVE MODE");
      smtp.open(SENDER, "+34600111222@sms.bank.example", "nunca confirmado");
      smtp.send(".\r\n");
      awaitWriterAt("gateway.submission");
      assertThat(smtp.hasAnswerWithin(Duration.ofMillis(500))).isFalse();

      gateway.kill();
      blocker.rollback();
    }
    try (var again = GatewayProcess.start(properties, folder)) {
      assertThat(count("SELECT count(*) FROM gateway.submission")).isZero();
      assertThat(count("SELECT count(*) FROM archive.record WHERE kind = 'received'")).isZero();
    }
    assertThat(lab.smsc().submissions()).isEmpty();
    assertArchiveVerifies();
  }

  @Test
  void whatWasAnswered250SurvivesAKillUnderLoadAndIsTextedOnce() throws Exception {
    Map<String, String> accepted = new ConcurrentHashMap<>();
    try (var gateway = GatewayProcess.start(properties, folder)) {
      var next = new AtomicInteger();
      var threads = Executors.newFixedThreadPool(8);
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> sendUntilTheEnd(next, accepted));
      }
      await().atMost(SOON).until(() -> accepted.size() >= 300);
      gateway.kill();
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    try (var again = GatewayProcess.start(properties, folder)) {
      awaitSettled();
    }
    assertEveryTextIsAccountedFor(accepted);
    assertArchiveVerifies();
  }

  @Test
  void aTextWhoseAnswerNeverCameIsUnknownAndNotSentAgain() throws Exception {
    int texts = 20;
    Map<String, String> accepted = new HashMap<>();
    try (var gateway = GatewayProcess.start(properties, folder);
        var smtp = Smtp.relay(port())) {
      lab.smsc().awaitBound(1, SOON);
      lab.smsc().holdAnswers();
      for (int i = 0; i < texts; i++) {
        String text = "texto " + i;
        String answer = smtp.mail(SENDER, "", client(i) + "@sms.bank.example", text);
        accepted.put(text, idIn(answer));
      }
      lab.smsc().awaitSubmissions(texts, SOON);
      gateway.kill();
      lab.smsc().holdReceipts();
      lab.smsc().release();
    }
    try (var again = GatewayProcess.start(properties, folder)) {
      await()
          .atMost(SOON)
          .until(() -> count("SELECT count(*) FROM gateway.sms WHERE state = 'UNKNOWN'") > 0);
      awaitSettled();
      assertEveryTextIsAccountedFor(accepted);
    }
    assertArchiveVerifies();
  }

  @Test
  void aReplyIsAcknowledgedOnlyOnceItIsKeptAndThenReachesItsMailbox() throws Exception {
    int replies = 10;
    try (var gateway = GatewayProcess.start(properties, folder);
        var blocker = lab.postgres().superuser(LabPostgres.DATABASE);
        var smtp = Smtp.relay(port())) {
      for (int i = 0; i < replies; i++) {
        smtp.mail(SENDER, "", client(i) + "@sms.bank.example", "pregunta " + i);
      }
      lab.smsc().awaitSubmissions(replies, SOON);
      awaitSettled();
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE gateway.mail IN EXCLUSIVE MODE");
      var sent =
          IntStream.range(0, replies)
              .mapToObj(i -> lab.smsc().handset(Msisdn.of(client(i))).reply("respuesta " + i))
              .toList();
      awaitWriterAt("gateway.mail");
      assertThat(sent).noneMatch(outgoing -> outgoing.acknowledged());
      gateway.kill();
      blocker.rollback();
      assertThat(count("SELECT count(*) FROM archive.record WHERE kind = 'reply'")).isZero();
    }
    try (var again = GatewayProcess.start(properties, folder)) {
      for (int i = 0; i < replies; i++) {
        String text = "respuesta " + i;
        lab.mail().await(SENDER, MailCondition.textContains(text), SOON);
      }
    }
    assertArchiveVerifies();
  }

  @Test
  void anOrderlyStopUnderLoadAnswersWhatItTookAndLeavesNothingInDoubt() throws Exception {
    Map<String, String> accepted = new ConcurrentHashMap<>();
    try (var gateway = GatewayProcess.start(properties, folder)) {
      var next = new AtomicInteger();
      var threads = Executors.newFixedThreadPool(4);
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> sendUntilTheEnd(next, accepted));
      }
      await().atMost(SOON).until(() -> accepted.size() >= 100);
      gateway.close(); // SIGTERM
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(count("SELECT count(*) FROM gateway.sms WHERE state IN ('CLAIMED', 'UNKNOWN')"))
        .isZero();
    assertThat(count("SELECT count(*) FROM gateway.submission"))
        .as("whatever was kept was answered 250")
        .isEqualTo(accepted.size());
  }

  private void sendUntilTheEnd(AtomicInteger next, Map<String, String> accepted) {
    try (var smtp = Smtp.relay(port())) {
      while (true) {
        int i = next.getAndIncrement();
        String text = "texto " + i;
        String answer = smtp.mail(SENDER, "", client(i % 500) + "@sms.bank.example", text);
        if (answer.startsWith("250")) {
          accepted.put(text, idIn(answer));
        }
      }
    } catch (RuntimeException e) {
      // the gateway was killed: what had no 250 is the client's to send again
    }
  }

  /** None lost, none doubled, each doubtful one UNKNOWN. */
  private void assertEveryTextIsAccountedFor(Map<String, String> accepted) throws SQLException {
    Map<String, Long> arrivals =
        lab.smsc().submissions().stream()
            .collect(Collectors.groupingBy(Submission::text, Collectors.counting()));
    assertThat(arrivals.values()).as("times each text reached the SMSC").allMatch(n -> n == 1);
    var states = statesBySubmission();
    Set<String> missing = new HashSet<>();
    accepted.forEach(
        (text, id) -> {
          String state = states.get(id);
          boolean arrived = arrivals.containsKey(text);
          if (state == null || (!arrived && !state.equals("UNKNOWN"))) {
            missing.add(text + " " + state);
          }
        });
    assertThat(missing).as("answered 250, and neither at the SMSC nor UNKNOWN").isEmpty();
    assertThat(states.values()).isSubsetOf("DELIVERED", "SUBMITTED", "UNKNOWN");
  }

  private Map<String, String> statesBySubmission() throws SQLException {
    var states = new HashMap<String, String>();
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT submission::text, state FROM gateway.sms")) {
      while (rows.next()) {
        states.put(rows.getString(1), rows.getString(2));
      }
    }
    return states;
  }

  private void awaitSettled() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                count(
                        "SELECT count(*) FROM gateway.sms WHERE state IN ('QUEUED', 'CLAIMED',"
                            + " 'WAITING')")
                    == 0);
  }

  /** Until somebody waits for a lock on the table. */
  private void awaitWriterAt(String table) {
    await()
        .atMost(SOON)
        .until(
            () ->
                count(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                            + table
                            + "'::regclass")
                    > 0);
  }

  private long count(String sql) throws SQLException {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void assertArchiveVerifies() {
    var result = GatewayProcess.run(properties, folder, "archive", "verify");
    assertThat(result.status()).as(result.output()).isZero();
  }

  private int port() {
    return Integer.parseInt(String.valueOf(properties.get("recado.smtp.port")));
  }

  private static String client(int i) {
    return "+34611%06d".formatted(i);
  }

  private static String idIn(String answer) {
    assertThat(answer).startsWith("250 2.0.0 ");
    return answer.substring("250 2.0.0 ".length());
  }
}
