package org.recado.policy;

import java.util.Map;
import org.recado.directory.Person;

/**
 * What a mail asks of the limits.
 *
 * @param segments by cost centre, as the mail names it; under the empty name where it names none
 * @param texts how many clients it texts
 */
public record Demand(Person sender, Map<String, Integer> segments, int texts) {

  public Demand {
    segments = Map.copyOf(segments);
  }

  int total() {
    return segments.values().stream().mapToInt(Integer::intValue).sum();
  }
}
