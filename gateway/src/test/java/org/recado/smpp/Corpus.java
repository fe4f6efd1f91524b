package org.recado.smpp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Material made by others, beside the checkout. A test that needs it is skipped where it is not.
 */
public final class Corpus {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Corpus() {}

  /** The rows of a file with an object a line. */
  public static List<JsonNode> rows(String name) {
    return text(name).lines().filter(line -> !line.isBlank()).map(JSON::readTree).toList();
  }

  public static JsonNode tree(String name) {
    return JSON.readTree(text(name));
  }

  private static String text(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/corpus").resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          return Files.readString(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    assumeTrue(false, "no corpus beside this checkout");
    return "";
  }
}
