package org.recado.archive.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One unchanging view of the database, which nothing can be written through: for what reads the
 * whole archive while the gateway goes on. Rows come in small pieces, so memory stays bounded.
 */
public final class Snapshot implements AutoCloseable {

  private final Connection connection;

  private Snapshot(Connection connection) {
    this.connection = connection;
  }

  public static Snapshot of(DataSource dataSource) throws SQLException {
    var connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      try (var statement = connection.createStatement()) {
        // reading along the indexes starts at once and sorts nothing, however large the tables are
        statement.execute("set local enable_hashjoin = off");
        statement.execute("set local enable_mergejoin = off");
        statement.execute("set local enable_sort = off");
        statement.execute("set local max_parallel_workers_per_gather = 0");
        statement.execute("set local jit = off");
      }
      return new Snapshot(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * @param rowsAtATime few where a row may hold a mail, many where it holds a hash
   */
  public PreparedStatement prepare(String sql, int rowsAtATime) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setFetchSize(rowsAtATime);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
      // the connection may go back to a pool
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(true);
    }
  }
}
