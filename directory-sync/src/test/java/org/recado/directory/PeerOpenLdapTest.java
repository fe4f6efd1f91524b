package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.recado.directory.SyncReport.Outcome;
import org.recado.message.MailAddress;

/**
 * A real OpenLDAP with 20,000 people ({@code -Drecado.peers=true}). After each change the changes
 * are read, and then the whole directory is read and compared: nothing may differ.
 */
@EnabledIfSystemProperty(named = "recado.peers", matches = "true")
class PeerOpenLdapTest extends PeerContract {

  private static final String BASE = "dc=bank,dc=example";
  private static final String PEOPLE = "ou=people," + BASE;
  private static final String GROUPS = "ou=groups," + BASE;
  private static final String SERVICE =
      """
      dn: cn=recado,ou=services,%s
      objectClass: applicationProcess
      objectClass: simpleSecurityObject
      cn: recado
      userPassword: gateway

      """;
  private static final int COUNT = Integer.getInteger("recado.peers.people", 20_000);
  private static final int TEAMS = Integer.getInteger("recado.peers.groups", COUNT / 20);

  PeerOpenLdapTest() {
    super("bank");
  }

  @Override
  PeerServer started(Path folder) throws Exception {
    Path ldif = folder.resolve("bank.ldif");
    try (var out = Files.newBufferedWriter(ldif)) {
      write(out);
    }
    PeerServer.run("openldap.sh", "make", folder.resolve("one"), ldif);
    return PeerServer.openLdap(folder.resolve("one"));
  }

  @Override
  void fill() {
    // the LDIF had everything
  }

  private static void write(BufferedWriter out) throws Exception {
    out.write("dn: %s\nobjectClass: domain\ndc: bank\n\n".formatted(BASE));
    for (String unit : List.of("people", "groups", "contacts", "services", "left")) {
      out.write(
          "dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n".formatted(unit, BASE, unit));
    }
    out.write(SERVICE.formatted(BASE));
    for (int i = 0; i < COUNT; i++) {
      out.write(person("p%05d".formatted(i), PEOPLE));
    }
    for (int g = 0; g < TEAMS; g++) {
      out.write(
          "dn: cn=team%04d,%s\nobjectClass: groupOfNames\ncn: team%04d\n".formatted(g, GROUPS, g));
      for (int i = 0; i < 20; i++) {
        out.write("member: uid=p%05d,%s\n".formatted((g * 20 + i) % COUNT, PEOPLE));
      }
      out.write("\n");
    }
    for (int c = 0; c < 100; c++) {
      out.write(
          "dn: uid=c%03d,ou=contacts,%s\nobjectClass: inetOrgPerson\nuid: c%03d\ncn: Cliente %03d\nsn: C\nmobile: 600 11 1%03d\n\n"
              .formatted(c, BASE, c, c, c));
    }
  }

  private static String person(String uid, String below) {
    return "dn: uid=%s,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: Persona %s\nsn: Persona\nmail: %s@bank.example\nuserPassword: pw-%s\n\n"
        .formatted(uid, below, uid, uid, uid, uid);
  }

  @Override
  SourceSettings settings() {
    return selecting(
        SourceSettings.of("bank", SourceType.OPENLDAP, BASE, server.url())
            .trusting(server.authority()));
  }

  @Override
  SourceSettings settingsAt(String url) {
    return selecting(SourceSettings.of("bank", SourceType.OPENLDAP, BASE, url));
  }

  @Override
  SourceSettings withWrongPassword() {
    return settings().boundAs("cn=recado,ou=services," + BASE, "wrong");
  }

  private static SourceSettings selecting(SourceSettings settings) {
    return settings
        .boundAs("cn=recado,ou=services," + BASE, "gateway")
        .selecting(
            Selection.preset().withBase(PEOPLE),
            Selection.preset(),
            Selection.preset()
                .withBase("ou=contacts," + BASE)
                .withFilter("(objectClass=inetOrgPerson)"));
  }

  @Override
  String feed() {
    return "syncrepl";
  }

  @Override
  int count() {
    return COUNT;
  }

  @Override
  String login(int person) {
    return "p%05d".formatted(person);
  }

  @Override
  String dn(int person) {
    return dn(login(person));
  }

  /** An account that ended long ago. */
  @Override
  void disable(int person) throws Exception {
    admin.modify(
        dn(person),
        new Modification(ModificationType.ADD, "objectClass", "shadowAccount"),
        new Modification(ModificationType.ADD, "shadowExpire", "19000"));
  }

  @Override
  LDAPConnection administrator() throws Exception {
    return server.administrator("cn=admin," + BASE, "secret");
  }

  @Override
  void certify(int days) throws Exception {
    PeerServer.run("openldap.sh", "certify", server.folder(), days);
  }

  private static String dn(String uid) {
    return "uid=" + uid + "," + PEOPLE;
  }

  @Test
  void a02peopleAreCreatedRenamedAndMoved() throws Exception {
    admin.add(person("nuevo", PEOPLE).stripTrailing().split("\n"));
    String id = byMail("p00001@bank.example").id();
    admin.modifyDN(dn("p00001"), "uid=p00001x", true);
    modify("uid=p00001x," + PEOPLE, ModificationType.REPLACE, "mail", "neu@bank.example");
    admin.modifyDN(dn("p00002"), "uid=p00002", true, "ou=left," + BASE);
    changes();

    assertThat(byMail("nuevo@bank.example").enabled()).isTrue();
    assertThat(byMail("neu@bank.example").id()).isEqualTo(id);
    assertThat(byMail("neu@bank.example").groups()).containsExactly("team0000");
    assertThat(byMail("p00002@bank.example").enabled()).isFalse();

    admin.modifyDN("uid=p00002,ou=left," + BASE, "uid=p00002", true, PEOPLE);
    changes();
    assertThat(byMail("p00002@bank.example").enabled()).isTrue();
    assertThat(byMail("p00002@bank.example").groups()).containsExactly("team0000");
  }

  @Test
  void a03aliasesComeAndGo() throws Exception {
    modify(dn("p00003"), ModificationType.ADD, "mail", "tres@bank.example");
    changes();
    assertThat(byMail("tres@bank.example")).isEqualTo(byMail("p00003@bank.example"));
    modify(dn("p00003"), ModificationType.DELETE, "mail", "tres@bank.example");
    changes();
    assertThat(directory.findByMail(MailAddress.of("tres@bank.example"))).isEmpty();
  }

  @Test
  void a04leaversAreGoneAndASuccessorIsAnotherPerson() throws Exception {
    String id = byMail("p00004@bank.example").id();
    admin.delete(dn("p00004"));
    changes();
    assertThat(byMail("p00004@bank.example").enabled()).isFalse();
    admin.add(person("p00004", PEOPLE).stripTrailing().split("\n"));
    changes();
    assertThat(byMail("p00004@bank.example").enabled()).isTrue();
    assertThat(byMail("p00004@bank.example").id()).isNotEqualTo(id);
    assertThat(directory.findById(id)).map(Person::enabled).contains(false);
  }

  @Test
  void a05expiredAccountsCannotSend() throws Exception {
    modify(dn("p00005"), ModificationType.ADD, "objectClass", "shadowAccount");
    modify(dn("p00005"), ModificationType.ADD, "shadowExpire", "19000");
    changes();
    assertThat(byMail("p00005@bank.example").enabled()).isFalse();
    modify(dn("p00005"), ModificationType.REPLACE, "shadowExpire", "-1");
    changes();
    assertThat(byMail("p00005@bank.example").enabled()).isTrue();
  }

  @Test
  void a06groupsInGroupsAndCirclesFollow() throws Exception {
    admin.add(
        "dn: cn=outer," + GROUPS,
        "objectClass: groupOfNames",
        "cn: outer",
        "member: cn=team0003," + GROUPS);
    changes();
    assertThat(byMail("p00060@bank.example").groups()).containsExactly("outer", "team0003");
    modify("cn=team0003," + GROUPS, ModificationType.ADD, "member", "cn=outer," + GROUPS);
    modify("cn=team0003," + GROUPS, ModificationType.DELETE, "member", dn("p00061"));
    modify("cn=outer," + GROUPS, ModificationType.ADD, "member", dn("nobody"));
    changes();
    assertThat(byMail("p00061@bank.example").groups()).isEmpty();
    admin.delete("cn=outer," + GROUPS);
    changes();
    assertThat(byMail("p00060@bank.example").groups()).containsExactly("team0003");
  }

  @Test
  void a07membersByLoginAndByPrimaryGroupFollow() throws Exception {
    admin.add(
        "dn: cn=unix," + GROUPS,
        "objectClass: posixGroup",
        "cn: unix",
        "gidNumber: 7000",
        "memberUid: p00070",
        "memberUid: later");
    admin.modify(
        dn("p00071"),
        new Modification(ModificationType.ADD, "objectClass", "posixAccount"),
        new Modification(ModificationType.ADD, "uidNumber", "71"),
        new Modification(ModificationType.ADD, "gidNumber", "7000"),
        new Modification(ModificationType.ADD, "homeDirectory", "/"));
    changes();
    assertThat(byMail("p00070@bank.example").groups()).contains("unix");
    assertThat(byMail("p00071@bank.example").groups()).contains("unix");
    admin.add(person("later", PEOPLE).stripTrailing().split("\n"));
    changes();
    assertThat(byMail("later@bank.example").groups()).containsExactly("unix");
    admin.modifyDN(dn("later"), "uid=never", true);
    changes();
    assertThat(byMail("later@bank.example").groups()).isEmpty();
  }

  @Test
  void a08contactsFollowAndABadNumberIsTold() throws Exception {
    String c1 = "uid=c001,ou=contacts," + BASE;
    modify(c1, ModificationType.REPLACE, "mobile", "no number");
    assertThat(changes().problems()).anyMatch(p -> p.sentence().contains("no telephone number"));
    assertThat(directory.resolve("Cliente 001")).isEmpty();
    modify(c1, ModificationType.REPLACE, "mobile", "+34 (600) 11-10-01");
    changes();
    assertThat(directory.resolve("Cliente 001")).hasSize(1);
  }

  @Test
  void a09aUnitThatMovesWithAllInItIsNoticed() throws Exception {
    admin.add("dn: ou=sub," + PEOPLE, "objectClass: organizationalUnit", "ou: sub");
    admin.add(person("tief", "ou=sub," + PEOPLE).stripTrailing().split("\n"));
    run(settings(), SyncMode.APPLY);
    assertThat(byMail("tief@bank.example").enabled()).isTrue();
    admin.modifyDN("ou=sub," + PEOPLE, "ou=sub", true, "ou=left," + BASE);
    run(settings(), SyncMode.APPLY);
    asTheDirectorySays();
    assertThat(byMail("tief@bank.example").enabled()).isFalse();
  }

  @Test
  void a11moreThanTheServerRemembersIsReadAllTheSame() throws Exception {
    // the session log holds 5,000: what is gone has to be found by what stayed
    for (int i = 0; i < 6000; i++) {
      modify(dn("p15%03d".formatted(i % 1000)), ModificationType.REPLACE, "title", "t" + i);
    }
    admin.delete(dn("p15000"));
    changes();
    assertThat(byMail("p15000@bank.example").enabled()).isFalse();
  }

  @Test
  void a12aLostCookieMeansReadingEverything() throws Exception {
    modify(dn("p00012"), ModificationType.REPLACE, "displayName", "Doce");
    TestDatabase.owner()
        .execute(
            "UPDATE directory.sync_state SET position = position ||"
                + " '{\"people\":\"bm9uc2Vuc2U=\"}'");
    var report = run(settings(), SyncMode.APPLY);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
    asTheDirectorySays();
    assertThat(byMail("p00012@bank.example").name()).isEqualTo("Doce");
  }

  @Test
  void a14theServersSizeLimitDisablesNobody() {
    var limited = settings().boundAs(dn("p00014"), "pw-p00014");
    var report = run(limited, SyncMode.APPLY);
    assertThat(report.outcome()).isIn(Outcome.FAILED, Outcome.STOPPED);
    asTheDirectorySays();
  }

  @Test
  void a17passwordsAreTriedByEveryFormOfTheName() {
    var signIn = new LdapSignIn(directory, List.of(settings()));
    for (String login : List.of("p00017", "P00017", "p00017@bank.example", "BANK\\p00017")) {
      assertThat(signIn.check(login, "pw-p00017")).as(login).isInstanceOf(SignIn.Accepted.class);
      assertThat(signIn.check(login, "wrong")).as(login).isInstanceOf(SignIn.Refused.class);
    }
  }

  @Test
  void m01aReferralIsFollowedToTheOtherServer(@TempDir Path branchFolder) throws Exception {
    Path ldif = branchFolder.resolve("branch.ldif");
    String branch = "ou=branch," + PEOPLE;
    try (var out = Files.newBufferedWriter(ldif)) {
      out.write("dn: %s\nobjectClass: domain\ndc: bank\n\n".formatted(BASE));
      for (String unit : List.of("ou=services," + BASE, PEOPLE, branch)) {
        out.write("dn: %s\nobjectClass: organizationalUnit\n\n".formatted(unit));
      }
      out.write(SERVICE.formatted(BASE));
      for (int i = 0; i < 700; i++) {
        out.write(person("b%05d".formatted(i), branch));
      }
    }
    PeerServer.run("openldap.sh", "make", branchFolder.resolve("two"), ldif);
    var other = PeerServer.openLdap(branchFolder.resolve("two"));
    Path both = branchFolder.resolve("both.pem");
    Files.writeString(
        both,
        Files.readString(Path.of(server.authority()))
            + Files.readString(Path.of(other.authority())));
    admin.add(
        "dn: " + branch,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ou: branch",
        "ref: ldap://127.0.0.1:" + other.port() + "/" + branch + "??sub");
    try {
      var report = run(settings(), SyncMode.APPLY);
      assertThat(report.outcome()).isIn(Outcome.APPLIED, Outcome.UNCHANGED);
      var told = run(settings(), SyncMode.DRY_RUN);
      assertThat(told.problems()).anyMatch(p -> p.sentence().contains("referrals"));
      assertThat(directory.findByMail(MailAddress.of("b00000@bank.example"))).isEmpty();

      var following =
          settings().trusting(both.toString()).followingTo(other.plainUrl()).paging(200);
      report = run(following, SyncMode.APPLY);
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.APPLIED);
      assertThat(byMail("b00699@bank.example").enabled()).isTrue();
      assertThat(new LdapSignIn(directory, List.of(following)).check("b00001", "pw-b00001"))
          .isInstanceOf(SignIn.Accepted.class);
      assertThat(new LdapSignIn(directory, List.of(following)).check("b00001", "wrong"))
          .isInstanceOf(SignIn.Refused.class);
      assertThat(run(following, SyncMode.DRY_RUN).differences()).isEmpty();

      other.stop();
      assertThat(run(following, SyncMode.APPLY).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(byMail("b00699@bank.example").enabled()).isTrue();
    } finally {
      other.stop();
      admin.delete(new DeleteRequest(branch, new Control[] {new ManageDsaITRequestControl()}));
      run(settings(), SyncMode.ACCEPT);
      asTheDirectorySays();
    }
  }
}
