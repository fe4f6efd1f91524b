package org.recado.smpp;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jsmpp.bean.BindType;

/** An account with its sessions. */
final class SmscConnection {

  private static final String TRANSMITTER = "-tx";
  private static final String RECEIVER = "-rx";

  private final SmppProperties.Connection settings;
  private final Executor tasks;
  private final SubmitTimers took;
  private final IncomingMessages incoming;
  private final List<Bind> binds = new ArrayList<>();
  private volatile boolean paused;

  SmscConnection(
      SmppProperties.Connection settings,
      SmscListener listener,
      SmppThreads threads,
      RandomGenerator random,
      MeterRegistry meters) {
    this.settings = settings;
    this.tasks = threads.tasks();
    this.took = new SubmitTimers(settings.name(), meters);
    this.incoming = new IncomingMessages(settings, listener, meters);
    for (String bind : bindNames(settings)) {
      binds.add(
          new Bind(
              bind,
              bind.endsWith(TRANSMITTER)
                  ? BindType.BIND_TX
                  : bind.endsWith(RECEIVER) ? BindType.BIND_RX : BindType.BIND_TRX,
              settings,
              threads,
              random,
              incoming::accept));
    }
  }

  /** How the sessions of an account are called: {@code operator-1}, or {@code operator-1-tx}. */
  static List<String> bindNames(SmppProperties.Connection settings) {
    var names = new ArrayList<String>();
    for (int i = 1; i <= settings.bind().count(); i++) {
      String name = settings.name() + "-" + i;
      if (settings.bind().as() == BindSettings.As.TRANSMITTER_RECEIVER) {
        names.add(name + TRANSMITTER);
        names.add(name + RECEIVER);
      } else {
        names.add(name);
      }
    }
    return names;
  }

  void start() {
    binds.forEach(Bind::start);
  }

  SmppProperties.Connection settings() {
    return settings;
  }

  /** Whether something can be sent. */
  boolean bound() {
    return binds.stream().anyMatch(bind -> bind.transmits() && bind.bound());
  }

  boolean usable() {
    return bound() && !paused;
  }

  List<BindStatus> status() {
    return binds.stream().map(Bind::status).toList();
  }

  int room() {
    return paused ? 0 : binds.stream().mapToInt(Bind::room).sum();
  }

  int inFlight() {
    return binds.stream().mapToInt(Bind::inFlight).sum();
  }

  /** Over the session with the most room. */
  CompletableFuture<SubmitResult> submit(SubmitSm pdu) {
    if (paused) {
      return CompletableFuture.completedFuture(
          new SubmitResult.NotSent(settings.name() + " is paused"));
    }
    long started = System.nanoTime();
    return roomiest()
        .submit(pdu)
        .whenComplete(
            (result, failure) ->
                took.of(result).record(System.nanoTime() - started, TimeUnit.NANOSECONDS));
  }

  private Bind roomiest() {
    if (binds.size() == 1) {
      return binds.get(0);
    }
    return binds.stream()
        .filter(Bind::transmits)
        .max(Comparator.comparingInt(Bind::room))
        .orElseThrow();
  }

  /** Sends no more; what comes in is taken as before. */
  void pause() {
    paused = true;
  }

  /** Sends no more, lets what is under way end, and unbinds. */
  void drain() {
    paused = true;
    together(bind -> bind.want(false));
  }

  void resume() {
    together(bind -> bind.want(true));
    paused = false;
  }

  /** Lets what is under way end, then unbinds. */
  void stop() {
    binds.forEach(Bind::beginStop);
    try {
      incoming.stop(settings.responseTimeout().toMillis());
      together(Bind::stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Task {
    void run(Bind bind) throws InterruptedException;
  }

  private void together(Task task) {
    CompletableFuture.allOf(
            binds.stream()
                .map(
                    bind ->
                        CompletableFuture.runAsync(
                            () -> {
                              try {
                                task.run(bind);
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                            },
                            tasks))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
