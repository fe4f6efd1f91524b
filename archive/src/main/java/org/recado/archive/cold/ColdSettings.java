package org.recado.archive.cold;

import java.time.Duration;

/**
 * How contents are sealed.
 *
 * @param prefix before the key of every object; empty, or ending in a slash
 * @param after how long a month has been over before it is sealed
 * @param segmentOctets about how large a segment becomes
 * @param ahead what can still be read is never locked for less than this
 */
public record ColdSettings(String prefix, Duration after, long segmentOctets, Duration ahead) {

  /** What {@code config/application.yaml} says if it is not told otherwise. */
  public static final ColdSettings USUAL =
      new ColdSettings("", Duration.ofDays(90), 64_000_000, Duration.ofDays(90));
}
