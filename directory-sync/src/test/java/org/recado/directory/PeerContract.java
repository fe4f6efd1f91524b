package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/**
 * What holds at every directory server of another maker. After each change and each fault the
 * snapshot is what the directory says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
abstract class PeerContract {

  private final String source;
  final DataSource database = TestDatabase.empty();
  final PostgresDirectory directory;
  Path folder;
  PeerServer server;
  LDAPConnection admin;

  PeerContract(String source) {
    this.source = source;
    this.directory = new PostgresDirectory(TestDatabase.client(), List.of(source));
  }

  @BeforeAll
  void startTheDirectory(@TempDir Path given) throws Exception {
    folder = given;
    server = started(given);
    admin = administrator();
    fill();
  }

  @AfterAll
  void stopTheDirectory() throws Exception {
    admin.close();
    server.stop();
  }

  /** As an operator would configure it. */
  abstract SourceSettings settings();

  /** The same at another address, without TLS. */
  abstract SourceSettings settingsAt(String url);

  /** The same with a password that is wrong. */
  abstract SourceSettings withWrongPassword();

  /** What the feed is called in the report of a run. */
  abstract String feed();

  /** How many people there are; those called by a number from 0 on are not touched by others. */
  abstract int count();

  abstract String login(int person);

  abstract String dn(int person);

  abstract void disable(int person) throws Exception;

  abstract LDAPConnection administrator() throws Exception;

  /** A new server of this kind in this folder. */
  abstract PeerServer started(Path folder) throws Exception;

  /** Adds what is missing of the people once it is up. */
  abstract void fill() throws Exception;

  /** Gives the server a certificate that ends in so many days; 0 for one that has ended. */
  abstract void certify(int days) throws Exception;

  SyncReport run(SourceSettings settings, SyncMode mode) {
    return new DirectorySync(database, Clock.systemUTC(), List.of(settings)).run(settings, mode);
  }

  /** Reads the changes, and then everything: both say the same. */
  SyncReport changes() {
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isIn(Outcome.APPLIED, Outcome.UNCHANGED);
    assertThat(report.message()).contains(feed());
    asTheDirectorySays();
    return report;
  }

  void asTheDirectorySays() {
    var whole = run(settings(), SyncMode.DRY_RUN);
    assertThat(whole.outcome()).as(whole.message()).isEqualTo(Outcome.COMPARED);
    assertThat(whole.differences()).isEmpty();
  }

  Person byMail(String mail) {
    return directory.findByMail(MailAddress.of(mail)).orElseThrow();
  }

  Person person(int number) {
    return byMail(login(number) + "@bank.example");
  }

  void modify(String dn, ModificationType type, String attribute, String... values)
      throws Exception {
    admin.modify(dn, new Modification(type, attribute, values));
  }

  void rename(int person, String name) throws Exception {
    modify(dn(person), ModificationType.REPLACE, "displayName", name);
  }

  void restart() throws Exception {
    server.start();
    admin = administrator();
  }

  void tell(String what, SyncReport report) {
    System.out.printf(
        Locale.ROOT,
        "%s, %d people: %s %d ms, in a heap of at most %d MB%n",
        source,
        count(),
        what,
        Duration.between(report.startedAt(), report.finishedAt()).toMillis(),
        Runtime.getRuntime().maxMemory() >> 20);
  }

  @Test
  void a01everythingIsReadOnce() {
    var first = run(settings(), SyncMode.APPLY);
    assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.APPLIED);
    assertThat(first.people()).isEqualTo(count());
    tell("full run", first);
    assertThat(changes().outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void k01aHundredChangesAreReadAtOnce() throws Exception {
    for (int i = 0; i < 100; i++) {
      rename(1000 + i, "Neu " + i);
    }
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.differences()).hasSize(100);
    tell("run of 100 changes", report);
    asTheDirectorySays();
  }

  @Test
  void k02aLeaverIsHeardOfAMomentLater() throws Exception {
    var sync = new DirectorySync(database, Clock.systemUTC(), List.of(settings()));
    var rung = new LinkedBlockingQueue<SourceSettings>();
    try (var bell = new ChangeBell(sync, rung::add)) {
      bell.start();
      assertThat(rung.poll(30, TimeUnit.SECONDS)).as("the bell listens").isNotNull();
      // the server may begin to listen a moment after it was asked to
      for (int i = 0; i < 100; i++) {
        rename(17, "Diecisiete " + i);
        if (rung.poll(200, TimeUnit.MILLISECONDS) != null) {
          break;
        }
      }
      sync.run(settings(), SyncMode.APPLY);
      rung.clear();

      long begun = System.nanoTime();
      disable(17);
      while (person(17).enabled()) {
        assertThat(rung.poll(30, TimeUnit.SECONDS)).as("the bell rings").isNotNull();
        sync.run(settings(), SyncMode.APPLY);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %d people: a leaver is gone after %d ms%n",
          source,
          count(),
          Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }
    changes();
  }

  @Test
  void k03aWrongPasswordIsSaidAndChangesNothing() {
    var report = run(withWrongPassword(), SyncMode.APPLY);
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.message()).contains("refused the connection").doesNotContain("wrong");
    asTheDirectorySays();
  }

  @Test
  void k04anAnswerCutAnywhereChangesNothing() throws Exception {
    rename(13, "Trece");
    try (var proxy = new CuttingProxy(server.host(), server.port())) {
      for (long octets : List.of(200L, 5_000L, 60_000L, 400_000L)) {
        proxy.cutAfter(octets);
        assertThat(run(settingsAt(proxy.url()), SyncMode.APPLY).outcome())
            .as(octets + " octets")
            .isEqualTo(Outcome.FAILED);
        assertThat(person(13).name()).isNotEqualTo("Trece");
      }
    }
    changes();
    assertThat(person(13).name()).isEqualTo("Trece");
  }

  @Test
  void k05aCertificateThatHasEndedIsRefused() throws Exception {
    server.stop();
    certify(0);
    server.start();
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.message()).contains("no host answered");
    assertThat(person(18).enabled()).isTrue();
    assertThat(new LdapSignIn(directory, List.of(settings())).check(login(18), "pw-" + login(18)))
        .isInstanceOf(SignIn.Unavailable.class);
    server.stop();
    certify(30);
    restart();
    changes();
  }

  @Test
  void k06theDirectoryDownLeavesTheSnapshotForAWhile() throws Exception {
    server.stop();
    assertThat(run(settings(), SyncMode.APPLY).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(person(18).enabled()).isTrue();
    var snapshot = PostgresDirectory.of(TestDatabase.client(), List.of(settings()));
    assertThat(snapshot.isOutdated(person(18))).isFalse();
    wasReadBefore(settings().trustFor().minusHours(1));
    assertThat(snapshot.isOutdated(person(18))).isFalse();
    wasReadBefore(settings().trustFor().plusHours(1));
    assertThat(snapshot.isOutdated(person(18))).isTrue();
    assertThat(new LdapSignIn(directory, List.of(settings())).check(login(18), "pw-" + login(18)))
        .isInstanceOf(SignIn.Unavailable.class);
    restart();
    changes();
  }

  private static void wasReadBefore(Duration time) {
    TestDatabase.owner()
        .update(
            "UPDATE directory.sync_state SET read_at = now() - make_interval(secs => ?)",
            time.toSeconds());
  }
}
