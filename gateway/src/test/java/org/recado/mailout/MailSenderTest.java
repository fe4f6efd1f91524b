package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordId;
import org.recado.lab.bank.LabCertificates;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** Against a corporate MTA on a real socket, with the queue in a real database. */
@Timeout(240)
class MailSenderTest {

  private static final MailAddress MARTA = MailAddress.of("marta.ruiz@bank.example");
  private static final MailAddress CLIENT = MailAddress.of("34600111222@sms.bank.example");

  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private final MessageIds ids = new MessageIds(clock, new SecureRandom());
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final Mailout mailout = new Mailout(database.jdbc(), archive, ids, clock);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
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
    assertThat(mailout.backlog().setAside()).isEqualTo(1);
    assertThat(waiting()).isZero();
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
    var sender = start(port);
    for (int minute = 0; minute < 60; minute++) {
      await().until(() -> sender.hosts().containsValue(false) && waiting() == 5);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(database.count("SELECT max(attempts) FROM gateway.mail"))
        .as("it was the host that failed, and no mail waits the longer for it")
        .isLessThanOrEqualTo(1);
    mta = new ScriptedMta(port);
    clock.advance(Duration.ofMinutes(1));
    await().until(() -> mta.taken().size() == 5);
    await().until(() -> waiting() == 0);
  }

  @Test
  void aConnectionThatBreaksCostsOnlyTheMailItBrokeIn() {
    mta.answer("DATA", "354 go", ScriptedMta.HANG_UP, ScriptedMta.HANG_UP);
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
  void aHostThatEndsAConnectionItUsedCostsNothing() {
    mta.answer("MAIL", "250 ok", "421 4.4.2 enough for one connection");
    queue(Optional.of(CLIENT), MARTA, mail("uno"));
    queue(Optional.of(CLIENT), MARTA, mail("dos"));
    start();
    await().until(() -> state().equals(List.of("SENT", "SENT")));
    assertThat(mta.connections()).isEqualTo(2);
  }

  @Test
  void ifTheAnswerToAWholeMailIsLostItIsSentAgainAsItWas() {
    mta.answer(".", ScriptedMta.TAKE_AND_HANG_UP);
    queue(Optional.of(CLIENT), MARTA, mail("doble"));
    start();
    await().until(() -> lastReply().contains("the connection broke after the mail was sent"));
    clock.advance(Duration.ofSeconds(5));
    await().until(() -> state().equals(List.of("SENT")));
    assertThat(mta.taken()).hasSize(2);
    assertThat(mta.taken().get(1).octets).isEqualTo(mta.taken().get(0).octets);
    assertThat(database.count("SELECT count(*) FROM archive.record WHERE kind = 'mailed'"))
        .isEqualTo(1);
  }

  @Test
  void aMailThatAHostThinksOverForLongKeepsOnlyOneConnection() {
    mta.answer(".", ScriptedMta.HELD + "250 2.0.0 at last");
    queue(Optional.of(CLIENT), MARTA, mail("lento"));
    // each answer but the last is waited for half a second
    start(settings(mta.port(), 2, Duration.ofMillis(500)));
    await().until(() -> mta.taken().size() == 1);
    queue(Optional.of(CLIENT), MARTA, mail("otro"));
    await().until(() -> state().equals(List.of("QUEUED", "SENT")));
    await().during(Duration.ofSeconds(1)).until(() -> mta.taken().size() == 2);
    mta.release();
    await().until(() -> state().equals(List.of("SENT", "SENT")));
    assertThat(mta.taken()).hasSize(2);
  }

  @Test
  void ifOneHostCannotBeReachedTheNextTakesAllAndTheFirstIsTriedAgainAfterAPause() {
    int port = mta.port();
    mta.close();
    try (var second = new ScriptedMta()) {
      queue(Optional.of(CLIENT), MARTA, mail("uno"));
      var sender = start(both(port, second.port()));
      await().until(() -> state().equals(List.of("SENT")));
      assertThat(second.taken()).hasSize(1);
      assertThat(sender.hosts().values()).containsExactly(false, true);
      assertThat(meters.get("recado.mailout.host.usable").tag("host", "127.0.0.1:" + port).gauge())
          .extracting(gauge -> gauge.value())
          .isEqualTo(0.0);
      mta = new ScriptedMta(port);
      queue(Optional.of(CLIENT), MARTA, mail("dos"));
      sender.wake();
      await().until(() -> second.taken().size() == 2);
      clock.advance(Duration.ofMinutes(1));
      queue(Optional.of(CLIENT), MARTA, mail("tres"));
      sender.wake();
      await().until(() -> mta.taken().size() == 1);
      await().until(() -> sender.hosts().values().stream().allMatch(usable -> usable));
    }
  }

  @Test
  void aHostWithTroubleOfItsOwnIsPassedByAndAGreylistedMailIsNot() {
    mta.answer("RCPT", "452 4.3.1 disk full", "451 4.7.1 greylisted");
    try (var second = new ScriptedMta()) {
      queue(Optional.of(CLIENT), MARTA, mail("lleno"));
      var sender = start(both(mta.port(), second.port()));
      await().until(() -> second.taken().size() == 1);
      await().until(() -> state().equals(List.of("SENT")));
      clock.advance(Duration.ofMinutes(1));
      queue(Optional.of(CLIENT), MARTA, mail("gris"));
      sender.wake();
      await().until(() -> waiting() == 1 && replies().contains("451 4.7.1 greylisted"));
      assertThat(second.taken()).hasSize(1);
      clock.advance(Duration.ofSeconds(5));
      await().until(() -> mta.taken().size() == 1);
    }
  }

  @Test
  void aHostThatWantsASignInRefusesNoMail() {
    mta.answer("MAIL", "530 5.7.0 Authentication required");
    queue(Optional.of(CLIENT), MARTA, mail("firma"));
    start();
    await().until(() -> lastReply().contains("530 5.7.0"));
    assertThat(state()).containsExactly("QUEUED");
  }

  @Test
  void insideTlsItSignsInWithWhatTheFilesSayNow(@TempDir Path folder) throws IOException {
    var certificates = LabCertificates.in(folder, clock());
    mta.startTls(certificates.sslContext());
    var user = Files.writeString(folder.resolve("user"), "recado\n");
    var password = Files.writeString(folder.resolve("password"), "wrong\n");
    mta.answer(plain("recado", "wrong"), "535 5.7.8 no");
    queue(Optional.of(CLIENT), MARTA, mail("tls"));
    var sender =
        start(
            settings(
                List.of(
                    new SmarthostSettings(
                        "localhost",
                        mta.port(),
                        MailoutProperties.Tls.STARTTLS,
                        certificates.authority(),
                        true,
                        "",
                        user,
                        "",
                        password))));
    await().until(() -> sender.hosts().containsValue(false));
    assertThat(state()).containsExactly("QUEUED");
    Files.writeString(password, "right\n");
    clock.advance(Duration.ofMinutes(1));
    await().until(() -> state().equals(List.of("SENT")));
    assertThat(mta.taken()).hasSize(1);
  }

  @Test
  void aHostOfAnotherAuthorityOrNameGetsNothing(@TempDir Path folder) throws IOException {
    mta.startTls(LabCertificates.in(folder.resolve("a"), clock()).sslContext());
    var other = LabCertificates.in(folder.resolve("b"), clock()).authority();
    queue(Optional.of(CLIENT), MARTA, mail("tls"));
    var sender =
        start(
            settings(
                List.of(
                    new SmarthostSettings(
                        "localhost",
                        mta.port(),
                        MailoutProperties.Tls.STARTTLS,
                        other,
                        true,
                        "",
                        null,
                        "",
                        null))));
    await().until(() -> sender.hosts().containsValue(false));
    assertThat(mta.taken()).isEmpty();
    assertThat(state()).containsExactly("QUEUED");
  }

  @Test
  void aCrashBetweenTheMailAndItsNoteDoublesThatMailAndLosesNone() {
    for (int i = 0; i < 10; i++) {
      queue(Optional.of(CLIENT), MARTA, mail("n" + i));
    }
    var dying = new DyingDatabase(database.transactions(), () -> mta.taken().size() >= 4);
    var first =
        new MailSender(
            mailout, settings(mta.port(), 1, Duration.ofSeconds(5)), dying, clock, "a", meters);
    first.start();
    first.wake();
    await().until(dying::isDead);
    first.close();
    assertThat(mta.taken()).hasSize(4);
    start();
    await().until(() -> mta.taken().size() == 10);
    await().until(() -> waiting() == 1); // the dead node's claim still holds
    clock.advance(MailQueue.CLAIM.plusSeconds(1));
    await().until(() -> waiting() == 0);
    assertThat(mta.taken()).as("one mail twice").hasSize(11);
    assertThat(mta.taken().stream().map(t -> new String(t.octets, StandardCharsets.US_ASCII)))
        .containsAll(
            IntStream.range(0, 10)
                .mapToObj(i -> new String(mail("n" + i), StandardCharsets.US_ASCII))
                .toList());
  }

  @Test
  void whatIsStillBeingSentIsNotTakenForADeadNodes() {
    mta.answer(".", ScriptedMta.HELD + "250 2.0.0 at last");
    queue(Optional.of(CLIENT), MARTA, mail("lento"));
    start();
    await().until(() -> mta.taken().size() == 1);
    clock.advance(MailQueue.CLAIM.dividedBy(2));
    var kept = Timestamp.from(clock.instant().plus(MailQueue.CLAIM));
    await()
        .until(
            () ->
                database.count("SELECT count(*) FROM gateway.mail WHERE claimed_until = ?", kept)
                    == 1);
    mta.release();
    await().until(() -> state().equals(List.of("SENT")));
  }

  @Test
  void withNoHostForDaysMailIsSetAsideAndCanBeQueuedAgain() {
    int port = mta.port();
    mta.close();
    queue(Optional.of(CLIENT), MARTA, mail("uno"));
    queue(Optional.of(CLIENT), MARTA, mail("dos"));
    var sender = start(port);
    await().until(() -> sender.hosts().containsValue(false));
    clock.advance(Duration.ofDays(6));
    await().until(() -> state().equals(List.of("SET_ASIDE", "SET_ASIDE")));
    await().until(() -> meters.get("recado.mailout.set.aside").gauge().value() == 2.0);
    assertThat(sender.backlog().setAside()).isEqualTo(2);
    mta = new ScriptedMta(port);
    clock.advance(Duration.ofMinutes(1));
    var queue = new MailQueue(database.jdbc(), clock);
    assertThat(queue.requeue(List.of(queue.setAside(10).get(0).id()))).isEqualTo(1);
    await().until(() -> mta.taken().size() == 1);
    assertThat(queue.requeue(List.of())).isEqualTo(1);
    await().until(() -> state().equals(List.of("SENT", "SENT")));
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
    assertThat(mailout.backlog().setAside()).isEqualTo(1);
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
    await().until(() -> waiting() == 0);
    assertThat(mta.taken().stream().map(t -> new String(t.octets, StandardCharsets.US_ASCII)))
        .hasSize(120)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatADeadNodeHadClaimedIsSentOnceItsClaimRanOut() {
    queue(Optional.of(CLIENT), MARTA, mail("huérfano"));
    database.transactions().executeWithoutResult(status -> mailout.queue().claim());
    start();
    clock.advance(MailQueue.CLAIM.plusSeconds(1));
    await().until(() -> mta.taken().size() == 1);
  }

  private MailSender start() {
    return start(mta.port());
  }

  private MailSender start(int port) {
    return start(settings(port, 1, Duration.ofSeconds(5)));
  }

  private MailSender start(MailoutProperties properties) {
    var sender =
        new MailSender(
            mailout, properties, database.transactions(), clock, "sms.bank.example", meters);
    sender.start();
    sender.wake();
    open.add(sender);
    return sender;
  }

  private static MailoutProperties both(int first, int second) {
    return settings(List.of(plainHost(first), plainHost(second)));
  }

  private static SmarthostSettings plainHost(int port) {
    return new SmarthostSettings(
        "127.0.0.1", port, MailoutProperties.Tls.NONE, null, true, "", null, "", null);
  }

  private static MailoutProperties settings(List<SmarthostSettings> hosts) {
    return settings(hosts, 1, Duration.ofSeconds(5));
  }

  private static MailoutProperties settings(int port, int connections, Duration timeout) {
    return settings(List.of(plainHost(port)), connections, timeout);
  }

  private static MailoutProperties settings(
      List<SmarthostSettings> hosts, int connections, Duration timeout) {
    return new MailoutProperties(
        null,
        25,
        MailoutProperties.Tls.NONE,
        "",
        "",
        hosts,
        connections,
        timeout,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5),
        Duration.ofMinutes(15),
        Duration.ofDays(5),
        Duration.ofMinutes(15),
        Duration.ofHours(4),
        0,
        new MailoutProperties.Journaling(List.of()),
        "es");
  }

  /** A database that is gone from the moment the condition holds: what a crash looks like. */
  private static final class DyingDatabase extends TransactionTemplate {

    private final BooleanSupplier gone;
    private volatile boolean dead;

    DyingDatabase(TransactionTemplate living, BooleanSupplier gone) {
      super(Objects.requireNonNull(living.getTransactionManager()));
      this.gone = gone;
    }

    boolean isDead() {
      return dead;
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      if (dead || gone.getAsBoolean()) {
        dead = true;
        throw new IllegalStateException("gone");
      }
      return super.execute(action);
    }
  }

  /** Certificates are made for now, and checked by the JVM's clock. */
  private static Clock clock() {
    return Clock.systemUTC();
  }

  /** What AUTH PLAIN says, RFC 4616: who it is for, who signs in, and the password. */
  private static String plain(String user, String password) {
    return "AUTH PLAIN "
        + Base64.getEncoder()
            .encodeToString(
                (user + "\0" + user + "\0" + password).getBytes(StandardCharsets.US_ASCII));
  }

  private long waiting() {
    return mailout.backlog().waiting();
  }

  private static List<String> replies() {
    return database
        .jdbc()
        .queryForList(
            "SELECT last_reply FROM gateway.mail WHERE last_reply IS NOT NULL", String.class);
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

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
