package org.recado.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many texts a minute somebody may put in the queue; those above it wait for their minute and
 * are not refused. Of several entries that fit the first counts.
 *
 * @param of whose texts are counted together
 * @param names as in {@link QuotaSettings}
 * @param perMinute texts; 1 to 100000
 */
public record PaceSettings(
    @DefaultValue("application") HolderKind of,
    @Nullable List<String> names,
    @DefaultValue("0") int perMinute) {

  public PaceSettings {
    names = names == null ? List.of() : List.copyOf(names);
  }

  @Override
  public List<String> names() {
    return names == null ? List.of() : names;
  }
}
