package org.recado.smpp;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast an account is used.
 *
 * @param segmentsPerSecond {@code submit_sm} a second that all nodes together send, 1 to 10000;
 *     default 0, as fast as the window lets
 * @param throttleFirst how long the connection waits after ESME_RTHROTTLED or ESME_RMSGQFUL;
 *     doubles while they go on coming. Default 250 ms
 * @param throttleMost longest such wait; default 30 s
 */
public record PaceSettings(
    @DefaultValue("0") int segmentsPerSecond,
    @DefaultValue("250ms") Duration throttleFirst,
    @DefaultValue("30s") Duration throttleMost) {

  void check(SettingsRules rules) {
    rules.check(
        segmentsPerSecond >= 0 && segmentsPerSecond <= 10_000,
        "pace.segments-per-second: give 1 to 10000, or 0 for no limit");
    rules.positive("pace.throttle-first", throttleFirst);
    rules.check(
        throttleMost.compareTo(throttleFirst) >= 0,
        "pace.throttle-most: give a time not below throttle-first");
  }
}
