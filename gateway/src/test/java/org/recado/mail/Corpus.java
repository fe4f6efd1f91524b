package org.recado.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Mail that others made, where a copy lies beside the project; tests skip where none does. */
public final class Corpus {

  private Corpus() {}

  /** The folder of this name in the corpus. */
  public static Path folder(String name) {
    var found = find(name);
    Assumptions.assumeTrue(found.isPresent(), "no corpus beside the project");
    return found.orElseThrow();
  }

  private static Optional<Path> find(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared/corpus").resolve(name);
      if (Files.exists(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  static List<Path> files(Path folder, String suffix) {
    try (var paths = Files.walk(folder)) {
      return paths.filter(p -> p.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] octets(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Path file) {
    return new String(octets(file), java.nio.charset.StandardCharsets.UTF_8);
  }
}
