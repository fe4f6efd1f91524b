package org.recado.lab.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.message.Msisdn;

class LabDirectoryTest {

  private LabCertificates certificates;
  private LabDirectory directory;

  @BeforeEach
  void start(@TempDir Path folder) {
    certificates = LabCertificates.in(folder, Clock.systemUTC());
    directory = LabDirectory.start(DirectorySettings.defaults(), certificates);
  }

  @AfterEach
  void stop() {
    directory.close();
  }

  @Test
  void everyAccountSignsInExceptThatOfTheLeaver() throws Exception {
    for (Account account : directory.accounts()) {
      ResultCode expected = account.enabled() ? ResultCode.SUCCESS : ResultCode.INVALID_CREDENTIALS;
      assertThat(bind(LabDirectory.dn(account.login()), account.password())).isEqualTo(expected);
    }
    assertThat(directory.accounts()).filteredOn(account -> !account.enabled()).hasSize(1);
    assertThat(bind(LabDirectory.dn("marta.ruiz"), "wrong"))
        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
  }

  @Test
  void whoIsDisabledCannotSignInUntilEnabled() throws Exception {
    directory.disable("marta.ruiz");
    assertThat(bind(LabDirectory.dn("marta.ruiz"), "marta-demo"))
        .isEqualTo(ResultCode.INVALID_CREDENTIALS);

    directory.enable("marta.ruiz");
    assertThat(bind(LabDirectory.dn("marta.ruiz"), "marta-demo")).isEqualTo(ResultCode.SUCCESS);
  }

  @Test
  void theGatewaysAccountReadsPeopleGroupsAndClientsButNoPassword() throws Exception {
    try (var connection = connect()) {
      connection.bind(LabDirectory.BIND_DN, LabDirectory.BIND_PASSWORD);
      var pablo =
          connection.getEntry(
              LabDirectory.dn("pablo.leon"), "*", "entryUUID", "pwdAccountLockedTime");
      assertThat(pablo.getAttributeValue("entryUUID"))
          .isEqualTo("01936f0e-0001-4000-8000-000000000008");
      assertThat(pablo.getAttributeValue("pwdAccountLockedTime")).isEqualTo("000001010000Z");
      assertThat(pablo.getAttributeValue("userPassword")).startsWith("{SSHA256}");

      var groups =
          connection.search(
              LabDirectory.GROUPS,
              SearchScope.SUB,
              "(member=cn=branch-sevilla,ou=groups,dc=bank,dc=example)");
      assertThat(groups.getSearchEntries())
          .singleElement()
          .satisfies(
              group -> assertThat(group.getAttributeValue("cn")).isEqualTo("recado-employees"));
      var ana = connection.getEntry("uid=ana.cliente," + LabDirectory.CONTACTS);
      assertThat(ana.getAttributeValue("mobile")).isEqualTo("+34600111222");
    }
    assertThat(directory.clients())
        .contains(new LabDirectory.Client("ana.cliente", "Ana Cliente", Msisdn.of("+34600111222")))
        .hasSizeGreaterThan(11);
  }

  @Test
  void nothingIsReadWithoutSigningIn() throws Exception {
    try (var connection = connect()) {
      assertThatThrownBy(
              () -> connection.search(LabDirectory.BASE, SearchScope.SUB, "(objectClass=*)"))
          .isInstanceOf(LDAPException.class);
    }
  }

  @Test
  void startTlsShowsACertificateOfTheLabsAuthority() throws Exception {
    try (var connection = connect()) {
      var result =
          connection.processExtendedOperation(
              new StartTLSExtendedRequest(certificates.sslContext()));
      assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
      assertThat(connection.bind(LabDirectory.BIND_DN, LabDirectory.BIND_PASSWORD).getResultCode())
          .isEqualTo(ResultCode.SUCCESS);
    }
  }

  private ResultCode bind(String dn, String password) throws LDAPException {
    try (var connection = connect()) {
      return connection.bind(dn, password).getResultCode();
    } catch (LDAPException e) {
      return e.getResultCode();
    }
  }

  private LDAPConnection connect() throws LDAPException {
    return new LDAPConnection("127.0.0.1", directory.port());
  }
}
