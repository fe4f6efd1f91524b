package org.recado.assembly;

import java.util.ArrayList;
import java.util.Map;
import org.recado.numbering.NumberingProperties;
import org.recado.outbound.Outbound;
import org.recado.outbound.OutboundProperties;
import org.recado.outbound.Routes;
import org.recado.smpp.JsmppConnections;
import org.recado.smpp.SmppProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Takes up what the configuration says of a connection now: that it is new, other than before, or
 * gone; and with it the routes. A configuration that could not be started with changes nothing. The
 * pools of numbers are read at the start alone: conversations hang on them.
 */
final class ConnectionReload {

  private static final Logger log = LoggerFactory.getLogger(ConnectionReload.class);

  private final JsmppConnections smpp;
  private final Outbound outbound;
  private final Routes routes;

  ConnectionReload(JsmppConnections smpp, Outbound outbound, Routes routes) {
    this.smpp = smpp;
    this.outbound = outbound;
    this.routes = routes;
  }

  /**
   * @throws IllegalArgumentException with a line for each mistake
   */
  void reload(String connection) {
    reload(connection, Commands.environment());
  }

  void reload(String connection, ConfigurableEnvironment environment) {
    var wanted = Commands.bind(environment, "recado.smpp", SmppProperties.class);
    var ways = Commands.bind(environment, "recado.outbound", OutboundProperties.class);
    var numbering = Commands.bind(environment, "recado.numbering", NumberingProperties.class);
    refuseNonsense(wanted, ways, numbering);
    var settings =
        wanted.connections().stream().filter(each -> each.name().equals(connection)).findFirst();
    boolean isNew = !smpp.names().contains(connection);
    routes.change(ways.routes());
    if (settings.isPresent()) {
      smpp.change(settings.get());
      if (isNew) {
        outbound.take(connection);
      }
    } else {
      outbound.leave(connection);
      smpp.remove(connection);
    }
    log.info(
        "{}: {}",
        connection,
        settings.isEmpty() ? "taken out" : isNew ? "taken up" : "its settings were read anew");
  }

  /** What the start would refuse. */
  private static void refuseNonsense(
      SmppProperties smpp, OutboundProperties outbound, NumberingProperties numbering) {
    var mistakes = new ArrayList<>(smpp.problems());
    mistakes.addAll(
        SettingsCheck.betweenBlocks(
            Map.of("smpp", smpp, "outbound", outbound, "numbering", numbering)));
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), mistakes));
    }
  }
}
