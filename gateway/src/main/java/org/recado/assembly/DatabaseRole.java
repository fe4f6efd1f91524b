package org.recado.assembly;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.recado.settings.MistakenSettings;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Append-only is the database's promise, not the gateway's good will (docs/adr/0005): looks whether
 * the database really forbids what it should, and refuses to run if it does not.
 */
@Component
class DatabaseRole {

  private static final int OLDEST = 15;

  private static final String FORBIDDEN =
      """
      SELECT DISTINCT current_user || ' may ' || privilege || ' ' || relation
      FROM unnest(ARRAY['archive.record', 'archive.content', 'archive.ledger_leaf', 'archive.checkpoint',
                        'disposition.proposal', 'disposition.item', 'disposition.approval',
                        'disposition.blocked', 'cold.segment', 'cold.place']) AS relation,
           unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
      WHERE has_table_privilege(relation, privilege)
      UNION SELECT current_user || ' may SELECT disposition.blocked'
      WHERE has_table_privilege('disposition.blocked', 'SELECT')
      UNION SELECT current_user || ' may EXECUTE ' || f
      FROM unnest(ARRAY['disposition.destroy(uuid, uuid[])', 'disposition.block(uuid[], timestamptz)',
                        'cold.seal(uuid, text, bigint, bytea, uuid[], bigint[], bytea[])', 'cold.expire(uuid)']) AS f
      WHERE has_function_privilege(f, 'EXECUTE')
      ORDER BY 1
      """;

  /**
   * @param jdbc the gateway's own connections, to a database that is migrated
   * @throws MistakenSettings if it may change what is in the archive
   */
  DatabaseRole(JdbcTemplate jdbc) {
    var allowed = jdbc.queryForList(FORBIDDEN, String.class);
    if (!allowed.isEmpty()) {
      throw new MistakenSettings(
          List.of(
              "spring.datasource: the archive would not be append-only, for "
                  + String.join(", ", allowed)
                  + "; revoke that, and leave spring.datasource.hikari.connection-init-sql as it is"));
    }
  }

  private static final String MAY_TAKE =
      """
      SELECT pg_has_role(session_user, ?,
          CASE WHEN current_setting('server_version_num')::int >= 160000
               THEN 'set' ELSE 'member' END)
      """;

  private static final String BEFORE =
      """
      SELECT current_setting('server_version_num')::int / 10000 AS version,
             EXISTS (SELECT FROM pg_roles WHERE rolname = 'recado_gateway') AS role_exists,
             EXISTS (SELECT FROM pg_roles WHERE rolname = 'recado_disposition') AS disposition_exists,
             to_regclass('archive.record') IS NOT NULL AS migrated,
             (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = session_user) AS makes_roles,
             has_database_privilege(current_database(), 'CREATE') AS makes_schemas
      """;

  /** What the first start, or a start of another user, would stumble over; one line for each. */
  static List<String> mistakesBeforeMigration(Connection connection, DatabaseSettings settings)
      throws SQLException {
    boolean migratesItself = settings.owner().equals(settings.user());
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(BEFORE)) {
      row.next();
      if (row.getInt("version") < OLDEST) {
        return List.of(
            "spring.datasource.url: this is PostgreSQL %d; Recado needs %d or later"
                .formatted(row.getInt("version"), OLDEST));
      }
      boolean roleExists = row.getBoolean("role_exists");
      if (!row.getBoolean("migrated") && migratesItself) {
        boolean rolesExist = roleExists && row.getBoolean("disposition_exists");
        if (!row.getBoolean("makes_schemas") || (!rolesExist && !row.getBoolean("makes_roles"))) {
          return List.of(mayNotMigrate());
        }
        return List.of();
      }
      if (migratesItself
          && !row.getBoolean("disposition_exists")
          && !row.getBoolean("makes_roles")) {
        return List.of(
            "spring.datasource.username: this version needs one more role; as a superuser say:"
                + " CREATE ROLE recado_disposition NOLOGIN; GRANT recado_disposition TO "
                + settings.user());
      }
      if (roleExists) {
        return mayTakeRole(connection) ? List.of() : List.of(mayNotTakeRole(settings.user()));
      }
      return migratesItself ? List.of() : List.of(mayNotTakeRole(settings.user()));
    }
  }

  private static boolean mayTakeRole(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(MAY_TAKE)) {
      statement.setString(1, "recado_gateway");
      try (var row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Whether who signs in there may take the role for a transaction, whatever it took since. */
  static boolean mayTake(JdbcTemplate jdbc, String role) {
    return Boolean.TRUE.equals(jdbc.queryForObject(MAY_TAKE, Boolean.class, role));
  }

  static String mayNotMigrate() {
    return "spring.datasource.username: this user may not create the schemas and the roles recado_gateway and recado_disposition;"
        + " docs/operations.md says what the first start needs";
  }

  private static String mayNotTakeRole(String user) {
    return "spring.datasource.username: "
        + user
        + " may not take the role recado_gateway; as the owner of the database say: GRANT recado_gateway TO "
        + user;
  }
}
