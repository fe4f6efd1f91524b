package org.recado.smpp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one connection's settings. */
final class SettingsRules {

  private final String subject;
  private final List<String> broken = new ArrayList<>();

  SettingsRules(String subject) {
    this.subject = subject;
  }

  /** A sentence for each rule that is broken. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  void check(boolean kept, String rule) {
    if (!kept) {
      broken.add(subject + rule);
    }
  }

  void positive(String name, Duration duration) {
    check(
        duration.toMillis() >= 1 && duration.toMillis() <= Integer.MAX_VALUE,
        name + ": give a time above 0, such as 30s");
  }

  void readable(String name, @Nullable Path file) {
    check(
        file == null || (Files.isRegularFile(file) && Files.isReadable(file)),
        name + ": the file cannot be read; mend the name, or let the gateway's user read it");
  }
}
