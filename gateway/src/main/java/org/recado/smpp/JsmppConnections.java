package org.recado.smpp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
    for (SmppProperties.Connection connection : properties.connections()) {
      String name = connection.name();
      gauge("recado.smpp.bound", name, () -> bound().getOrDefault(name, false) ? 1 : 0);
      gauge("recado.smpp.in.flight", name, () -> inFlight(name));
      SmscConnection.bindNames(connection).forEach(this::bindGauges);
    }
  }

  /** Whether each connection, by name, is bound now. */
  public Map<String, Boolean> bound() {
    Running now = running;
    var bound = new LinkedHashMap<String, Boolean>();
    for (SmppProperties.Connection connection : properties.connections()) {
      bound.put(connection.name(), now != null && now.connection(connection.name()).bound());
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
    var started = Timer.start(meters);
    return now.connection(connection)
        .submit(pdu)
        .whenComplete((result, failure) -> started.stop(timer(connection, result)));
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
    return now != null && now.connection(connection).usable();
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
   * Goes on with other settings of a connection there is already: what is under way ends first.
   *
   * @throws IllegalArgumentException if they have {@link SmppProperties#problems}, with a line for
   *     each; nothing is changed then
   */
  public synchronized void change(SmppProperties.Connection settings) {
    var all =
        new SmppProperties(
            properties.connections().stream()
                .map(each -> each.name().equals(settings.name()) ? settings : each)
                .toList());
    if (!all.problems().isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), all.problems()));
    }
    if (all.equals(properties)) {
      return;
    }
    properties = all;
    Running now = running;
    if (now != null) {
      now.replace(settings);
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
    return now == null ? 0 : now.connection(connection).inFlight();
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

  private Timer timer(String connection, SubmitResult result) {
    return meters.timer(
        "recado.smpp.submit",
        "connection",
        connection,
        "outcome",
        result.getClass().getSimpleName());
  }

  /** What lives from one start to the next stop. */
  private final class Running {

    private final ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(1, Threads.named("smpp-timer"));
    private final ExecutorService completions =
        Threads.perTask(
            "smpp-answer",
            Math.min(
                200,
                properties.connections().stream()
                        .mapToInt(c -> c.window() + c.bind().count() * 2)
                        .sum()
                    + 1));
    private final Map<String, SmscConnection> connections = new ConcurrentSkipListMap<>();

    Running() {
      timers.setRemoveOnCancelPolicy(true);
      for (SmppProperties.Connection settings : properties.connections()) {
        connections.put(
            settings.name(),
            new SmscConnection(settings, listener, timers, completions, random, meters));
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
      var fresh = new SmscConnection(settings, listener, timers, completions, random, meters);
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
                  .map(connection -> CompletableFuture.runAsync(connection::stop, completions))
                  .toArray(CompletableFuture[]::new))
          .join();
      timers.shutdownNow();
      completions.shutdown();
    }
  }
}
