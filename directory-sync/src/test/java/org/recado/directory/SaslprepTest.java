package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.directory.SignIn.Accepted;
import org.recado.directory.SignIn.Refused;

/** The examples of RFC 4013 section 3, and what they mean for who signs in. */
class SaslprepTest {

  private static final String OFFICE = "10.0.0.1";

  private BankDirectory bank;
  private BrakedSignIn signIn;

  @BeforeEach
  void startTheBank() throws Exception {
    bank = BankDirectory.start();
    new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(bank.settings()))
        .run(bank.settings(), SyncMode.APPLY);
    TestDatabase.owner().execute("TRUNCATE directory.sign_in_failure, directory.sign_in_success");
    signIn =
        new BrakedSignIn(
            new LdapSignIn(
                new PostgresDirectory(TestDatabase.client(), List.of("bank")),
                List.of(bank.settings())),
            TestDatabase.client(),
            Clock.systemUTC());
    bank.binds.clear();
  }

  @AfterEach
  void stopTheBank() {
    bank.close();
  }

  private void passwordOfAna(String password) throws Exception {
    bank.server.modify(
        "dn: uid=ana," + BankDirectory.PEOPLE,
        "changetype: modify",
        "replace: userPassword",
        "userPassword:: "
            + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "I\u00ADX, IX",
    "user, user",
    "USER, USER",
    "\u00AA, a",
    "\u2168, IX",
    "a\u00A0b, a b"
  })
  void theExamplesArePreparedAsTheRfcSays(String typed, String prepared) throws Exception {
    assertThat(Saslprep.prepare(typed)).contains(prepared);
    passwordOfAna(prepared);
    assertThat(signIn.check("ana", typed, OFFICE)).isInstanceOf(Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0007", "\u06271", "", "\u00AD", "\uD800"})
  void whatIsProhibitedOrEmptyIsRefusedAsAWrongPasswordIs(String typed) {
    assertThat(Saslprep.prepare(typed)).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(signIn.check("ana", typed, OFFICE)).isInstanceOf(Refused.class);
    }
    assertThat(signIn.check("ana", "ana-secret", OFFICE))
        .as("counted like wrong ones")
        .isInstanceOf(SignIn.Delayed.class);
  }

  @Test
  void codePointsThatWereNotAssignedThenMayBeInAQuery() {
    assertThat(Saslprep.prepare("\uD83D\uDE00")).contains("\uD83D\uDE00");
  }

  @Test
  void aPasswordTheDirectoryKeepsUnpreparedStillOpens() throws Exception {
    passwordOfAna("1\u00AA clave");
    assertThat(signIn.check("ana", "1\u00AA clave", OFFICE)).isInstanceOf(Accepted.class);
    assertThat(bank.binds).as("typed as it is kept, tried once").hasSize(2);
  }

  @Test
  void twoFormsThatAreWrongCountAsTwoTries() {
    assertThat(signIn.check("ana", "\u00AA", OFFICE)).isInstanceOf(Refused.class);
    assertThat(bank.binds.stream().filter(dn -> dn.startsWith("uid=ana"))).hasSize(2);
    assertThat(signIn.check("ana", "wrong", OFFICE)).isInstanceOf(Refused.class);
    assertThat(signIn.check("ana", "ana-secret", OFFICE)).isInstanceOf(SignIn.Delayed.class);
  }
}
