package org.recado.lab.story;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Prints what happens, numbered, and says so when something does not happen in time. */
final class Narrator {

  private final PrintStream out;
  private final Duration patience;
  private int scene;
  private int missing;

  Narrator(PrintStream out, Duration patience) {
    this.out = out;
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

  /** How many things did not happen so far. */
  int missing() {
    return missing;
  }

  void title(String text) {
    say("");
    say(text);
    say("=".repeat(text.length()));
  }

  void scene(String text) {
    scene++;
    say("");
    say(String.format(Locale.ROOT, "%2d. %s", scene, text));
  }

  void detail(String text) {
    text.lines().forEach(line -> say("    " + line));
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Waits for something and tells how long it took.
   *
   * @param what what should happen, as a sentence without full stop
   * @return empty if it did not, which is told too
   */
  <T> Optional<T> expect(String what, Supplier<T> event) {
    long start = System.nanoTime();
    try {
      T value = event.get();
      detail("%s (%d ms)".formatted(what, (System.nanoTime() - start) / 1_000_000));
      return Optional.of(value);
    } catch (IllegalStateException e) {
      missing(what + ": not within " + patience.toSeconds() + " s");
      return Optional.empty();
    }
  }

  /** Something that should have happened did not. */
  void missing(String what) {
    missing++;
    detail("MISSING  " + what);
  }
}
