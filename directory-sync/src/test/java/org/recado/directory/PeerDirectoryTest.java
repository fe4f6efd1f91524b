package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.recado.directory.SyncReport.Outcome;

/**
 * Against a server that is running already (Samba, slapd, a bank's test domain), named by system
 * properties {@code recado.peer.*}: url, type, base, dn, password, trust, and login and secret of
 * somebody who may sign in.
 */
@EnabledIfSystemProperty(named = "recado.peer.url", matches = ".+")
class PeerDirectoryTest {

  @Test
  void aRealDirectoryIsReadTwiceAlikeAndSignsItsPeopleIn() {
    SourceSettings settings =
        SourceSettings.of(
                "peer",
                SourceType.valueOf(given("type").toUpperCase(Locale.ROOT)),
                given("base"),
                given("url"))
            .boundAs(given("dn"), given("password"))
            .trusting(given("trust"));
    assertThat(settings.problems()).isEmpty();
    var sync = new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(settings));
    SyncReport first = sync.run(settings, SyncMode.APPLY);
    System.out.println(new ReportText(first).text());
    assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.APPLIED);

    SyncReport second = sync.run(settings, SyncMode.APPLY);
    assertThat(second.outcome()).isEqualTo(Outcome.UNCHANGED);
    System.out.printf("first run %s, second %s%n", duration(first), duration(second));
    var directory = new PostgresDirectory(TestDatabase.client(), List.of("peer"));
    var signIn = new LdapSignIn(directory, List.of(settings));
    SignIn.Result accepted = signIn.check(given("login"), given("secret"));
    assertThat(accepted).isInstanceOf(SignIn.Accepted.class);
    assertThat(signIn.check(given("login"), given("secret") + "x"))
        .isInstanceOf(SignIn.Refused.class);
    assertThat(signIn.check("nobody-of-this-name", "x")).isInstanceOf(SignIn.Refused.class);
  }

  private static Duration duration(SyncReport report) {
    return Duration.between(report.startedAt(), report.finishedAt());
  }

  private static String given(String name) {
    return System.getProperty("recado.peer." + name, "");
  }
}
