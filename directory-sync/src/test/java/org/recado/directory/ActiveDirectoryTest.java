package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/** What is peculiar to Active Directory, by the preset alone. */
class ActiveDirectoryTest {

  /** As stored, and as Microsoft's tools show it; it holds the bytes of *, (, ) and \. */
  private static final String BYTES = "b5ee2a90292a48428e0c2a5c28292a00";

  private static final String GUID = "902aeeb5-2a29-4248-8e0c-2a5c28292a00";

  private final DataSource database = TestDatabase.empty();
  private final PostgresDirectory directory =
      new PostgresDirectory(TestDatabase.client(), List.of("corp"));
  private BankDirectory domain;
  private SourceSettings settings;

  @BeforeEach
  void startTheDomain() throws Exception {
    domain = BankDirectory.empty(BankDirectory.BASE);
    domain.add("dn: " + BankDirectory.BASE, "objectClass: domain", "dc: bank");
    settings =
        SourceSettings.of("corp", SourceType.AD, BankDirectory.BASE, domain.url())
            .boundAs(BankDirectory.GATEWAY, "gateway-secret");
    user("Ana", BYTES, 512);
  }

  @AfterEach
  void stopTheDomain() {
    domain.close();
  }

  @Test
  void aGuidFullOfFilterCharactersIsAnIdToSignInBy() {
    sync();

    assertThat(directory.findById(GUID)).map(Person::name).contains("Ana Corp");
    var signIn = new LdapSignIn(directory, List.of(settings));
    assertThat(signIn.check("ana@corp.bank.example", "Ana-secret"))
        .isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check("CORP\\Ana", "Ana-secret")).isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check("CORP\\Ana", "wrong")).isInstanceOf(SignIn.Refused.class);
  }

  @Test
  void proxyAddressesOfTypeSmtpAreAliases() {
    sync();

    assertThat(directory.findByMail(MailAddress.of("a.old@bank.example"))).isPresent();
    assertThat(directory.findByMail(MailAddress.of("ana@sip.example"))).isEmpty();
  }

  @Test
  void theDisabledBitOfUserAccountControlDisables() throws Exception {
    user("Leaver", "00112233445566778899aabbccddeeff", 514);
    sync();

    assertThat(directory.findByMail(MailAddress.of("Leaver@bank.example")))
        .map(Person::enabled)
        .contains(false);
  }

  @Test
  void contactsAreFoundByTheirNumberInTheCountryTheyAreIn() throws Exception {
    domain.add(
        "dn: cn=Cliente\\, Juan," + BankDirectory.BASE,
        "objectClass: contact",
        "objectCategory: person",
        "cn: Cliente, Juan",
        "sn: Cliente",
        "c: MX",
        "mobile: 55 1234 5678");
    setGuid("cn=Cliente\\, Juan," + BankDirectory.BASE, "ffeeddccbbaa99887766554433221100");
    sync();

    assertThat(directory.resolve("juan.cliente"))
        .containsExactly(new Contact("Cliente, Juan", Msisdn.of("525512345678")));
  }

  private void sync() {
    assertThat(
            new DirectorySync(database, Clock.systemUTC(), List.of(settings))
                .run(settings, SyncMode.APPLY)
                .outcome())
        .isEqualTo(SyncReport.Outcome.APPLIED);
  }

  private void user(String name, String guid, int control) throws Exception {
    String dn = "cn=" + name + " Corp," + BankDirectory.BASE;
    domain.add(
        "dn: " + dn,
        "objectClass: user",
        "objectCategory: person",
        "cn: " + name + " Corp",
        "sn: Corp",
        "sAMAccountName: " + name,
        "userPrincipalName: " + name + "@corp.bank.example",
        "mail: " + name + "@bank.example",
        "proxyAddresses: SMTP:" + name + "@bank.example",
        "proxyAddresses: smtp:" + name.charAt(0) + ".old@bank.example",
        "proxyAddresses: SIP:ana@sip.example",
        "userAccountControl: " + control,
        "userPassword: " + name + "-secret");
    setGuid(dn, guid);
  }

  private void setGuid(String dn, String hex) throws Exception {
    domain.server.modify(
        dn, new Modification(ModificationType.REPLACE, "objectGUID", HexFormat.of().parseHex(hex)));
  }
}
