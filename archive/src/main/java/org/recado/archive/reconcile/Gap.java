package org.recado.archive.reconcile;

import java.util.HashMap;
import java.util.Map;

/**
 * Something that one side has and the other has not.
 *
 * @param message its id, or the operator's id of what the archive does not know
 * @param leg between which two, such as {@code attempts → answers}
 * @param what is missing, in a sentence
 */
public record Gap(String message, String leg, String what) {

  String line() {
    return message + " " + leg + ": " + what;
  }

  Map<String, Object> json() {
    return new HashMap<>(Map.of("message", message, "leg", leg, "what", what));
  }
}
