package org.recado.archive.record;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A copy of somebody as the directory knew them when it happened; later changes of the directory
 * never alter it.
 *
 * @param role what they were in it: {@code sender}, {@code client}, {@code mailbox}, {@code
 *     officer}…
 * @param particulars what was known: {@code id}, {@code name}, {@code mail}, {@code number} (E.164
 *     with plus), {@code department}…; sorted by name
 */
public record Party(String role, Map<String, String> particulars) {

  public Party {
    Objects.requireNonNull(role);
    particulars = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(particulars));
  }
}
