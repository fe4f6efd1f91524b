package org.recado.intake;

import java.time.Duration;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.intake}.
 *
 * @param duplicateWindow how long an accepted mail is remembered, so that the same mail, sent
 *     again, is not texted twice; 0 turns this off
 */
@ConfigurationProperties(value = "recado.intake", ignoreUnknownFields = false)
public record IntakeProperties(@DefaultValue("5d") Duration duplicateWindow) {

  public IntakeProperties {
    Mistakes.in("recado.intake")
        .check(
            !duplicateWindow.isNegative() && duplicateWindow.compareTo(Duration.ofDays(90)) <= 0,
            "duplicate-window",
            "give a time from 0 to 90d; relays send again for up to 5 days")
        .raise();
  }
}
