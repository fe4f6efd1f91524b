package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.directory.SignIn.Accepted;
import org.recado.directory.SignIn.Delayed;
import org.recado.directory.SignIn.Refused;
import org.recado.directory.SignIn.Unavailable;

/** Two nodes, one count. */
class BrakedSignInTest {

  private static final String OFFICE = "10.0.0.1";
  private static final String ATTACKER = "203.0.113.9";

  private final SetClock clock = new SetClock();
  private BankDirectory bank;
  private BrakedSignIn node;
  private BrakedSignIn otherNode;

  @BeforeEach
  void startTheBank() throws Exception {
    bank = BankDirectory.start();
    for (int i = 0; i < 30; i++) {
      bank.person("clerk" + i);
    }
    new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(bank.settings()))
        .run(bank.settings(), SyncMode.APPLY);
    TestDatabase.owner().execute("TRUNCATE directory.sign_in_failure, directory.sign_in_success");
    node = node();
    otherNode = node();
    bank.binds.clear();
  }

  @AfterEach
  void stopTheBank() {
    bank.close();
  }

  private BrakedSignIn node() {
    var directory = new PostgresDirectory(TestDatabase.client(), List.of("bank"));
    return new BrakedSignIn(
        new LdapSignIn(directory, List.of(bank.settings())), TestDatabase.client(), clock);
  }

  @Test
  void aPasswordSprayedOverManyAccountsDoesNotGetInEvenWhereItIsRight() {
    assertThat(node.check("clerk25", "clerk25-secret", OFFICE)).isInstanceOf(Accepted.class);
    for (int i = 0; i < 20; i++) {
      assertThat((i % 2 == 0 ? node : otherNode).check("clerk" + i, "clerk25-secret", ATTACKER))
          .isInstanceOf(Refused.class);
    }
    assertThat(node.check("clerk25", "clerk25-secret", ATTACKER)).isInstanceOf(Delayed.class);
    assertThat(otherNode.check("clerk25", "clerk25-secret", ATTACKER)).isInstanceOf(Delayed.class);
    assertThat(node.check("clerk25", "clerk25-secret", OFFICE)).isInstanceOf(Accepted.class);
    assertThat(node.check("clerk26", "clerk26-secret", "10.0.0.2")).isInstanceOf(Accepted.class);
  }

  @Test
  void whoWorksBehindTheAddressOfAnAttackGoesOnWorking() {
    assertThat(node.check("clerk1", "clerk1-secret", OFFICE)).isInstanceOf(Accepted.class);
    for (int i = 5; i < 30; i++) {
      node.check("clerk" + i, "Spring2026", OFFICE);
    }
    assertThat(node.check("clerk2", "clerk2-secret", OFFICE)).isInstanceOf(Delayed.class);
    assertThat(node.check("clerk1", "clerk1-secret", OFFICE)).isInstanceOf(Accepted.class);
  }

  @Test
  void anAccountGuessedAtFromManyMachinesIsNeitherOpenedNorLocked() {
    assertThat(node.check("ana", "ana-secret", OFFICE)).isInstanceOf(Accepted.class);
    bank.binds.clear();
    for (int i = 0; i < 60; i++) {
      (i % 2 == 0 ? node : otherNode).check("ana", "guess" + i, "198.51.100." + i);
    }
    assertThat(bank.binds.stream().filter(dn -> dn.startsWith("uid=ana")))
        .as("the directory locks nobody over so few")
        .hasSizeLessThanOrEqualTo(5);
    assertThat(node.check("ana", "ana-secret", "198.51.100.77")).isInstanceOf(Delayed.class);
    assertThat(node.check("ana", "ana-secret", OFFICE)).isInstanceOf(Accepted.class);
  }

  @Test
  void allFormsOfANameAreOneAccount() {
    for (String login : List.of("ana", "Ana.Nunez@bank.example", "BANK\\ANA")) {
      assertThat(node.check(login, "wrong", ATTACKER)).isInstanceOf(Refused.class);
    }
    assertThat(node.check("ana@bank.example", "ana-secret", ATTACKER))
        .isInstanceOfSatisfying(
            Delayed.class, d -> assertThat(d.pause()).isEqualTo(Duration.ofMinutes(2)));
  }

  @Test
  void aNameNobodyHasIsDelayedLikeOneSomebodyHas() {
    for (int i = 0; i < 3; i++) {
      assertThat(node.check("nobody", "wrong", ATTACKER)).isInstanceOf(Refused.class);
    }
    assertThat(node.check("nobody", "wrong", ATTACKER)).isInstanceOf(Delayed.class);
  }

  @Test
  void thePauseEndsAndGrows() {
    for (int i = 0; i < 3; i++) {
      node.check("ana", "wrong", ATTACKER);
    }
    clock.advance(Duration.ofMinutes(2).plusSeconds(1));
    assertThat(node.check("ana", "wrong", ATTACKER)).isInstanceOf(Refused.class);
    assertThat(node.check("ana", "wrong", ATTACKER))
        .isInstanceOfSatisfying(
            Delayed.class, d -> assertThat(d.pause()).isEqualTo(Duration.ofMinutes(8)));
    clock.advance(Duration.ofMinutes(8).plusSeconds(1));
    assertThat(node.check("ana", "ana-secret", ATTACKER)).isInstanceOf(Accepted.class);
    assertThat(node.check("ana", "wrong", ATTACKER)).isInstanceOf(Refused.class);
    assertThat(node.check("ana", "ana-secret", ATTACKER)).isInstanceOf(Accepted.class);
  }

  @Test
  void manyTriesAtOnceAreMany() throws Exception {
    var pool = Executors.newFixedThreadPool(16);
    try {
      var tries = new ArrayList<Callable<SignIn.Result>>();
      for (int i = 0; i < 64; i++) {
        String guess = "guess" + i;
        tries.add(
            () -> (guess.hashCode() % 2 == 0 ? node : otherNode).check("ana", guess, ATTACKER));
      }
      int asked = 0;
      for (var result : pool.invokeAll(tries)) {
        asked += result.get() instanceof Refused ? 1 : 0;
      }
      assertThat(asked).isEqualTo(3);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aDirectoryThatIsDownIsNobodysFault() {
    bank.close();
    for (int i = 0; i < 10; i++) {
      assertThat(node.check("ana", "ana-secret", OFFICE)).isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aWholeNetworkOfIpv6IsOneAddress() {
    for (int i = 0; i < 3; i++) {
      node.check("ana", "wrong", "2001:db8:0:1:0:0:0:" + i);
    }
    assertThat(node.check("ana", "ana-secret", "2001:db8:0:1:0:0:0:99"))
        .isInstanceOf(Delayed.class);
    assertThat(node.check("ana", "ana-secret", "2001:db8:0:2:0:0:0:1"))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void whatIsTypedIsNeverKept() {
    node.check("MyPassword123", "wrong", ATTACKER);
    assertThat(
            TestDatabase.client()
                .sql("SELECT key FROM directory.sign_in_failure")
                .query(String.class)
                .list())
        .isNotEmpty()
        .noneMatch(key -> key.toLowerCase(java.util.Locale.ROOT).contains("mypassword"));
  }

  private static final class SetClock extends Clock {
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
