package org.recado.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.recado.archive.retention.Schedules;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Append-only by the database itself: each forbidden statement, tried as the gateway's role. */
class RolesTest {

  private static final Map<String, String> FIRST_COLUMN =
      Map.of(
          "record", "kind",
          "content", "sealed",
          "ledger_leaf", "leaf_hash",
          "checkpoint", "note",
          "handover", "note",
          "ledger_pending", "record_id");

  private final TestArchive archive = new TestArchive();

  @TestFactory
  Stream<DynamicTest> theGatewayCanNeitherChangeNorRemove() {
    return FIRST_COLUMN.entrySet().stream()
        .flatMap(
            entry -> {
              String table = "archive." + entry.getKey();
              String column = entry.getValue();
              var forbidden =
                  Stream.of(
                      "update " + table + " set " + column + " = " + column,
                      "truncate " + table,
                      "alter table " + table + " add column x int",
                      "drop table " + table,
                      "create trigger t before insert on "
                          + table
                          + " for each row execute function suppress_redundant_updates_trigger()");
              return entry.getKey().equals("ledger_pending")
                  ? forbidden
                  : Stream.concat(forbidden, Stream.of("delete from " + table));
            })
        .map(sql -> DynamicTest.dynamicTest(sql, () -> refused(sql)));
  }

  @Test
  void theGatewayCannotTouchTheSchemaOrItsFunctions() {
    refused("create table archive.mine (x int)");
    refused("drop schema archive cascade");
    refused("create or replace function archive.fold(t text) returns text language sql return t");
    refused("insert into archive.search_cursor (only_row, next_leaf) values (false, 1)");
    refused("create table archive_index.mine (x int)");
    refused("drop table archive_index.g1");
    refused("insert into archive_index.generation (number, state) values (7, 'building')");
    refused("delete from archive_index.generation");
    refused("select disposition.forget_index('{}')");
  }

  @Test
  void theGatewayDoesAllItsWorkInThatRole() throws Exception {
    var single = new SingleConnectionDataSource(archive.dataSource.getConnection(), true);
    try {
      var jdbc = new JdbcTemplate(single);
      jdbc.execute("set role recado_gateway");
      var transactions = new TransactionTemplate(new JdbcTransactionManager(single));
      var setup =
          ArchiveSetup.open(
              jdbc,
              transactions,
              archive.files,
              Schedules.STANDARD,
              archive.ids,
              archive.clock,
              new SecureRandom());
      var message = archive.id();
      transactions.executeWithoutResult(
          status -> setup.archive().append(List.of(archive.accepted(message, "Hola"))));
      assertThat(setup.ledger().sequence()).isEqualTo(1);
      assertThat(setup.indexer().index()).isEqualTo(1);
      setup.indexer().rebuild();
      assertThat(setup.indexer().index()).isEqualTo(1);
      assertThat(setup.search().find(message)).isPresent();
      assertThat(jdbc.queryForObject("select current_user", String.class))
          .isEqualTo("recado_gateway");
    } finally {
      single.destroy();
    }
    assertThat(archive.run("verify").status()).isZero();
  }

  private void refused(String sql) {
    archive.transactions.executeWithoutResult(
        status -> {
          archive.jdbc.execute("set local role recado_gateway");
          assertThatThrownBy(() -> archive.jdbc.execute(sql))
              .rootCause()
              .hasMessageMatching("(?s).*(permission denied|must be owner).*");
          status.setRollbackOnly();
        });
  }
}
