package org.recado.directory;

import java.util.Locale;
import java.util.Optional;
import org.recado.directory.Changes.Loss;

/** Stops a run that would take away more than days bring: a wrong filter, a lost right to read. */
final class Brake {

  private Brake() {}

  /**
   * Why the run has to stop, or nothing.
   *
   * @param lately people earlier runs took away within the hour, unasked: a wrong script takes its
   *     time, and many small runs are one large one
   */
  static Optional<String> stops(Changes changes, BrakeSettings brake, long lately) {
    for (Loss now : changes.losses()) {
      Loss loss =
          now.what().equals("people") && now.lost() > 0
              ? new Loss(now.what(), now.lost() + lately, now.of() + lately)
              : now;
      boolean many = loss.lost() >= brake.minimum() && loss.lost() > brake.share() * loss.of();
      boolean nobodyLeft =
          loss.what().equals("people") && loss.of() > 0 && loss.lost() == loss.of();
      if (many || nobodyLeft) {
        return Optional.of(
            "stopped, nothing was changed: the run would take away %d of %d %s (%s); look at it with --dry-run, and if it is right run again with --accept"
                .formatted(
                    loss.lost(),
                    loss.of(),
                    loss.what(),
                    many ? "more than " + percent(brake.share()) : "everybody"));
      }
    }
    return Optional.empty();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", share * 100);
  }
}
