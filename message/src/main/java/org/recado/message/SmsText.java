package org.recado.message;

import java.util.Objects;

/**
 * The text of a short message as a person reads it, before any encoding: not blank, no control
 * character but line feed. Its {@link #toString} tells only the length, so that no log line holds
 * what was written.
 */
public record SmsText(String value) {

  public SmsText {
    Objects.requireNonNull(value);
    if (value.isBlank()) {
      throw new IllegalArgumentException("a text is not empty");
    }
    if (value.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw new IllegalArgumentException("a text holds no control characters");
    }
  }

  @Override
  public String toString() {
    return "SmsText[" + value.codePointCount(0, value.length()) + " characters]";
  }
}
