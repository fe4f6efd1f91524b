package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.directory.SyncReport.Change;
import org.recado.directory.SyncReport.Difference;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.springframework.dao.DataAccessException;

class DirectorySyncTest {

  private final DataSource database = TestDatabase.empty();
  private final Directory directory = new PostgresDirectory(TestDatabase.client(), List.of("bank"));
  private final SettableClock clock = new SettableClock();
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
  void everybodyIsFoundByMailboxAndAliasWhateverTheCase() {
    assertThat(sync().outcome()).isEqualTo(Outcome.APPLIED);

    Person ana = byMail("ANA@BANK.example");
    assertThat(ana).isEqualTo(byMail("ana.nunez@bank.example"));
    assertThat(ana.mail()).hasToString("Ana.Nunez@bank.example");
    assertThat(ana.name()).isEqualTo("Ana Núñez");
    assertThat(ana.department()).contains("Collections");
    assertThat(ana.manager()).contains(byMail("marta@bank.example").id());
    assertThat(directory.reportsOf(byMail("marta@bank.example"))).contains(ana.id());
    assertThat(directory.reportsOf(ana)).isEmpty();
    assertThat(ana.enabled()).isTrue();
    assertThat(directory.findById(ana.id())).contains(ana);
  }

  @Test
  void groupsInGroupsAreExpandedAndACircleEnds() {
    SyncReport report = sync();

    assertThat(byMail("ana@bank.example").groups())
        .containsExactly("all-staff", "circle", "collections");
    assertThat(byMail("marta@bank.example").groups()).containsExactly("all-staff", "circle");
    assertThat(byMail("pat*@bank.example").groups()).isEmpty();
    assertThat(report.problems())
        .anyMatch(
            p -> p.entry().startsWith("cn=collections") && p.sentence().startsWith("1 members"));
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    sync();
    SyncReport again = sync();

    assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(again.differences()).isEmpty();
  }

  @Test
  void aClientIsResolvedByEveryFormOfTheName() {
    sync();
    var ana = new Contact("Ana Cliente", Msisdn.of("34600111222"));

    for (String name : List.of("ana.cliente", "Ana Cliente", "ANA_CLIENTE", "cliente.ana")) {
      assertThat(directory.resolve(name)).as(name).containsExactly(ana);
    }
    assertThat(directory.resolve("jose.ibanez")).hasSize(1);
    assertThat(directory.resolve("Pepe")).isEqualTo(directory.resolve("José Ibáñez"));
    assertThat(directory.resolve("ana")).isEmpty();
    assertThat(directory.resolve("%")).isEmpty();
    assertThat(directory.findNameOf(Msisdn.of("34600111222"))).contains("Ana Cliente");
  }

  @Test
  void aClientWithTwoMobilesIsAmbiguousRatherThanGuessed() {
    sync();

    assertThat(directory.resolve("two.phones")).hasSize(2);
  }

  @Test
  void aNumberThatIsNoneIsToldWithoutShowingIt() {
    SyncReport report = sync();

    assertThat(directory.resolve("old.line")).isEmpty();
    assertThat(report.problems())
        .anyMatch(p -> p.entry().startsWith("cn=Client None") && p.sentence().contains("mobile"));
    assertThat(report.problems()).noneMatch(p -> p.sentence().contains("17"));
  }

  @Test
  void employeesMobilesAreContactsOnlyWhereConfigured() {
    sync();
    assertThat(directory.resolve("ana.nunez")).isEmpty();

    SourceSettings plain = bank.settings();
    sync(
        plain.selecting(
            plain.people().withAttribute("mobile", "mobile"), plain.groups(), plain.contacts()));
    assertThat(directory.resolve("ana.nunez"))
        .containsExactly(new Contact("Ana Núñez", Msisdn.of("34600000001")));
  }

  @Test
  void anIdSurvivesRenameAndMove() throws Exception {
    sync();
    String id = byMail("ana@bank.example").id();

    bank.modify(
        "dn: uid=ana," + BankDirectory.PEOPLE,
        "changetype: modify",
        "replace: displayName",
        "displayName: Ana Ruiz",
        "-",
        "replace: mail",
        "mail: ana.ruiz@bank.example",
        "mail: ana@bank.example");
    bank.server.modifyDN(
        "uid=ana," + BankDirectory.PEOPLE, "uid=aruiz", true, "ou=branches," + BankDirectory.BASE);
    SourceSettings wide = bank.settings();
    SyncReport report =
        sync(
            wide.selecting(
                wide.people()
                    .withBase(BankDirectory.BASE)
                    .withFilter("(&(objectClass=inetOrgPerson)(mail=*))"),
                wide.groups(),
                wide.contacts()));

    assertThat(byMail("ana.ruiz@bank.example").id()).isEqualTo(id);
    assertThat(byMail("ana.ruiz@bank.example").name()).isEqualTo("Ana Ruiz");
    assertThat(directory.findByMail(MailAddress.of("ana.nunez@bank.example"))).isEmpty();
    assertThat(report.differences())
        .filteredOn(d -> d.id().equals(id))
        .singleElement()
        .satisfies(
            d ->
                assertThat(d.detail())
                    .contains("mail ana.ruiz@bank.example", "moved to uid=aruiz"));
  }

  @Test
  void aDisabledPersonStaysKnownAndAReturnedOneIsEnabled() throws Exception {
    sync();
    setFormer("uid=luis," + BankDirectory.PEOPLE, "former");
    assertThat(changes(sync())).containsExactly(Change.DISABLED);
    assertThat(byMail("luis@bank.example").enabled()).isFalse();

    setFormer("uid=luis," + BankDirectory.PEOPLE, "staff");
    assertThat(changes(sync())).containsExactly(Change.ENABLED);
    assertThat(byMail("luis@bank.example").enabled()).isTrue();
  }

  @Test
  void aDisabledClientIsNoLongerResolved() throws Exception {
    sync();
    setFormer("cn=Client Jose,ou=clients," + BankDirectory.BASE, "former");
    sync();

    assertThat(directory.resolve("pepe")).isEmpty();
  }

  @Test
  void aReHireWithTheSameAddressIsAnotherPerson() throws Exception {
    sync();
    Person before = byMail("luis@bank.example");
    bank.server.delete("uid=luis," + BankDirectory.PEOPLE);
    assertThat(changes(sync())).contains(Change.REMOVED);
    assertThat(byMail("luis@bank.example").enabled()).isFalse();
    assertThat(byMail("luis@bank.example").groups()).isEmpty();

    bank.person("luis");
    sync();

    Person after = byMail("luis@bank.example");
    assertThat(after.enabled()).isTrue();
    assertThat(after.id()).isNotEqualTo(before.id());
    assertThat(directory.findById(before.id())).map(Person::enabled).contains(false);
  }

  @Test
  void anAliasThatMovesToAColleagueIsTheColleagues() throws Exception {
    sync();
    bank.modify(
        "dn: uid=ana," + BankDirectory.PEOPLE,
        "changetype: modify",
        "delete: mail",
        "mail: ana@bank.example");
    bank.modify(
        "dn: uid=marta," + BankDirectory.PEOPLE,
        "changetype: modify",
        "add: mail",
        "mail: ana@bank.example");
    sync();

    assertThat(byMail("ana@bank.example").name()).isEqualTo("Marta Gil");
  }

  @Test
  void anAddressTwoPeopleClaimIsNobodys() throws Exception {
    bank.person("twin");
    bank.modify(
        "dn: uid=twin," + BankDirectory.PEOPLE,
        "changetype: modify",
        "replace: mail",
        "mail: luis@bank.example");
    SyncReport report = sync();

    assertThat(directory.findByMail(MailAddress.of("luis@bank.example"))).isEmpty();
    assertThat(report.problems()).anyMatch(p -> p.sentence().contains("has the mail address of"));
  }

  @Test
  void theBrakeStopsARunThatTakesAwayTooMuchUntilSomebodyAccepts() throws Exception {
    for (int i = 0; i < 20; i++) {
      bank.person("clerk" + i);
    }
    sync();
    for (int i = 0; i < 5; i++) {
      bank.server.delete("uid=clerk" + i + "," + BankDirectory.PEOPLE);
    }

    SyncReport stopped = sync();
    assertThat(stopped.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(stopped.message()).contains("5 of 24 people", "--accept");
    assertThat(byMail("clerk0@bank.example").enabled()).isTrue();

    SyncReport accepted = syncing().run(bank.settings(), SyncMode.ACCEPT);
    assertThat(accepted.outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(byMail("clerk0@bank.example").enabled()).isFalse();
  }

  @Test
  void aFilterThatFindsNobodyIsStoppedHoweverSmallTheBank() {
    sync();
    SourceSettings plain = bank.settings();
    SyncReport report =
        sync(
            plain
                .selecting(
                    plain.people().withFilter("(uid=nobody)"), plain.groups(), plain.contacts())
                .braking(1, 1000));

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(byMail("ana@bank.example").enabled()).isTrue();
  }

  @Test
  void groupsThatCanNoLongerBeReadAreStopped() {
    sync();
    SourceSettings plain = bank.settings();
    SyncReport report =
        sync(
            plain.selecting(plain.people(), plain.groups().withFilter("(cn=x)"), plain.contacts()));

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.message()).contains("3 of 3 people's groups");
    assertThat(byMail("ana@bank.example").groups()).isNotEmpty();
  }

  @Test
  void aDryRunShowsAndLeavesNoTrace() throws Exception {
    SyncReport report = syncing().run(bank.settings(), SyncMode.DRY_RUN);

    assertThat(report.outcome()).isEqualTo(Outcome.COMPARED);
    assertThat(report.differences()).hasSize(4 + 4 + 3);
    assertThat(directory.findByMail(MailAddress.of("ana@bank.example"))).isEmpty();
    assertThat(runs()).isZero();
  }

  @Test
  void aRunThatCannotWriteItsLastTableChangesNothing() {
    TestDatabase.owner().execute("REVOKE INSERT ON directory.contact_number FROM recado_gateway");
    try {
      assertThatThrownBy(this::sync).isInstanceOf(DataAccessException.class);
      assertThat(directory.findByMail(MailAddress.of("ana@bank.example"))).isEmpty();
    } finally {
      TestDatabase.owner().execute("GRANT INSERT ON directory.contact_number TO recado_gateway");
    }
    assertThat(sync().outcome()).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void theGatewayCannotRemoveAPersonOrRewriteTheRuns() {
    sync();
    for (String sql :
        List.of(
            "DELETE FROM directory.person",
            "DELETE FROM directory.sync_run",
            "UPDATE directory.sync_run SET outcome = 'APPLIED'")) {
      assertThatThrownBy(() -> TestDatabase.client().sql(sql).update())
          .as(sql)
          .hasStackTraceContaining("permission denied");
    }
  }

  @Test
  void oneRunAtATime() throws Exception {
    try (var other = database.getConnection();
        var statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(x'64697265'::int, hashtext('bank'))");
      assertThat(sync().outcome()).isEqualTo(Outcome.BUSY);
    }
    assertThat(sync().outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(sync().outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aRunIsDueOnceAnIntervalOverAllNodes() {
    DirectorySync one = syncing();
    DirectorySync other = syncing();

    assertThat(one.runIfDue(bank.settings())).isPresent();
    assertThat(other.runIfDue(bank.settings())).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(other.runIfDue(bank.settings()))
        .map(SyncReport::outcome)
        .contains(Outcome.UNCHANGED);
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void peopleOfASourceThatIsNoLongerConfiguredAreDisabled() {
    sync();
    Directory without = new PostgresDirectory(TestDatabase.client(), List.of("other"));

    assertThat(without.findByMail(MailAddress.of("ana@bank.example")))
        .map(Person::enabled)
        .contains(false);
    assertThat(without.resolve("ana.cliente")).isEmpty();
  }

  @Test
  void aSourceThatWasRenamedKeepsItsPeople() {
    sync();
    String id = byMail("ana@bank.example").id();
    SourceSettings renamed = named("bank-es");
    new DirectorySync(database, clock, List.of(renamed)).run(renamed, SyncMode.APPLY);

    Directory now = new PostgresDirectory(TestDatabase.client(), List.of("bank-es"));
    assertThat(now.findByMail(MailAddress.of("ana@bank.example")))
        .hasValueSatisfying(
            ana -> {
              assertThat(ana.id()).isEqualTo(id);
              assertThat(ana.enabled()).isTrue();
            });
    assertThat(now.resolve("ana.cliente")).hasSize(1);
  }

  @Test
  void twoSourcesThatReadTheSameEntriesAreRefused() {
    SourceSettings twin = named("twin");
    var both = new DirectorySync(database, clock, List.of(bank.settings(), twin));
    both.run(bank.settings(), SyncMode.APPLY);

    SyncReport report = both.run(twin, SyncMode.APPLY);
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.message()).contains("source bank");
  }

  private SourceSettings named(String name) {
    SourceSettings plain = bank.settings();
    return SourceSettings.of(name, plain.type(), plain.base(), bank.url())
        .boundAs(plain.bindDn(), plain.bindPassword())
        .selecting(plain.people(), plain.groups(), plain.contacts());
  }

  private void setFormer(String dn, String type) throws Exception {
    bank.modify(
        "dn: " + dn, "changetype: modify", "replace: employeeType", "employeeType: " + type);
  }

  private static List<Change> changes(SyncReport report) {
    return report.differences().stream().map(Difference::change).toList();
  }

  private SyncReport sync() {
    return sync(bank.settings());
  }

  private SyncReport sync(SourceSettings settings) {
    return new DirectorySync(database, clock, List.of(settings)).run(settings, SyncMode.APPLY);
  }

  private DirectorySync syncing() {
    return new DirectorySync(database, clock, List.of(bank.settings()));
  }

  private Person byMail(String mail) {
    Optional<Person> person = directory.findByMail(MailAddress.of(mail));
    assertThat(person).as(mail).isPresent();
    return person.orElseThrow();
  }

  private static Long runs() {
    return TestDatabase.client()
        .sql("SELECT count(*) FROM directory.sync_run")
        .query(Long.class)
        .single();
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-03-02T09:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
