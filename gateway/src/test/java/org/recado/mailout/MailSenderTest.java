package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordId;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;

/** Against a corporate MTA on a real socket, with the queue in a real database. */
@Timeout(60)
class MailSenderTest {

  private static final MailAddress MARTA = MailAddress.of("marta.ruiz@bank.example");
  private static final MailAddress CLIENT = MailAddress.of("34600111222@sms.bank.example");

  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private final MessageIds ids = new MessageIds(clock, new SecureRandom());
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final Mailout mailout = new Mailout(database.jdbc(), archive, ids, clock);
  private final List<AutoCloseable> open = new ArrayList<>();
  private ScriptedMta mta = new ScriptedMta();

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force("TRUNCATE gateway.mail");
    database.force("TRUNCATE archive.record CASCADE");
  }

  @AfterEach
  void end() throws Exception {
    for (var part : open) {
      part.close();
    }
    mta.close();
  }

  @Test
  void theOctetsSentAreTheOctetsQueued() {
    byte[] octets =
        String.join("\r\n", "Subject: Aviso", "", ".", "..punto", ".", "ñ€😀", "")
            .getBytes(StandardCharsets.UTF_8);
    queue(Optional.of(CLIENT), MARTA, octets);
    start();
    await().until(() -> state().equals(List.of("SENT")));
    var taken = mta.taken().get(0);
    assertThat(taken.octets).isEqualTo(octets);
    assertThat(taken.from).isEqualTo(CLIENT.toString());
    assertThat(taken.to).containsExactly(MARTA.toString());
    var record = onlyRecord();
    assertThat(record.fact("outcome")).contains("sent");
    assertThat(record.part("mail").orElseThrow().bytes()).isEqualTo(octets);
  }

  @Test
  void aReportHasANullReturnPath() {
    queue(Optional.empty(), MARTA, mail("informe"));
    start();
    await().until(() -> mta.taken().size() == 1);
    assertThat(mta.taken().get(0).from).isEmpty();
  }

  @Test
  void manyMailsGoOverOneConnectionInTheOrderTheyCame() {
    for (int i = 0; i < 30; i++) {
      queue(Optional.of(CLIENT), MARTA, mail("n" + i));
    }
    start();
    await().until(() -> mta.taken().size() == 30);
    assertThat(mta.connections()).isEqualTo(1);
    assertThat(mta.taken().stream().map(t -> new String(t.octets, StandardCharsets.US_ASCII)))
        .containsExactlyElementsOf(
            IntStream.range(0, 30)
                .mapToObj(i -> new String(mail("n" + i), StandardCharsets.US_ASCII))
                .toList());
  }

  @Test
  void whatIsRefusedForNowIsTriedAgainAfterAPauseThatGrows() {
    mta.answer("RCPT", "451 4.7.1 greylisted", "450 4.2.0 mailbox busy");
    queue(Optional.of(CLIENT), MARTA, mail("luego"));
    start();
    await().until(() -> lastReply().contains("451 4.7.1 greylisted"));
    assertThat(secondsToWait()).isEqualTo(5);
    clock.advance(Duration.ofSeconds(5));
    await().until(() -> lastReply().contains("450 4.2.0 mailbox busy"));
    assertThat(secondsToWait()).isEqualTo(10);
    assertThat(mta.taken()).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    await().until(() -> mta.taken().size() == 1);
    await().until(() -> state().equals(List.of("SENT")));
  }

  @Test
  void whatIsRefusedForGoodIsSetAsideWithItsBytesAndARecordAndDelaysNoOther() {
    mta.answer("RCPT", "550 5.1.1 no such user");
    byte[] refused = mail("rechazado");
    queue(Optional.of(CLIENT), MARTA, refused);
    queue(Optional.of(CLIENT), MARTA, mail("bueno"));
    start();
    await().until(() -> state().equals(List.of("SET_ASIDE", "SENT")));
    assertThat(mta.connections()).isEqualTo(1);
    assertThat(
            database
                .jdbc()
                .queryForObject(
                    "SELECT message FROM gateway.mail WHERE state = 'SET_ASIDE'", byte[].class))
        .isEqualTo(refused);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'mailed'"))
        .isEqualTo(2);
    assertThat(mailout.backlog()).isEqualTo(1);
  }

  @Test
  void aRefusalOfTheContentCountsAsWell() {
    mta.answer(".", "554 5.7.1 content refused");
    queue(Optional.of(CLIENT), MARTA, mail("contenido"));
    start();
    await().until(() -> state().equals(List.of("SET_ASIDE")));
    assertThat(onlyRecord().fact("smtp-reply").orElseThrow()).contains("554 5.7.1");
  }

  @Test
  void withTheMtaDownNothingIsLost() {
    int port = mta.port();
    mta.close();
    for (int i = 0; i < 5; i++) {
      queue(Optional.of(CLIENT), MARTA, mail("n" + i));
    }
    start(port);
    await().until(() -> database.count("SELECT min(attempts) FROM gateway.mail") == 1);
    mta = new ScriptedMta(port);
    clock.advance(Duration.ofMinutes(1));
    await().until(() -> mta.taken().size() == 5);
    await().until(() -> mailout.backlog() == 0);
  }

  @Test
  void aConnectionThatBreaksCostsOnlyTheMailItBrokeIn() {
    mta.answer("DATA", "354 go", ScriptedMta.HANG_UP);
    for (int i = 0; i < 4; i++) {
      queue(Optional.of(CLIENT), MARTA, mail("n" + i));
    }
    start();
    await().until(() -> mta.taken().size() == 3);
    await()
        .until(() -> database.count("SELECT count(*) FROM gateway.mail WHERE state = 'SENT'") == 3);
    assertThat(database.count("SELECT max(attempts) FROM gateway.mail")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(5));
    await().until(() -> mta.taken().size() == 4);
  }

  @Test
  void after421TheRestGoesOverANewConnection() {
    mta.answer("MAIL", "421 4.3.2 going down");
    queue(Optional.of(CLIENT), MARTA, mail("uno"));
    queue(Optional.of(CLIENT), MARTA, mail("dos"));
    start();
    await().until(() -> mta.taken().size() == 1);
    clock.advance(Duration.ofSeconds(5));
    await().until(() -> mta.taken().size() == 2);
    await().until(() -> state().equals(List.of("SENT", "SENT")));
  }

  @Test
  void whatTheMtaDoesNotTakeForDaysIsSetAsideAndNeverThrownAway() {
    mta.answer("MAIL", "451 4.3.0 not now", "451 4.3.0 not now");
    queue(Optional.of(CLIENT), MARTA, mail("caducado"));
    start();
    await().until(() -> lastReply().contains("451"));
    clock.advance(Duration.ofDays(6));
    await().until(() -> state().equals(List.of("SET_ASIDE")));
    assertThat(mailout.backlog()).isEqualTo(1);
  }

  @Test
  void anAddressThatSmtpCannotCarryIsSetAsideAtOnce() {
    queue(Optional.of(CLIENT), MARTA, mail("dirección"));
    database.force("UPDATE gateway.mail SET rcpt_to = 'a b@bank.example'");
    start();
    await().until(() -> state().equals(List.of("SET_ASIDE")));
  }

  @Test
  void twoNodesSendEachMailOnce() {
    for (int i = 0; i < 120; i++) {
      queue(Optional.of(CLIENT), MARTA, mail("n" + i));
    }
    start();
    start();
    await().until(() -> mailout.backlog() == 0);
    assertThat(mta.taken().stream().map(t -> new String(t.octets, StandardCharsets.US_ASCII)))
        .hasSize(120)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatADeadNodeHadClaimedIsSentOnceItsClaimRanOut() {
    queue(Optional.of(CLIENT), MARTA, mail("huérfano"));
    database.transactions().executeWithoutResult(status -> mailout.claim(10));
    start();
    clock.advance(Mailout.CLAIM.plusSeconds(1));
    await().until(() -> mta.taken().size() == 1);
  }

  private void start() {
    start(mta.port());
  }

  private void start(int port) {
    var properties =
        new MailoutProperties(
            "127.0.0.1",
            port,
            MailoutProperties.Tls.NONE,
            "",
            "",
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(15),
            Duration.ofDays(5),
            Duration.ofMinutes(15),
            Duration.ofHours(4),
            "es");
    var sender =
        new MailSender(mailout, properties, database.transactions(), clock, "sms.bank.example");
    sender.start();
    sender.wake();
    open.add(sender);
  }

  private void queue(Optional<MailAddress> from, MailAddress to, byte[] octets) {
    database
        .transactions()
        .executeWithoutResult(
            status ->
                mailout.enqueue(
                    List.of(
                        new OutgoingMail(
                            OutgoingMail.Kind.REPLY, Optional.empty(), from, to, octets))));
  }

  private static byte[] mail(String text) {
    return ("Subject: Aviso\r\n\r\n" + text.replaceAll("[^a-z0-9]", "x") + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> state() {
    return database.jdbc().queryForList("SELECT state FROM gateway.mail ORDER BY id", String.class);
  }

  private static String lastReply() {
    return String.valueOf(
        database.jdbc().queryForObject("SELECT last_reply FROM gateway.mail", String.class));
  }

  private long secondsToWait() {
    return database.count(
        "SELECT extract(epoch FROM not_before - ?)::bigint FROM gateway.mail",
        Timestamp.from(clock.instant()));
  }

  private ArchivedRecord onlyRecord() {
    var id =
        database
            .jdbc()
            .queryForObject("SELECT id FROM archive.record WHERE kind = 'mailed'", UUID.class);
    return archive.get(new RecordId(Objects.requireNonNull(id)));
  }
}
