package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/** A tree on two servers, the first of which points to the second. */
@Timeout(240)
class ReferralTest {

  private static final String BRANCH = "ou=branch," + BankDirectory.PEOPLE;

  private final DataSource database = TestDatabase.empty();
  private final Clock clock = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
  private final PostgresDirectory directory =
      new PostgresDirectory(TestDatabase.client(), List.of("bank"));
  private BankDirectory head;
  private BankDirectory branch;

  @BeforeEach
  void twoServers() throws Exception {
    head = BankDirectory.start();
    branch = BankDirectory.empty(BRANCH);
    branch.add("dn: " + BRANCH, "objectClass: organizationalUnit", "ou: branch");
    for (int i = 0; i < 25; i++) {
      clerk("clerk" + i);
    }
    pointTo(branch.url());
  }

  @AfterEach
  void stop() {
    head.close();
    branch.close();
  }

  private void clerk(String uid) throws Exception {
    branch.add(
        "dn: uid=" + uid + "," + BRANCH,
        "objectClass: inetOrgPerson",
        "uid: " + uid,
        "cn: " + uid,
        "sn: " + uid,
        "mail: " + uid + "@bank.example",
        "userPassword: " + uid + "-secret");
  }

  private void pointTo(String url) throws Exception {
    head.add(
        "dn: " + BRANCH,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ou: branch",
        "ref: " + url + "/" + BRANCH + "??sub");
  }

  private SyncReport run(SourceSettings settings) {
    return new DirectorySync(database, clock, List.of(settings)).run(settings, SyncMode.APPLY);
  }

  private boolean isKnown(String uid) {
    return directory.findByMail(MailAddress.of(uid + "@bank.example")).isPresent();
  }

  @Test
  void aReferralToAServerThatIsConfiguredIsFollowedPageByPage() throws Exception {
    var settings = head.settings().followingTo(branch.url()).paging(4);
    var report = run(settings);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
    assertThat(isKnown("clerk0")).isTrue();
    assertThat(isKnown("clerk24")).isTrue();
    assertThat(report.problems()).noneMatch(p -> p.sentence().contains("other servers"));

    branch.server.delete("uid=clerk7," + BRANCH);
    clerk("later");
    assertThat(run(settings).outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(isKnown("later")).isTrue();
    assertThat(directory.findByMail(MailAddress.of("clerk7@bank.example")))
        .map(Person::enabled)
        .contains(false);
  }

  @Test
  void aReferralToAnyOtherServerIsToldAndNoPasswordGoesThere() {
    var report = run(head.settings());
    assertThat(report.outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(report.problems()).anyMatch(p -> p.sentence().contains("referrals"));
    assertThat(isKnown("clerk0")).isFalse();
    assertThat(branch.binds).isEmpty();
  }

  @Test
  void aServerThatIsConfiguredAndDownFailsTheRun() {
    var settings = head.settings().followingTo(branch.url());
    run(settings);
    branch.close();
    assertThat(run(settings).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(isKnown("clerk0")).isTrue();
    assertThat(directory.findByMail(MailAddress.of("clerk0@bank.example")))
        .map(Person::enabled)
        .contains(true);
  }

  @Test
  void anAnswerCutOnTheOtherServerChangesNothing() {
    var settings = head.settings().followingTo(branch.url());
    run(settings);
    branch.cutAfter.set(10);
    assertThat(run(settings).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(directory.findByMail(MailAddress.of("clerk24@bank.example")))
        .map(Person::enabled)
        .contains(true);
  }

  @Test
  void serversThatPointAtEachOtherAreAskedOnce() throws Exception {
    branch.add(
        "dn: ou=back," + BRANCH,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ou: back",
        "ref: " + head.url() + "/" + BankDirectory.PEOPLE + "??sub");
    var report = run(head.settings().followingTo(branch.url(), head.url()));
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
    assertThat(isKnown("clerk24")).isTrue();
  }

  @Test
  void somebodyOnTheOtherServerSignsInThere() {
    var settings = head.settings().followingTo(branch.url());
    run(settings);
    var signIn = new LdapSignIn(directory, List.of(settings));
    assertThat(signIn.check("clerk3", "clerk3-secret")).isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check("clerk3", "wrong")).isInstanceOf(SignIn.Refused.class);
    branch.close();
    assertThat(signIn.check("clerk3", "clerk3-secret")).isInstanceOf(SignIn.Unavailable.class);
  }
}
