package org.recado.smpp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.recado.message.SmsText;
import org.springframework.context.SmartLifecycle;

/**
 * The connections of the configuration over jsmpp. {@link #start} returns at once and binds in the
 * background; {@link #stop} lets what is under way end and unbinds. May be started again after.
 */
public final class JsmppConnections implements SmppConnections, SmartLifecycle {

  /** Starts after what the listener needs, stops before it; the queue should be one higher. */
  public static final int PHASE = 1000;

  private volatile SmppProperties properties;
  private final SmscListener listener;
  private final RandomGenerator random;
  private final MeterRegistry meters;
  private volatile @Nullable Running running;

  /**
   * @param random for the jitter of new attempts; used by several threads
   * @throws IllegalArgumentException if the properties have {@link SmppProperties#problems}, with a
   *     line for each
   */
  public JsmppConnections(
      SmppProperties properties,
      SmscListener listener,
      RandomGenerator random,
      MeterRegistry meters) {
    if (!properties.problems().isEmpty()) {
      throw new IllegalArgumentException(
          String.join(System.lineSeparator(), properties.problems()));
    }
    this.properties = properties;
    this.listener = listener;
    this.random = random;
    this.meters = meters;
    properties.connections().forEach(this::gauges);
  }

  private void gauges(SmppProperties.Connection connection) {
    String name = connection.name();
    gauge("recado.smpp.bound", name, () -> bound().getOrDefault(name, false) ? 1 : 0);
    gauge("recado.smpp.in.flight", name, () -> inFlight(name));
    SmscConnection.bindNames(connection).forEach(this::bindGauges);
  }

  @Override
  public List<String> names() {
    return properties.connections().stream().map(SmppProperties.Connection::name).toList();
  }

  /** Whether each connection, by name, is bound now. */
  public Map<String, Boolean> bound() {
    Running now = running;
    var bound = new LinkedHashMap<String, Boolean>();
    for (SmppProperties.Connection connection : properties.connections()) {
      SmscConnection there = now == null ? null : now.connections.get(connection.name());
      bound.put(connection.name(), there != null && there.bound());
    }
    return bound;
  }

  /**
   * @throws IllegalArgumentException if the configuration has no such connection
   */
  @Override
  public CompletableFuture<SubmitResult> submit(String connection, SubmitSm pdu) {
    Running now = running;
    if (now == null) {
      return CompletableFuture.completedFuture(new SubmitResult.NotSent("SMPP is stopped"));
    }
    return now.connection(connection).submit(pdu);
  }

  @Override
  public int room(String connection) {
    Running now = running;
    return now == null ? 0 : now.connection(connection).room();
  }

  @Override
  public Octets encode(String connection, SubmitSm pdu) {
    return SubmitSmPdu.encode(pdu, 0, settings(connection).addresses());
  }

  @Override
  public EncodedSms encode(String connection, SmsText text) {
    return SmsEncoder.encode(text, settings(connection).encoding());
  }

  @Override
  public PaceSettings pace(String connection) {
    return settings(connection).pace();
  }

  /**
   * How every session of every connection stands, in the order of the configuration; empty while
   * stopped.
   */
  public List<BindStatus> binds() {
    Running now = running;
    return now == null
        ? List.of()
        : now.connections.values().stream()
            .flatMap(connection -> connection.status().stream())
            .toList();
  }

  @Override
  public boolean usable(String connection) {
    Running now = running;
    SmscConnection there = now == null ? null : now.connections.get(connection);
    return there != null && there.usable();
  }

  @Override
  public String sessions(String connection) {
    return binds().stream()
        .filter(bind -> bind.connection().equals(connection))
        .map(BindStatus::line)
        .collect(Collectors.joining("; "));
  }

  @Override
  public void pause(String connection) {
    runningNow().connection(connection).pause();
  }

  @Override
  public void drain(String connection) {
    runningNow().connection(connection).drain();
  }

  @Override
  public void resume(String connection) {
    runningNow().connection(connection).resume();
  }

  /**
   * Goes on with other settings of a connection, of which what is under way ends first, or with one
   * more connection.
   *
   * @throws IllegalArgumentException if they have {@link SmppProperties#problems}, with a line for
   *     each; nothing is changed then
   */
  public synchronized void change(SmppProperties.Connection settings) {
    var connections = new ArrayList<>(properties.connections());
    connections.replaceAll(each -> each.name().equals(settings.name()) ? settings : each);
    if (!names().contains(settings.name())) {
      connections.add(settings);
    }
    var all = new SmppProperties(connections);
    if (!all.problems().isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), all.problems()));
    }
    if (all.equals(properties)) {
      return;
    }
    properties = all;
    gauges(settings);
    Running now = running;
    if (now != null) {
      now.replace(settings);
    }
  }

  /** Unbinds a connection, once what is under way has ended, and forgets it. */
  public synchronized void remove(String connection) {
    properties =
        new SmppProperties(
            properties.connections().stream()
                .filter(each -> !each.name().equals(connection))
                .toList());
    Running now = running;
    SmscConnection old = now == null ? null : now.connections.remove(connection);
    if (old != null) {
      old.stop();
    }
  }

  private Running runningNow() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("SMPP is stopped");
    }
    return now;
  }

  private SmppProperties.Connection settings(String connection) {
    return properties.connections().stream()
        .filter(settings -> settings.name().equals(connection))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no SMPP connection " + connection));
  }

  @Override
  public synchronized void start() {
    if (running == null) {
      running = new Running();
    }
  }

  @Override
  public synchronized void stop() {
    Running now = running;
    if (now != null) {
      now.stop();
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** Whoever has the listener starts it, once what comes in can be dealt with. */
  @Override
  public boolean isAutoStartup() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private int inFlight(String connection) {
    Running now = running;
    SmscConnection there = now == null ? null : now.connections.get(connection);
    return there == null ? 0 : there.inFlight();
  }

  private void gauge(String name, String connection, Supplier<Number> value) {
    Gauge.builder(name, value).tag("connection", connection).register(meters);
  }

  /** Metrics for each session: bound, in flight, how often it was bound. */
  private void bindGauges(String bind) {
    Map<String, Function<BindStatus, Number>> values =
        Map.of(
            "recado.smpp.bind.bound", status -> status.bound() ? 1 : 0,
            "recado.smpp.bind.in.flight", BindStatus::inFlight,
            "recado.smpp.bind.links", BindStatus::links);
    values.forEach(
        (name, value) ->
            Gauge.builder(
                    name,
                    () ->
                        binds().stream()
                            .filter(status -> status.name().equals(bind))
                            .findFirst()
                            .map(value)
                            .orElse(0))
                .tag("bind", bind)
                .register(meters));
  }

  /** What lives from one start to the next stop. */
  private final class Running {

    private final SmppThreads threads = SmppThreads.start();
    private final Map<String, SmscConnection> connections = new ConcurrentSkipListMap<>();

    Running() {
      for (SmppProperties.Connection settings : properties.connections()) {
        connections.put(
            settings.name(), new SmscConnection(settings, listener, threads, random, meters));
      }
      connections.values().forEach(SmscConnection::start);
    }

    SmscConnection connection(String name) {
      SmscConnection connection = connections.get(name);
      if (connection == null) {
        throw new IllegalArgumentException("there is no SMPP connection " + name);
      }
      return connection;
    }

    void replace(SmppProperties.Connection settings) {
      var fresh = new SmscConnection(settings, listener, threads, random, meters);
      SmscConnection old = connections.put(settings.name(), fresh);
      if (old != null) {
        old.stop();
      }
      fresh.start();
    }

    /** All at once: one that waits for its answers does not delay the others. */
    void stop() {
      CompletableFuture.allOf(
              connections.values().stream()
                  .map(connection -> CompletableFuture.runAsync(connection::stop, threads.tasks()))
                  .toArray(CompletableFuture[]::new))
          .join();
      threads.stop();
    }
  }
}
