package org.recado.console;

import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.console}: who sees what. Everybody who can sign in sees their own
 * messages.
 *
 * @param complianceGroup members of this directory group see and search every message
 * @param operatorGroup members of this directory group see the state of the gateway, and no content
 */
@ConfigurationProperties(value = "recado.console", ignoreUnknownFields = false)
public record ConsoleProperties(
    @DefaultValue("recado-compliance") String complianceGroup,
    @DefaultValue("recado-operators") String operatorGroup) {

  public ConsoleProperties {
    Mistakes.in("recado.console")
        .check(!complianceGroup.isBlank(), "compliance-group", "name a group of the directory")
        .check(!operatorGroup.isBlank(), "operator-group", "name a group of the directory")
        .check(
            !complianceGroup.equals(operatorGroup),
            "operator-group",
            "operators see no content, so they need a group of their own")
        .raise();
  }
}
