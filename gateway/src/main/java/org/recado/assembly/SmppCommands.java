package org.recado.assembly;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import org.recado.outbound.ConnectionStates;
import org.recado.outbound.ConnectionStates.Mode;
import org.recado.smpp.SmppProperties;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code smpp …}: what operators do with connections. Every node follows within two seconds. */
final class SmppCommands {

  private static final String USAGE =
      """
      usage: smpp status           how each connection stands on each node, and how it writes message ids in receipts
             smpp pause NAME       send nothing more over the connection; receipts and replies are taken
             smpp drain NAME       the same, and unbind once what was under way has its answers
             smpp resume NAME      end that
             smpp reload NAME      take up what the configuration says of it now: other settings, a new connection, or none any more\
      """;

  private final JdbcTemplate jdbc;
  private final ConnectionStates states;

  SmppCommands(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.states = new ConnectionStates(jdbc, clock);
  }

  /**
   * @return the exit status: 0; 1 when some connection can be used on no node; 2 when it could not
   *     run
   */
  int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.equals(List.of("status"))) {
      return status(out);
    }
    if (words.size() != 2) {
      err.println(USAGE);
      return 2;
    }
    String name = words.get(1);
    boolean known = states.standings().stream().anyMatch(each -> each.connection().equals(name));
    if (!known && !(words.get(0).equals("reload") && configured(name))) {
      err.println("no running gateway has a connection " + name + "; see smpp status");
      return 2;
    }
    switch (words.get(0)) {
      case "pause" -> states.want(name, Mode.PAUSED);
      case "drain" -> states.want(name, Mode.DRAINED);
      case "resume" -> states.want(name, Mode.RUNNING);
      case "reload" -> states.reload(name);
      default -> {
        err.println(USAGE);
        return 2;
      }
    }
    out.println(name + ": every node follows within two seconds");
    return 0;
  }

  private static boolean configured(String name) {
    return Commands.bind(Commands.environment(), "recado.smpp", SmppProperties.class)
        .connections()
        .stream()
        .anyMatch(connection -> connection.name().equals(name));
  }

  private int status(PrintStream out) {
    var wanted = states.wanted();
    var standings = states.standings();
    for (var each : standings) {
      var mode = wanted.get(each.connection());
      out.printf(
          "%s on node %s: %s%s; %s%n",
          each.connection(),
          each.node(),
          each.usable() ? "can send" : "cannot send",
          mode == null || mode.mode() == Mode.RUNNING ? "" : ", " + mode.mode() + " by an operator",
          each.sessions());
    }
    jdbc.query(
        "SELECT connection, form, matches FROM gateway.id_form ORDER BY connection, matches DESC",
        row -> {
          out.printf(
              "%s writes message ids in receipts as %s: %d matched%n",
              row.getString(1), row.getString(2), row.getLong(3));
        });
    if (standings.isEmpty()) {
      out.println("no gateway is running on this database");
    }
    boolean allUsable =
        standings.stream()
            .allMatch(
                each ->
                    standings.stream()
                        .anyMatch(
                            other ->
                                other.connection().equals(each.connection()) && other.usable()));
    return standings.isEmpty() || !allUsable ? 1 : 0;
  }
}
