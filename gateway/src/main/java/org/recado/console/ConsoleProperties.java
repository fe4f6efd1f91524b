package org.recado.console;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.console}: who sees what, and the clock it is shown by. Everybody who can
 * sign in sees their own messages, but for operators.
 *
 * @param complianceGroup members of this directory group see and search every message
 * @param operatorGroup members of this directory group see the state of the gateway, and no
 *     content, not even if they are in the other group too
 * @param timeZone the firm's, as an IANA name like {@code Europe/Madrid}; empty for the machine's
 */
@ConfigurationProperties(value = "recado.console", ignoreUnknownFields = false)
public record ConsoleProperties(
    @DefaultValue("recado-compliance") String complianceGroup,
    @DefaultValue("recado-operators") String operatorGroup,
    @DefaultValue("") String timeZone) {

  public ConsoleProperties {
    Mistakes.in("recado.console")
        .check(!complianceGroup.isBlank(), "compliance-group", "name a group of the directory")
        .check(!operatorGroup.isBlank(), "operator-group", "name a group of the directory")
        .check(
            !complianceGroup.equals(operatorGroup),
            "operator-group",
            "operators see no content, so they need a group of their own")
        .check(isZone(timeZone), "time-zone", "give a name like Europe/Madrid")
        .raise();
  }

  ZoneId zone() {
    return timeZone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(timeZone);
  }

  private static boolean isZone(String name) {
    try {
      return name.isEmpty() || !ZoneId.of(name).getId().isEmpty();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
