package org.recado.console;

import java.util.Locale;
import org.recado.outbound.ConnectionStates;
import org.recado.outbound.ConnectionStates.Mode;
import org.recado.smpp.JsmppConnections;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;

/**
 * Operators pause, drain and resume a connection on all nodes, as with {@code smpp …}. The act is
 * on record before it is done.
 */
@Controller
class ConnectionController {

  private enum Act {
    PAUSE(Mode.PAUSED),
    DRAIN(Mode.DRAINED),
    RESUME(Mode.RUNNING);

    private final Mode mode;

    Act(Mode mode) {
      this.mode = mode;
    }
  }

  private final JsmppConnections connections;
  private final ConnectionStates states;
  private final Trail trail;

  ConnectionController(JsmppConnections connections, ConnectionStates states, Trail trail) {
    this.connections = connections;
    this.states = states;
    this.trail = trail;
  }

  @PostMapping("/operation/connections/{name}/{act:pause|drain|resume}")
  String act(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("name") String name,
      @PathVariable("act") String act) {
    if (!connections.names().contains(name)) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    trail.operated(visitor, name, act);
    states.want(name, Act.valueOf(act.toUpperCase(Locale.ROOT)).mode);
    return "redirect:/operation";
  }
}
