package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/** Reading what changed comes to the same as reading everything, whatever changed. */
class IncrementTest {

  private static final String LEFT = "ou=left," + BankDirectory.BASE;
  private static final String GROUPS = "ou=groups," + BankDirectory.BASE;

  private final DataSource database = TestDatabase.empty();
  private final PostgresDirectory directory =
      new PostgresDirectory(TestDatabase.client(), List.of("bank"));
  private BankDirectory bank;

  @BeforeEach
  void startTheBank() throws Exception {
    bank = BankDirectory.start();
    bank.add("dn: " + LEFT, "objectClass: organizationalUnit", "ou: left");
    for (int i = 0; i < 12; i++) {
      bank.person("r" + i);
    }
    run(SyncMode.APPLY);
  }

  @AfterEach
  void stopTheBank() {
    bank.close();
  }

  private SyncReport run(SyncMode mode) {
    var settings = bank.settings().braking(1, 1_000_000);
    return new DirectorySync(database, Clock.systemUTC(), List.of(settings)).run(settings, mode);
  }

  private SyncReport changes() {
    var report = run(SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isIn(Outcome.APPLIED, Outcome.UNCHANGED);
    assertThat(report.message()).contains("modifyTimestamp");
    var whole = run(SyncMode.DRY_RUN);
    assertThat(whole.outcome()).isEqualTo(Outcome.COMPARED);
    assertThat(whole.differences()).isEmpty();
    return report;
  }

  @RepeatedTest(3)
  void whateverChangesTheSnapshotIsAsTheDirectoryIs() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      for (int change = 0; change < 1 + random.nextInt(4); change++) {
        try {
          change(random);
        } catch (LDAPException e) {
          // what cannot be done in this state of the directory is not done
        }
      }
      changes();
    }
  }

  private void change(Random random) throws Exception {
    String someone = any(random, BankDirectory.BASE, "(uid=r*)");
    String group = any(random, GROUPS, "(objectClass=groupOfNames)");
    switch (random.nextInt(11)) {
      case 0 -> bank.person("r" + random.nextInt(40));
      case 1 -> bank.server.delete(someone);
      case 2 -> bank.server.modifyDN(someone, "uid=r" + random.nextInt(40), true, null);
      case 3 -> bank.server.modifyDN(someone, new DN(someone).getRDNString(), false, LEFT);
      case 4 ->
          bank.server.modifyDN(
              someone, new DN(someone).getRDNString(), false, BankDirectory.PEOPLE);
      case 5 -> modify(someone, "mail", "r" + random.nextInt(40) + "@bank.example");
      case 6 -> modify(someone, "employeeType", random.nextBoolean() ? "former" : "staff");
      case 7 -> bank.server.modify(group, member(ModificationType.ADD, someone));
      case 8 ->
          bank.server.modify(
              group,
              member(
                  random.nextBoolean() ? ModificationType.ADD : ModificationType.DELETE,
                  any(random, GROUPS, "(objectClass=groupOfNames)")));
      case 9 ->
          bank.add(
              "dn: cn=g" + random.nextInt(6) + "," + GROUPS,
              "objectClass: groupOfNames",
              "cn: g",
              "member: " + someone,
              "member: " + group);
      default -> bank.server.modify(someone, new Modification(ModificationType.DELETE, "mail"));
    }
  }

  private static Modification member(ModificationType type, String dn) {
    return new Modification(type, "member", dn);
  }

  private void modify(String dn, String attribute, String value) throws LDAPException {
    bank.server.modify(dn, new Modification(ModificationType.REPLACE, attribute, value));
  }

  private String any(Random random, String base, String filter) throws LDAPException {
    var found = bank.server.search(base, SearchScope.SUB, filter, "1.1").getSearchEntries();
    return found.isEmpty() ? BankDirectory.BASE : found.get(random.nextInt(found.size())).getDN();
  }

  @Test
  void aUnitThatMovedIsNoticedThoughNobodyInItChanged() throws Exception {
    bank.add("dn: ou=sub," + BankDirectory.PEOPLE, "objectClass: organizationalUnit", "ou: sub");
    bank.add(
        "dn: uid=deep,ou=sub," + BankDirectory.PEOPLE,
        "objectClass: inetOrgPerson",
        "uid: deep",
        "cn: deep",
        "sn: deep",
        "mail: deep@bank.example");
    run(SyncMode.APPLY);
    assertThat(enabled("deep@bank.example")).isTrue();
    bank.server.modifyDN("ou=sub," + BankDirectory.PEOPLE, "ou=sub", true, LEFT);
    run(SyncMode.APPLY);
    assertThat(enabled("deep@bank.example")).isFalse();
    assertThat(run(SyncMode.DRY_RUN).differences()).isEmpty();
  }

  @Test
  void theBrakeCountsOfAllAndNotOfWhatChanged() throws Exception {
    bank.server.delete("uid=r1," + BankDirectory.PEOPLE);
    assertThat(changes().differences()).hasSize(1);
    for (int i = 2; i < 8; i++) {
      bank.server.delete("uid=r" + i + "," + BankDirectory.PEOPLE);
    }
    var settings = bank.settings();
    var report =
        new DirectorySync(database, Clock.systemUTC(), List.of(settings))
            .run(settings, SyncMode.APPLY);
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.message()).contains("7 of 16 people");
    assertThat(enabled("r2@bank.example")).isTrue();
  }

  @Test
  void eachChangeOfAPersonIsOnRecord() throws Exception {
    String id = directory.findByMail(MailAddress.of("r1@bank.example")).orElseThrow().id();
    bank.server.delete("uid=r1," + BankDirectory.PEOPLE);
    changes();
    assertThat(
            TestDatabase.client()
                .sql("SELECT change FROM directory.person_change WHERE person_id = :id ORDER BY id")
                .param("id", id)
                .query(String.class)
                .list())
        .containsExactly("ADDED", "REMOVED");
  }

  private boolean enabled(String mail) {
    return directory.findByMail(MailAddress.of(mail)).orElseThrow().enabled();
  }
}
