package org.recado.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with one block of configuration, so that an operator sees every mistake at
 * once and not one per start. Each is a key and a sentence that says how to mend it.
 */
public final class Mistakes {

  private final String block;
  private final List<String> found = new ArrayList<>();

  private Mistakes(String block) {
    this.block = block;
  }

  /**
   * @param block the prefix of the keys, such as {@code recado.smtp}
   */
  public static Mistakes in(String block) {
    return new Mistakes(block);
  }

  /** Notes a mistake unless {@code holds}. */
  public Mistakes check(boolean holds, String key, String sentence) {
    if (!holds) {
      found.add(block + "." + key + ": " + sentence);
    }
    return this;
  }

  /** Notes the mistakes another block found. */
  public Mistakes include(List<String> others) {
    found.addAll(others);
    return this;
  }

  /**
   * @throws MistakenSettings if anything was noted
   */
  public void raise() {
    if (!found.isEmpty()) {
      throw new MistakenSettings(found);
    }
  }
}
