package org.recado.settings;

import java.util.List;

/** The configuration cannot be used. Carries one line per mistake, none of which holds a secret. */
public final class MistakenSettings extends RuntimeException {

  private final List<String> mistakes;

  public MistakenSettings(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<String> mistakes() {
    return mistakes;
  }
}
