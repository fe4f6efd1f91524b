package org.recado.mailout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of this node, in the order of the configuration, and how they stand. A host that cannot
 * be reached is left alone for a while, and then tried by one connection first. One that breaks off
 * while it takes mails comes after the others for as long, but is used if there is no other: it may
 * have been the mail's fault.
 */
final class Smarthosts {

  private static final Logger log = LoggerFactory.getLogger(Smarthosts.class);

  private final Map<Smarthost, State> states = new LinkedHashMap<>();
  private final Duration pause;
  private final Clock clock;

  private static final class State {
    private boolean usable = true;
    private Instant leftAloneUntil = Instant.MIN;
    private Instant lastUntil = Instant.MIN;
  }

  Smarthosts(MailoutProperties properties, String heloName, Clock clock, MeterRegistry meters) {
    this.pause = properties.hostPause();
    this.clock = clock;
    for (var settings : properties.hosts()) {
      var state = new State();
      var host = new Smarthost(settings, properties, heloName);
      states.put(host, state);
      Gauge.builder("recado.mailout.host.usable", () -> isUsable(state) ? 1 : 0)
          .tag("host", host.name())
          .register(meters);
    }
  }

  private synchronized boolean isUsable(State state) {
    return state.usable;
  }

  /** Those that may be used now, the best first. */
  synchronized List<Smarthost> inOrder() {
    var now = clock.instant();
    return states.entrySet().stream()
        .filter(each -> !now.isBefore(each.getValue().leftAloneUntil))
        .sorted(Comparator.comparing(each -> now.isBefore(each.getValue().lastUntil)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Whether the caller may connect to it. After a pause it is one caller's turn to find out how the
   * host is; for the others it stays left alone until that is known.
   */
  synchronized boolean mayConnect(Smarthost host) {
    var state = stateOf(host);
    if (clock.instant().isBefore(state.leftAloneUntil)) {
      return false;
    }
    if (!state.usable) {
      state.leftAloneUntil = clock.instant().plus(pause);
    }
    return true;
  }

  synchronized void connected(Smarthost host) {
    var state = stateOf(host);
    if (!state.usable) {
      log.info("the corporate MTA {} can be used again", host.name());
    }
    state.usable = true;
    state.leftAloneUntil = Instant.MIN;
  }

  synchronized void unusable(Smarthost host, String why) {
    var state = stateOf(host);
    if (state.usable) {
      log.warn(
          "the corporate MTA {} cannot be used, and is left alone for {} s each time: {}",
          host.name(),
          pause.toSeconds(),
          why);
    }
    state.usable = false;
    state.leftAloneUntil = clock.instant().plus(pause);
  }

  /** It broke off, or spoke of trouble of its own, in the middle of a mail. */
  synchronized void troubled(Smarthost host) {
    stateOf(host).lastUntil = clock.instant().plus(pause);
  }

  /** By name: whether each could be used when it was last tried. */
  synchronized Map<String, Boolean> standing() {
    var standing = new LinkedHashMap<String, Boolean>();
    states.forEach((host, state) -> standing.put(host.name(), state.usable));
    return standing;
  }

  private State stateOf(Smarthost host) {
    var state = states.get(host);
    if (state == null) {
      throw new IllegalArgumentException("not one of these hosts");
    }
    return state;
  }
}
