package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.recado.commit.Loop;
import org.recado.outbound.ConnectionStates.Mode;
import org.recado.outbound.ConnectionStates.Wanted;
import org.recado.smpp.SmppConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the connections each second: tells the other nodes how this one's stand, does what
 * operators decided, and moves queued texts from a connection nobody has had for too long to the
 * next route. Only what never left is moved: a text that is claimed, in doubt, or in part with an
 * SMSC stays where it is.
 */
public final class Overseer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Overseer.class);
  private static final int PAGE = 500;

  private final String node;
  private final Ways ways;
  private final ConnectionStates states;
  private final Books books;
  private final OutboundProperties properties;
  private final Consumer<String> reload;
  private final Runnable moved;
  private final Loop loop;
  private final ExecutorService switching =
      Executors.newSingleThreadExecutor(
          task -> {
            var thread = new Thread(task, "smpp-switch");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Wanted> done = new HashMap<>();
  private final Map<String, Instant> lastUsable = new HashMap<>();

  /** Connections that were taken out while texts may be queued for them. */
  private final Set<String> removed = ConcurrentHashMap.newKeySet();

  /**
   * @param reload reads a connection's settings anew: it may be new, or gone, after
   * @param moved told when texts have another connection now
   */
  public Overseer(
      String node,
      Ways ways,
      ConnectionStates states,
      Books books,
      OutboundProperties properties,
      Consumer<String> reload,
      Runnable moved) {
    this.node = node;
    this.ways = ways;
    this.states = states;
    this.books = books;
    this.properties = properties;
    this.reload = reload;
    this.moved = moved;
    this.loop = new Loop("smpp-overseer", Duration.ofSeconds(1), this::look);
  }

  public void start() {
    // what was decided before holds from the first moment, but no settings are read twice
    states
        .wanted()
        .forEach((name, wanted) -> done.put(name, new Wanted(Mode.RUNNING, wanted.reloads())));
    states
        .wanted()
        .forEach(
            (name, wanted) -> {
              if (wanted.mode() != Mode.RUNNING && isThere(name)) {
                ways.smpp().pause(name); // nothing leaves before the loop has looked
              }
            });
    loop.start();
  }

  private boolean look() {
    SmppConnections smpp = ways.smpp();
    for (String connection : smpp.names()) {
      states.report(node, connection, smpp.usable(connection), smpp.sessions(connection));
    }
    states.wanted().forEach(this::follow);
    if (!ways.routes().isEmpty()) {
      avoidWhatNobodyHas();
      while (Boolean.TRUE.equals(books.transaction().execute(status -> moveOn()))) {
        moved.run();
      }
    }
    return false;
  }

  private void follow(String connection, Wanted wanted) {
    var before = done.getOrDefault(connection, new Wanted(Mode.RUNNING, 0));
    boolean reloads = wanted.reloads() != before.reloads();
    if (wanted.equals(before) || !(reloads || isThere(connection))) {
      return;
    }
    done.put(connection, wanted);
    // draining waits for answers: not here
    var unused =
        CompletableFuture.runAsync(
                () -> {
                  if (reloads) {
                    reload.accept(connection);
                  }
                  if (!isThere(connection)) {
                    removed.add(connection);
                    return;
                  }
                  removed.remove(connection);
                  SmppConnections smpp = ways.smpp();
                  switch (wanted.mode()) {
                    case RUNNING -> smpp.resume(connection);
                    case PAUSED -> smpp.pause(connection);
                    case DRAINED -> smpp.drain(connection);
                  }
                  log.info("{}: {} by an operator", connection, wanted.mode());
                },
                switching)
            .exceptionally(
                failure -> {
                  log.error(
                      "{}: what an operator decided failed: {}", connection, failure.getMessage());
                  return null;
                });
  }

  private boolean isThere(String connection) {
    return ways.smpp().names().contains(connection);
  }

  private void avoidWhatNobodyHas() {
    Routes routes = ways.routes();
    var now = books.clock().instant();
    var usable = states.usable();
    var gone = new HashSet<>(removed);
    for (String connection : ways.smpp().names()) {
      if (usable.contains(connection)) {
        lastUsable.put(connection, now);
      } else if (lastUsable
          .computeIfAbsent(connection, c -> now)
          .plus(properties.failoverAfter())
          .isBefore(now)) {
        gone.add(connection);
      }
    }
    if (!gone.equals(routes.unusable())) {
      log.warn("connections nobody can send over: {}", gone);
    }
    routes.unusable(gone);
  }

  /** Whether there may be more. */
  private boolean moveOn() {
    int count = 0;
    Routes routes = ways.routes();
    SmsQueue queue = books.queue();
    for (String connection : routes.unusable()) {
      var stuck = queue.unsent(connection, PAGE);
      for (var sms : stuck) {
        String better = routes.of(sms.client(), sms.category(), connection);
        if (!better.equals(connection)) {
          queue.route(sms.id(), better);
          count++;
        }
      }
    }
    return count == PAGE;
  }

  @Override
  public void close() {
    loop.close();
    switching.shutdownNow();
    states.gone(node);
  }
}
