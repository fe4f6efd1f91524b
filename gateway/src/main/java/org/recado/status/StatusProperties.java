package org.recado.status;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.status}.
 *
 * @param proxies addresses of the servers in front of the web port whose word on where a request
 *     comes from is taken ({@code X-Forwarded-For}); everybody else's is not
 * @param changesKept how long a change of state can be read; a cursor older than that is refused
 */
@ConfigurationProperties(value = "recado.status", ignoreUnknownFields = false)
public record StatusProperties(
    @Nullable List<String> proxies, @DefaultValue("90d") Duration changesKept) {

  public StatusProperties {
    proxies = proxies == null ? List.of() : List.copyOf(proxies);
    var mistakes =
        Mistakes.in("recado.status")
            .check(
                changesKept.compareTo(Duration.ofDays(1)) >= 0
                    && changesKept.compareTo(Duration.ofDays(3660)) <= 0,
                "changes-kept",
                "give a time from 1d to 3660d");
    for (int i = 0; i < proxies.size(); i++) {
      mistakes.check(
          proxies.get(i).matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"),
          "proxies[" + i + "]",
          "give the address of one machine, like 10.1.2.3");
    }
    mistakes.raise();
  }

  @Override
  public List<String> proxies() {
    return proxies == null ? List.of() : proxies;
  }
}
