package org.recado.directory;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One PostgreSQL for the module's tests, used in the gateway's role so that the grants are real.
 */
final class TestDatabase {

  private static final EmbeddedPostgres POSTGRES = start();
  private static final DataSource OWNER = migrated();

  private TestDatabase() {}

  /** Empty tables. */
  static DataSource empty() {
    new JdbcTemplate(OWNER)
        .execute(
            "TRUNCATE directory.person, directory.group_entry, directory.contact,"
                + " directory.sync_run, directory.sync_state, directory.person_change CASCADE");
    return gateway();
  }

  static JdbcClient client() {
    return JdbcClient.create(gateway());
  }

  static JdbcTemplate owner() {
    return new JdbcTemplate(OWNER);
  }

  static DataSource gateway() {
    var source = (PGSimpleDataSource) POSTGRES.getPostgresDatabase();
    source.setOptions("-c role=recado_gateway");
    return source;
  }

  private static EmbeddedPostgres start() {
    try {
      var postgres = EmbeddedPostgres.builder().start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      postgres.close();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataSource migrated() {
    var owner = POSTGRES.getPostgresDatabase();
    Flyway.configure().dataSource(owner).load().migrate();
    return owner;
  }
}
