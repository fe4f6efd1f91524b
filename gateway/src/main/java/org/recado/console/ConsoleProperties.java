package org.recado.console;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.console}: who sees what, and the clock it is shown by. Everybody who can
 * sign in sees their own messages, but for operators.
 *
 * @param supervisorGroup members of this directory group see their team's messages too
 * @param team who a supervisor's team is
 * @param complianceGroup members of this directory group see and search every message
 * @param auditorGroup members of this directory group see every message, and the trail of who
 *     signed in, searched and opened what
 * @param operatorGroup members of this directory group see the state of the gateway, and no
 *     content, not even if they are in another of these groups too
 * @param timeZone the firm's, as an IANA name like {@code Europe/Madrid}; empty for the machine's
 */
@ConfigurationProperties(value = "recado.console", ignoreUnknownFields = false)
public record ConsoleProperties(
    @DefaultValue("recado-supervisors") String supervisorGroup,
    @DefaultValue("reports") Team team,
    @DefaultValue("recado-compliance") String complianceGroup,
    @DefaultValue("recado-auditors") String auditorGroup,
    @DefaultValue("recado-operators") String operatorGroup,
    @DefaultValue("") String timeZone) {

  /** Who a supervisor's team is. */
  public enum Team {
    /** Those below them in the directory, by the attribute for the manager, at any depth. */
    REPORTS,
    /** Those of their department, as the directory had it when the message was recorded. */
    DEPARTMENT
  }

  public ConsoleProperties {
    Mistakes.in("recado.console")
        .check(!supervisorGroup.isBlank(), "supervisor-group", "name a group of the directory")
        .check(!complianceGroup.isBlank(), "compliance-group", "name a group of the directory")
        .check(!auditorGroup.isBlank(), "auditor-group", "name a group of the directory")
        .check(!operatorGroup.isBlank(), "operator-group", "name a group of the directory")
        .check(
            !List.of(supervisorGroup, complianceGroup, auditorGroup).contains(operatorGroup),
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
