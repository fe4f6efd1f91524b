package org.recado.assembly;

import java.time.Clock;
import javax.sql.DataSource;
import org.recado.directory.Directory;
import org.recado.directory.DirectorySync;
import org.recado.directory.LdapSignIn;
import org.recado.directory.PostgresDirectory;
import org.recado.directory.RecentAnswers;
import org.recado.directory.SignIn;
import org.recado.directory.SourceSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The directory's snapshot, its sync, and sign-in. */
@Configuration(proxyBeanMethods = false)
class DirectorySetup {

  /** For who must know at once: a leaver's open session ends with the next request. */
  @Bean
  PostgresDirectory snapshot(JdbcClient jdbc, DirectoryProperties properties) {
    return new PostgresDirectory(
        jdbc, properties.sources().stream().map(SourceSettings::name).toList());
  }

  /** For everybody else, many times a second. */
  @Bean
  @Primary
  Directory directory(PostgresDirectory snapshot, Clock clock) {
    return new RecentAnswers(snapshot, clock);
  }

  @Bean
  SignIn signIn(PostgresDirectory snapshot, DirectoryProperties properties) {
    return new LdapSignIn(snapshot, properties.sources());
  }

  @Bean
  DirectorySync directorySync(DataSource dataSource, Clock clock, DirectoryProperties properties) {
    return new DirectorySync(dataSource, clock, properties.sources());
  }
}
