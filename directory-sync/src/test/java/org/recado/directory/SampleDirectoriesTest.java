package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldif.LDIFReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.recado.message.MailAddress;

/**
 * A directory that other people made, where their samples are at hand: the property {@code
 * recado.corpus}, or a folder {@code shared/corpus} beside one of the folders above.
 */
class SampleDirectoriesTest {

  @Test
  void aDirectoryWithAttributesOfItsOwnIsReadByConfigurationAlone() throws Exception {
    Path ldif = corpus().resolve("ldap/gitblit-sampledata.ldif");
    assumeTrue(Files.exists(ldif), "the samples are not here");
    var config = new InMemoryDirectoryServerConfig("DC=MyDomain");
    config.setSchema(null);
    config.setListenerConfigs(
        new InMemoryListenerConfig(
            "loopback", InetAddress.getLoopbackAddress(), 0, null, null, null));
    try (var server = new InMemoryDirectoryServer(config);
        var reader = new LDIFReader(ldif.toFile())) {
      server.importFromLDIF(true, reader);
      server.startListening();
      SourceSettings settings =
          SourceSettings.of(
                  "sample",
                  SourceType.LDAP,
                  "DC=MyDomain",
                  "ldap://127.0.0.1:" + server.getListenPort())
              .selecting(
                  Selection.preset()
                      .withFilter("(objectClass=user)")
                      .withAttribute("mail", "email")
                      .withAttribute("logins", "sAMAccountName"),
                  Selection.preset().withFilter("(objectClass=group)"),
                  Selection.preset());
      SyncReport report =
          new DirectorySync(TestDatabase.empty(), Clock.systemUTC(), List.of(settings))
              .run(settings, SyncMode.APPLY);

      assertThat(report.problems()).isEmpty();
      var directory = new PostgresDirectory(TestDatabase.client(), List.of("sample"));
      assertThat(directory.findByMail(MailAddress.of("userone@gitblit.com")))
          .map(Person::groups)
          .hasValueSatisfying(
              groups -> assertThat(groups).containsExactly("Git_Admins", "Git_Users"));
      assertThat(new LdapSignIn(directory, List.of(settings)).check("UserTwo", "userTwoPassword"))
          .isInstanceOf(SignIn.Accepted.class);
    }
  }

  private static Path corpus() {
    String set = System.getProperty("recado.corpus");
    if (set != null) {
      return Path.of(set);
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("shared/corpus"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(Path.of("no-corpus"));
  }
}
