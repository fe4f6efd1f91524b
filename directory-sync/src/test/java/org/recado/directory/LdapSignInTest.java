package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.directory.SignIn.Accepted;
import org.recado.directory.SignIn.Refused;
import org.recado.directory.SignIn.Result;
import org.recado.directory.SignIn.Unavailable;

class LdapSignInTest {

  private BankDirectory bank;
  private SignIn signIn;

  @BeforeEach
  void startTheBank() throws Exception {
    bank = BankDirectory.start();
    new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(bank.settings()))
        .run(bank.settings(), SyncMode.APPLY);
    signIn = signInWith(bank.settings());
    bank.binds.clear();
  }

  @AfterEach
  void stopTheBank() {
    bank.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ana", "ANA", "ana@bank.example", "Ana.Nunez@bank.example", "BANK\\ana", " ana "})
  void everyFormOfTheNameSignsIn(String login) {
    assertThat(signIn.check(login, "ana-secret"))
        .isInstanceOfSatisfying(
            Accepted.class, a -> assertThat(a.person().name()).isEqualTo("Ana Núñez"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", " ana-secret", "ana-secret ", "*", "ANA-SECRET"})
  void aWrongPasswordIsRefused(String password) {
    assertThat(signIn.check("ana", password)).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0ana-secret", "ana-secret\0", "\u0007", "\u06271", "\u00AD"})
  void anEmptyOrProhibitedPasswordCostsWhatAWrongOneDoesAndIsNeverBoundWith(String password) {
    signIn.check("ana", "wrong");
    bank.binds.clear();
    assertThat(signIn.check("ana", password)).isInstanceOf(Refused.class);
    assertThat(bank.binds).singleElement(STRING).startsWith("cn=nobody");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "an\u00ADa",
        "ＡNA",
        "\u00A0ana\u00A0",
        "ana\u200B@bank.example",
        "ａｎａ＠bank.example"
      })
  void aNameIsPreparedBeforeItIsLookedUp(String login) {
    assertThat(signIn.check(login, "ana-secret")).isInstanceOf(Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana\u0007", "\u0627ana", "ana\u001C", "ana\uE000", "ana\uFFFD"})
  void aNameThatIsProhibitedIsNobodys(String login) {
    assertThat(signIn.check(login, "ana-secret")).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a*",
        "ana)(uid=*",
        "*)(|(uid=*",
        "ana\0",
        "",
        " ",
        "\\",
        "uid=ana,ou=people,dc=bank,dc=example",
        "ana@bank.example)(objectClass=*",
        "' OR 1=1 --"
      })
  void whatIsTypedIsNeverAFilter(String login) {
    assertThat(signIn.check(login, "ana-secret")).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"o*)(uid=*", "pat*@bank.example", "odd"})
  void aPersonWithAFilterForANameSignsInAsThemselvesOnly(String login) {
    assertThat(signIn.check(login, "odd-secret"))
        .isInstanceOfSatisfying(
            Accepted.class, a -> assertThat(a.person().name()).startsWith("O'Brien"));
    assertThat(signIn.check(login, "ana-secret")).isInstanceOf(Refused.class);
  }

  @Test
  void aNameNobodyHasCostsTheSameQuestions() {
    signIn.check("ana", "wrong");
    assertThat(bank.binds).as("the gateway, and who tried").hasSize(2);
    bank.binds.clear();
    signIn.check("ana", "wrong");
    int known = bank.binds.size();
    bank.binds.clear();
    signIn.check("nobody", "wrong");

    assertThat(bank.binds).as("on a connection that was kept").hasSize(known).hasSize(1);
  }

  @Test
  void aPersonWhoMovedSinceTheLastRunStillSignsIn() throws Exception {
    bank.server.modifyDN("uid=ana," + BankDirectory.PEOPLE, "uid=aruiz", true, null);

    assertThat(signIn.check("ana@bank.example", "ana-secret")).isInstanceOf(Accepted.class);
  }

  @Test
  void somebodyElseWhoTookTheAddressSinceTheLastRunIsNotThePerson() throws Exception {
    bank.server.delete("uid=luis," + BankDirectory.PEOPLE);
    bank.person("luis");

    assertThat(signIn.check("luis@bank.example", "luis-secret")).isInstanceOf(Refused.class);
  }

  @Test
  void aPersonTheSnapshotHasDisabledIsRefusedThoughTheDirectoryWouldLetThemIn() throws Exception {
    bank.modify(
        "dn: uid=luis," + BankDirectory.PEOPLE,
        "changetype: modify",
        "replace: employeeType",
        "employeeType: former");
    new DirectorySync(TestDatabase.gateway(), Clock.systemUTC(), List.of(bank.settings()))
        .run(bank.settings(), SyncMode.APPLY);

    assertThat(signIn.check("luis", "luis-secret"))
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.reason()).contains("disabled"));
  }

  @Test
  void aDirectoryThatIsDownIsUnavailableForKnownAndUnknownAlike() {
    bank.close();

    assertThat(List.of(signIn.check("ana", "ana-secret"), signIn.check("nobody", "x")))
        .allSatisfy(result -> assertThat(result).isInstanceOf(Unavailable.class));
  }

  @Test
  void anAccountOfTheGatewayThatIsRefusedIsNobodysWrongPassword() {
    SignIn broken = signInWith(bank.settings().boundAs(BankDirectory.GATEWAY, "expired"));
    Result result = broken.check("ana", "ana-secret");

    assertThat(result).isInstanceOf(Unavailable.class);
    assertThat(result.toString()).doesNotContain("expired").doesNotContain("ana-secret");
  }

  @Test
  void aPersonOfASourceThatIsGoneIsRefused() {
    SignIn other =
        new LdapSignIn(
            new PostgresDirectory(TestDatabase.client(), List.of("other")),
            List.of(SourceSettings.of("other", SourceType.LDAP, BankDirectory.BASE, bank.url())));

    assertThat(other.check("ana", "ana-secret")).isInstanceOf(Refused.class);
  }

  private static SignIn signInWith(SourceSettings settings) {
    return new LdapSignIn(
        new PostgresDirectory(TestDatabase.client(), List.of(settings.name())), List.of(settings));
  }
}
