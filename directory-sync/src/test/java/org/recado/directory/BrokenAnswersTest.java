package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/** An answer that ends early disables nobody. */
class BrokenAnswersTest {

  private final DataSource database = TestDatabase.empty();
  private final Clock clock = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
  private final Directory directory = new PostgresDirectory(TestDatabase.client(), List.of("bank"));

  @Test
  void anAnswerCutByASizeLimitChangesNothing() throws Exception {
    try (var bank = BankDirectory.start();
        var limited = BankDirectory.start(2)) {
      assertThat(sync(bank.settings()).outcome()).isEqualTo(Outcome.APPLIED);

      SourceSettings all = limited.settings().paging(0);
      SyncReport report = sync(all);

      assertFailed(report);
      assertThat(report.message()).contains("short at its limit", "page-size");
    }
  }

  @Test
  void aConnectionCutInTheMiddleChangesNothing() throws Exception {
    try (var bank = BankDirectory.start()) {
      sync(bank.settings());
      bank.cutAfter.set(0);
      SyncReport report = sync(bank.settings());

      assertFailed(report);
    }
  }

  @Test
  void aLostPlaceInAPagedAnswerChangesNothing() throws Exception {
    try (var bank = BankDirectory.start()) {
      sync(bank.settings());
      bank.losesItsPlace = true;
      SyncReport report = sync(bank.settings().paging(2));

      assertFailed(report);
      assertThat(report.message()).contains("lost its place");
    }
  }

  @Test
  void manyPagesMakeOneAnswer() throws Exception {
    try (var bank = BankDirectory.start()) {
      for (int i = 0; i < 25; i++) {
        bank.person("clerk" + i);
      }
      assertThat(sync(bank.settings().paging(4)).people()).isEqualTo(4 + 25);
    }
  }

  @Test
  void aWrongPasswordOfTheGatewayIsSaidOnceAndNotRepeatedAtOtherHosts() throws Exception {
    try (var bank = BankDirectory.start()) {
      SourceSettings twice =
          SourceSettings.of("bank", SourceType.OPENLDAP, BankDirectory.BASE, bank.url(), bank.url())
              .boundAs(BankDirectory.GATEWAY, "wrong");
      SyncReport report = sync(twice);

      assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(report.message()).contains("refused the connection").doesNotContain("wrong");
      assertThat(bank.binds).hasSize(1);
    }
  }

  @Test
  void theNextHostIsAskedWhenTheFirstIsDown() throws Exception {
    try (var bank = BankDirectory.start()) {
      SourceSettings pair =
          SourceSettings.of(
                  "bank", SourceType.OPENLDAP, BankDirectory.BASE, closedPort(), bank.url())
              .boundAs(BankDirectory.GATEWAY, "gateway-secret");
      assertThat(sync(pair).outcome()).isEqualTo(Outcome.APPLIED);
    }
  }

  @Test
  void aHostThatNeverAnswersRunsIntoItsTimeOut() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SourceSettings settings =
          SourceSettings.of(
                  "bank",
                  SourceType.OPENLDAP,
                  BankDirectory.BASE,
                  "ldap://127.0.0.1:" + silent.getLocalPort())
              .boundAs(BankDirectory.GATEWAY, "gateway-secret")
              .waiting(Duration.ofMillis(200), Duration.ofMillis(200));
      SyncReport report = sync(settings);

      assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(report.message()).contains("no host answered", "timed out");
    }
  }

  @Test
  void aFailedRunIsOnRecord() throws Exception {
    SourceSettings down =
        SourceSettings.of("bank", SourceType.OPENLDAP, BankDirectory.BASE, closedPort());
    sync(down);

    assertThat(
            TestDatabase.client()
                .sql("SELECT outcome FROM directory.sync_run")
                .query(String.class)
                .list())
        .containsExactly("FAILED");
  }

  @Test
  void anIdThatTwoEntriesShareFailsTheRun() throws Exception {
    try (var bank = BankDirectory.start()) {
      SourceSettings plain = bank.settings();
      SyncReport report =
          sync(
              plain.selecting(
                  plain.people().withAttribute("id", "departmentNumber"),
                  plain.groups(),
                  plain.contacts()));

      assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(report.message()).contains("share the id Collections", "people.attributes.id");
    }
  }

  @Test
  void anIdNobodyHasFailsTheRun() throws Exception {
    try (var bank = BankDirectory.start()) {
      SourceSettings plain = bank.settings();
      SyncReport report =
          sync(
              plain.selecting(
                  plain.people().withAttribute("id", "employeeNumber"),
                  plain.groups(),
                  plain.contacts()));

      assertThat(report.message()).contains("none of the 5 people has a value in [employeeNumber]");
    }
  }

  @Test
  void membersGivenInRangesAreReadToTheLast() throws Exception {
    try (var bank = BankDirectory.start()) {
      for (int i = 0; i < 7; i++) {
        bank.person("clerk" + i);
        bank.modify(
            "dn: cn=collections,ou=groups," + BankDirectory.BASE,
            "changetype: modify",
            "add: member",
            "member: uid=clerk" + i + "," + BankDirectory.PEOPLE);
      }
      bank.requested = BrokenAnswersTest::withoutRange;
      bank.everyEntry = entry -> inRangesOfThree(entry, bank.lastRange);
      sync(bank.settings());

      for (int i = 0; i < 7; i++) {
        assertThat(directory.findByMail(MailAddress.of("clerk" + i + "@bank.example")))
            .map(Person::groups)
            .hasValueSatisfying(groups -> assertThat(groups).contains("collections"));
      }
    }
  }

  /** The attribute itself, for a server that knows no ranges. */
  private static String withoutRange(String attribute) {
    int at = attribute.indexOf(";range=");
    return at < 0 ? attribute : attribute.substring(0, at);
  }

  /** As Active Directory answers once there are more values than it gives at a time. */
  private static Entry inRangesOfThree(Entry entry, String asked) {
    Attribute all = entry.getAttribute("member");
    if (all == null || (all.size() <= 3 && asked.isEmpty())) {
      return entry;
    }
    int from = asked.isEmpty() ? 0 : Integer.parseInt(asked.substring(0, asked.indexOf('-')));
    int to = Math.min(from + 3, all.size());
    entry.removeAttribute("member");
    String end = to == all.size() ? "*" : String.valueOf(to - 1);
    entry.addAttribute(
        "member;range=" + from + "-" + end, Arrays.copyOfRange(all.getValues(), from, to));
    return entry;
  }

  @Test
  void aNameThatTriesToWriteHeadersIsOneLine() throws Exception {
    try (var bank = BankDirectory.start()) {
      bank.everyEntry =
          entry -> {
            if (entry.hasAttribute("displayName")) {
              entry.setAttribute("displayName", "Ana\r\nBcc: all@bank.example\0");
            }
            return entry;
          };
      sync(bank.settings());

      assertThat(directory.findByMail(MailAddress.of("ana@bank.example")))
          .map(Person::name)
          .contains("Ana Bcc: all@bank.example");
    }
  }

  private void assertFailed(SyncReport report) {
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.message()).contains("nothing was changed");
    Optional<Person> ana = directory.findByMail(MailAddress.of("ana@bank.example"));
    assertThat(ana).map(Person::enabled).contains(true);
    assertThat(directory.resolve("ana.cliente")).hasSize(1);
  }

  private SyncReport sync(SourceSettings settings) {
    return new DirectorySync(database, clock, List.of(settings)).run(settings, SyncMode.APPLY);
  }

  /** A port nobody listens on: bound and let go. */
  static String closedPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "ldap://127.0.0.1:" + socket.getLocalPort();
    }
  }
}
