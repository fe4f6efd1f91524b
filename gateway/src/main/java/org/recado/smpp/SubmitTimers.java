package org.recado.smpp;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long a connection's {@code submit_sm} took, by outcome; looked up once. */
final class SubmitTimers {

  private final String connection;
  private final MeterRegistry meters;
  private final Map<Class<?>, Timer> byOutcome = new ConcurrentHashMap<>();

  SubmitTimers(String connection, MeterRegistry meters) {
    this.connection = connection;
    this.meters = meters;
  }

  Timer of(SubmitResult result) {
    return byOutcome.computeIfAbsent(
        result.getClass(),
        outcome ->
            meters.timer(
                "recado.smpp.submit",
                "connection",
                connection,
                "outcome",
                outcome.getSimpleName()));
  }
}
