package org.recado.assembly;

import java.time.Clock;
import javax.sql.DataSource;
import org.recado.directory.BrakedSignIn;
import org.recado.directory.Directory;
import org.recado.directory.DirectorySync;
import org.recado.directory.LdapSignIn;
import org.recado.directory.PostgresDirectory;
import org.recado.directory.RecentAnswers;
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
    return PostgresDirectory.of(jdbc, properties.sources());
  }

  /** For everybody else, many times a second. */
  @Bean
  @Primary
  Directory directory(PostgresDirectory snapshot, Clock clock) {
    return new RecentAnswers(snapshot, clock);
  }

  @Bean
  BrakedSignIn signIn(
      PostgresDirectory snapshot, DirectoryProperties properties, JdbcClient jdbc, Clock clock) {
    return new BrakedSignIn(new LdapSignIn(snapshot, properties.sources()), jdbc, clock);
  }

  @Bean
  DirectorySync directorySync(DataSource dataSource, Clock clock, DirectoryProperties properties) {
    return new DirectorySync(dataSource, clock, properties.sources());
  }
}
