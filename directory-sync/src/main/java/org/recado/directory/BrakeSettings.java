package org.recado.directory;

import org.jspecify.annotations.Nullable;

/**
 * When a run stops and asks instead of taking away what the snapshot has.
 *
 * @param share of the people (addresses, memberships, contacts) a run may take away unasked, above
 *     0 and up to 1; default 0.10
 * @param minimum fewer than this many never stop a run, so that one leaver in a team of five does
 *     not; default 3
 */
public record BrakeSettings(Double share, Integer minimum) {

  public BrakeSettings {
    share = or(share, 0.10);
    minimum = or(minimum, 3);
  }

  /** A tenth, and never fewer than three. */
  public static BrakeSettings standard() {
    return new BrakeSettings(0.10, 3);
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
