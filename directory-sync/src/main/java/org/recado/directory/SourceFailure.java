package org.recado.directory;

import org.jspecify.annotations.Nullable;

/** A source could not be read to its end. Nothing may be concluded from what was read. */
final class SourceFailure extends Exception {

  private static final long serialVersionUID = 1;

  SourceFailure(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
