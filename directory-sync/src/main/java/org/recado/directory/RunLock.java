package org.recado.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * One run of a source at a time over all nodes, by a session advisory lock that a dead node loses
 * with its connection.
 */
final class RunLock {

  /** A class of advisory locks unlike those of other packages: "dire" in ASCII. */
  private static final int RUN_LOCK = 0x64697265;

  private final DataSource dataSource;

  RunLock(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** What comes of the work; empty if another node is at it, and then nothing was done. */
  <T> Optional<T> holding(SourceSettings source, Supplier<T> work) {
    Connection holder = DataSourceUtils.getConnection(dataSource);
    try {
      if (!locked(holder, "SELECT pg_try_advisory_lock(?, hashtext(?))", source)) {
        return Optional.empty();
      }
      try {
        return Optional.of(work.get());
      } finally {
        unlock(holder, source);
      }
    } finally {
      DataSourceUtils.releaseConnection(holder, dataSource);
    }
  }

  private static void unlock(Connection holder, SourceSettings source) {
    try {
      locked(holder, "SELECT pg_advisory_unlock(?, hashtext(?))", source);
    } catch (UncategorizedSQLException e) {
      // the connection is lost and the lock with it; what the run came to still counts
    }
  }

  private static boolean locked(Connection holder, String sql, SourceSettings source) {
    try (PreparedStatement statement = holder.prepareStatement(sql)) {
      statement.setInt(1, RUN_LOCK);
      statement.setString(2, source.name());
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("advisory lock", sql, e);
    }
  }
}
