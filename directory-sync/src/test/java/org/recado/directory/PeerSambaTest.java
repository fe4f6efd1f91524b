package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/**
 * A real Active Directory (Samba) with 3,000 people ({@code -Drecado.peers=true}, as root). After
 * each change the changes are read, and then the whole directory is read and compared: nothing may
 * differ.
 */
@EnabledIfSystemProperty(named = "recado.peers", matches = "true")
class PeerSambaTest extends PeerContract {

  private static final String DOMAIN = "DC=corp,DC=bank,DC=example";
  private static final String STAFF = "OU=Staff," + DOMAIN;
  private static final String SALES = "OU=Sales," + STAFF;
  private static final String LEFT = "OU=Left," + DOMAIN;
  private static final int COUNT = Integer.getInteger("recado.peers.users", 3_000);
  private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", true);

  PeerSambaTest() {
    super("corp");
  }

  @Override
  PeerServer started(Path folder) throws Exception {
    PeerServer.run("samba-ad.sh", "make", folder.resolve("dc1"), "127.0.0.61");
    return PeerServer.samba(folder.resolve("dc1"), "127.0.0.61");
  }

  @Override
  void fill() throws Exception {
    for (String unit : List.of(STAFF, SALES, LEFT, "OU=Groups," + DOMAIN)) {
      admin.add("dn: " + unit, "objectClass: organizationalUnit");
    }
    user("recado", LEFT, "gateway");
    for (int i = 0; i < COUNT; i++) {
      admin.add(person("u%04d".formatted(i), STAFF));
    }
    for (int i = 0; i < 20; i++) {
      password("u%04d".formatted(i), STAFF, "pw-u%04d".formatted(i));
    }
    for (int g = 0; g < 50; g++) {
      var members = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        members.add(dn("u%04d".formatted(g * 20 + i)));
      }
      group("team%02d".formatted(g), members);
    }
  }

  @Override
  LDAPConnection administrator() throws Exception {
    return server.administrator("Administrator@corp.bank.example", "Adm1n.Passw0rd");
  }

  private static String dn(String name) {
    return "CN=" + name + "," + STAFF;
  }

  private static Entry person(String name, String below) {
    return new Entry(
        "CN=" + name + "," + below,
        new Attribute("objectClass", "user"),
        new Attribute("sAMAccountName", name),
        new Attribute("userPrincipalName", name + "@corp.bank.example"),
        new Attribute("displayName", "Persona " + name),
        new Attribute("mail", name + "@bank.example"),
        new Attribute(
            "proxyAddresses",
            "SMTP:" + name + "@bank.example",
            "smtp:" + name + ".old@bank.example"),
        // NORMAL_ACCOUNT and PASSWD_NOTREQD
        new Attribute("userAccountControl", "544"));
  }

  private void user(String name, String below, String password) throws Exception {
    admin.add(person(name, below));
    password(name, below, password);
  }

  private void password(String name, String below, String password) throws Exception {
    admin.modify(
        "CN=" + name + "," + below,
        new Modification(
            ModificationType.REPLACE,
            "unicodePwd",
            ('"' + password + '"').getBytes(StandardCharsets.UTF_16LE)),
        new Modification(ModificationType.REPLACE, "userAccountControl", "512"));
  }

  private void group(String name, List<String> members) throws Exception {
    var entry =
        new Entry(
            "CN=" + name + ",OU=Groups," + DOMAIN,
            new Attribute("objectClass", "group"),
            new Attribute("sAMAccountName", name));
    if (!members.isEmpty()) {
      entry.addAttribute(new Attribute("member", members));
    }
    admin.add(new AddRequest(entry));
  }

  private static String groupDn(String name) {
    return "CN=" + name + ",OU=Groups," + DOMAIN;
  }

  @Override
  SourceSettings settings() {
    return selecting(
        SourceSettings.of(
                "corp", SourceType.AD, DOMAIN, "ldaps://127.0.0.61:636", "ldaps://127.0.0.62:636")
            .trusting(server.authority()));
  }

  @Override
  SourceSettings settingsAt(String url) {
    return selecting(SourceSettings.of("corp", SourceType.AD, DOMAIN, url));
  }

  @Override
  SourceSettings withWrongPassword() {
    return settings().boundAs("recado@corp.bank.example", "wrong");
  }

  private static SourceSettings selecting(SourceSettings settings) {
    return settings
        .boundAs("recado@corp.bank.example", "gateway")
        .selecting(Selection.preset().withBase(STAFF), Selection.preset(), Selection.preset());
  }

  @Override
  String feed() {
    return "uSNChanged";
  }

  @Override
  int count() {
    return COUNT;
  }

  @Override
  String login(int person) {
    return "u%04d".formatted(person);
  }

  @Override
  String dn(int person) {
    return dn(login(person));
  }

  @Override
  void disable(int person) throws Exception {
    modify(dn(person), ModificationType.REPLACE, "userAccountControl", "514");
  }

  @Override
  void certify(int days) throws Exception {
    PeerServer.run("samba-ad.sh", "certify", server.folder(), server.host(), days);
  }

  private boolean mayWork(String mail) {
    return byMail(mail).enabled();
  }

  @Test
  void b01thePrimaryGroupAndTheAliasesAreThere() {
    assertThat(byMail("u0001@bank.example").groups()).contains("team00", "Domain Users");
    assertThat(byMail("u0001.old@bank.example")).isEqualTo(byMail("u0001@bank.example"));
  }

  @Test
  void b02peopleAreCreatedRenamedAndMoved() throws Exception {
    String id = byMail("u0021@bank.example").id();
    admin.add(person("nuevo", SALES));
    admin.modifyDN(dn("u0021"), "CN=otro nombre", true);
    admin.modifyDN(dn("u0022"), "CN=u0022", true, SALES);
    admin.modifyDN(dn("u0023"), "CN=u0023", true, LEFT);
    changes();
    assertThat(byMail("u0021@bank.example").id()).isEqualTo(id);
    assertThat(byMail("u0021@bank.example").groups()).contains("team01");
    assertThat(byMail("u0022@bank.example").groups()).contains("team01");
    assertThat(mayWork("u0023@bank.example")).isFalse();
    assertThat(mayWork("nuevo@bank.example")).isTrue();

    admin.modifyDN("CN=u0023," + LEFT, "CN=u0023", true, STAFF);
    changes();
    assertThat(mayWork("u0023@bank.example")).isTrue();
    assertThat(byMail("u0023@bank.example").groups()).contains("team01");
  }

  @Test
  void b03aliasesFollow() throws Exception {
    modify(
        dn("u0003"),
        ModificationType.REPLACE,
        "proxyAddresses",
        "SMTP:u0003@bank.example",
        "smtp:tres@bank.example",
        "SIP:u0003@bank.example");
    changes();
    assertThat(byMail("tres@bank.example")).isEqualTo(byMail("u0003@bank.example"));
    assertThat(directory.findByMail(MailAddress.of("u0003.old@bank.example"))).isEmpty();
  }

  @Test
  void b04disabledExpiredAndEnabledAgain() throws Exception {
    modify(dn("u0004"), ModificationType.REPLACE, "userAccountControl", "514");
    modify(dn("u0005"), ModificationType.REPLACE, "accountExpires", "131000000000000000");
    changes();
    assertThat(mayWork("u0004@bank.example")).isFalse();
    assertThat(mayWork("u0005@bank.example")).isFalse();
    modify(dn("u0004"), ModificationType.REPLACE, "userAccountControl", "512");
    modify(dn("u0005"), ModificationType.REPLACE, "accountExpires", "0");
    changes();
    assertThat(mayWork("u0004@bank.example")).isTrue();
    assertThat(mayWork("u0005@bank.example")).isTrue();
  }

  @Test
  void b05theDeletedAreGoneTheRestoredReturnAndASuccessorIsAnother() throws Exception {
    String id = byMail("u0030@bank.example").id();
    admin.delete(dn("u0030"));
    admin.delete(dn("u0031"));
    changes();
    assertThat(mayWork("u0030@bank.example")).isFalse();
    restore("u0030");
    admin.add(person("u0031", STAFF));
    changes();
    assertThat(byMail("u0030@bank.example").id()).isEqualTo(id);
    assertThat(mayWork("u0030@bank.example")).isTrue();
    assertThat(byMail("u0031@bank.example").groups()).containsExactly("Domain Users", "Users");
  }

  /** A tombstone that is one no more ([MS-ADTS] section 3.1.1.5.3.7); it has lost its mail. */
  private void restore(String name) throws Exception {
    var search =
        new SearchRequest(
            DOMAIN, SearchScope.SUB, "(&(isDeleted=TRUE)(sAMAccountName=" + name + "))", "1.1");
    search.addControl(SHOW_DELETED);
    String tombstone = admin.search(search).getSearchEntries().get(0).getDN();
    var restoring =
        new ModifyRequest(
            tombstone,
            new Modification(ModificationType.DELETE, "isDeleted"),
            new Modification(ModificationType.REPLACE, "distinguishedName", dn(name)));
    restoring.addControl(SHOW_DELETED);
    admin.modify(restoring);
    admin.modify(
        dn(name),
        new Modification(ModificationType.REPLACE, "mail", name + "@bank.example"),
        new Modification(ModificationType.REPLACE, "userAccountControl", "544"));
  }

  @Test
  void b06groupsInGroupsAndCirclesFollow() throws Exception {
    group("outer", List.of(groupDn("team03")));
    changes();
    assertThat(byMail("u0060@bank.example").groups()).contains("outer", "team03");
    modify(groupDn("team03"), ModificationType.ADD, "member", groupDn("outer"));
    modify(groupDn("team03"), ModificationType.DELETE, "member", dn("u0061"));
    changes();
    assertThat(byMail("u0060@bank.example").groups()).contains("outer", "team03");
    assertThat(byMail("u0061@bank.example").groups()).containsExactly("Domain Users", "Users");
    admin.modifyDN(groupDn("outer"), "CN=outermost", true);
    changes();
    assertThat(byMail("u0060@bank.example").groups()).contains("outermost");
    admin.delete(groupDn("outermost"));
    changes();
    assertThat(byMail("u0060@bank.example").groups())
        .containsExactly("Domain Users", "Users", "team03");
  }

  @Test
  void b07anotherPrimaryGroupIsAnotherGroup() throws Exception {
    String sid =
        admin
            .getEntry(groupDn("team04"), "primaryGroupToken")
            .getAttributeValue("primaryGroupToken");
    modify(dn("u0080"), ModificationType.REPLACE, "primaryGroupID", sid);
    changes();
    assertThat(byMail("u0080@bank.example").groups()).contains("team04");
  }

  @Test
  void b08aLargeGroupIsReadToTheLast() throws Exception {
    var members = new ArrayList<String>();
    for (int i = 100; i < Math.min(COUNT, 2_700); i++) {
      members.add(dn("u%04d".formatted(i)));
    }
    group("large", members);
    changes();
    assertThat(byMail("u0100@bank.example").groups()).contains("large");
    assertThat(byMail("u%04d@bank.example".formatted(Math.min(COUNT, 2_700) - 1)).groups())
        .contains("large");
  }

  @Test
  void b09aUnitThatMovesWithAllInItIsNoticed() throws Exception {
    admin.add("dn: OU=Sub," + STAFF, "objectClass: organizationalUnit");
    admin.add(person("tief", "OU=Sub," + STAFF));
    run(settings(), SyncMode.APPLY);
    assertThat(mayWork("tief@bank.example")).isTrue();
    admin.modifyDN("OU=Sub," + STAFF, "OU=Sub", true, LEFT);
    run(settings(), SyncMode.APPLY);
    asTheDirectorySays();
    assertThat(mayWork("tief@bank.example")).isFalse();
  }

  @Test
  void b10contactsAndDelegatesFollow() throws Exception {
    admin.add(
        "dn: CN=Ana Cliente," + STAFF,
        "objectClass: contact",
        "displayName: Ana Cliente",
        "mobile: 600 11 12 22",
        "otherMobile: call me");
    assertThat(changes().problems()).anyMatch(p -> p.sentence().contains("no telephone number"));
    assertThat(directory.resolve("ana.cliente")).hasSize(1);
    admin.delete("CN=Ana Cliente," + STAFF);
    changes();
    assertThat(directory.resolve("ana.cliente")).isEmpty();
  }

  @Test
  void b12aLostPositionMeansReadingEverything() throws Exception {
    modify(dn("u0012"), ModificationType.REPLACE, "displayName", "Doce");
    TestDatabase.owner()
        .execute(
            "UPDATE directory.sync_state SET position = position || '{\"usn\":\"999999999\"}'");
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
    assertThat(report.message()).doesNotContain("uSNChanged");
    assertThat(byMail("u0012@bank.example").name()).isEqualTo("Doce");
    asTheDirectorySays();
  }

  @Test
  void b15passwordsAreTriedByEveryFormOfTheName() throws Exception {
    var signIn = new LdapSignIn(directory, List.of(settings().ofDomains("CORP")));
    for (String login :
        List.of(
            "u0015",
            "CORP\\u0015",
            "corp\\U0015",
            "u0015@corp.bank.example",
            "u0015@bank.example")) {
      assertThat(signIn.check(login, "pw-u0015")).as(login).isInstanceOf(SignIn.Accepted.class);
      assertThat(signIn.check(login, "wrong")).as(login).isInstanceOf(SignIn.Refused.class);
    }
    assertThat(signIn.check("OTHER\\u0015", "pw-u0015")).isInstanceOf(SignIn.Refused.class);
    modify(dn("u0016"), ModificationType.REPLACE, "userAccountControl", "514");
    assertThat(signIn.check("u0016", "pw-u0016"))
        .as("disabled there, not read yet here")
        .isInstanceOf(SignIn.Refused.class);
    changes();
  }

  @Test
  void z01anotherControllerIsComparedAsAWhole() throws Exception {
    modify(dn("u0019"), ModificationType.REPLACE, "displayName", "Diecinueve");
    server.stop();
    PeerServer.run("samba-ad.sh", "another", server.folder(), folder.resolve("dc2"), "127.0.0.62");
    server = PeerServer.samba(folder.resolve("dc2"), "127.0.0.62");
    admin = administrator();
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
    assertThat(report.message()).doesNotContain("uSNChanged");
    assertThat(byMail("u0019@bank.example").name()).isEqualTo("Diecinueve");
    modify(dn("u0019"), ModificationType.REPLACE, "displayName", "Otra vez");
    changes();
    assertThat(byMail("u0019@bank.example").name()).isEqualTo("Otra vez");
  }
}
