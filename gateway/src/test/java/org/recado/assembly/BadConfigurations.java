package org.recado.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The suite in {@code bad-configurations}: changes to the shipped configuration, each with the
 * lines that refuse it. Blocks are apart by an empty line; in a block {@code > line} is what has to
 * be said, {@code key=value} sets a key, and {@code -key} takes it away with all below it.
 */
final class BadConfigurations {

  /**
   * One change.
   *
   * @param expected every line that is said, no more and no fewer
   */
  record Change(String file, List<String> expected, Map<String, String> set, List<String> taken) {

    /** The configuration with this change. */
    Map<String, Object> over(Map<String, Object> good) {
      var keys = new LinkedHashMap<>(good);
      keys.keySet().removeIf(key -> taken.stream().anyMatch(gone -> isAtOrBelow(key, gone)));
      keys.putAll(set);
      return keys;
    }

    private static boolean isAtOrBelow(String key, String gone) {
      return key.equals(gone) || key.startsWith(gone + ".") || key.startsWith(gone + "[");
    }
  }

  private static final Path FOLDER = Path.of("src", "test", "resources", "bad-configurations");

  private BadConfigurations() {}

  static List<Change> all() throws IOException {
    var all = new ArrayList<Change>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        for (String block : Files.readString(file).split("\\R\\R+", -1)) {
          var change = change(file.getFileName().toString(), block);
          if (!change.expected().isEmpty()) {
            all.add(change);
          }
        }
      }
    }
    return all;
  }

  private static Change change(String file, String block) {
    var expected = new ArrayList<String>();
    var set = new LinkedHashMap<String, String>();
    var taken = new ArrayList<String>();
    for (String line : block.lines().filter(line -> !line.startsWith("#")).toList()) {
      if (line.startsWith("> ")) {
        expected.add(line.substring(2));
      } else if (line.startsWith("-")) {
        taken.add(line.substring(1));
      } else if (!line.isBlank()) {
        int at = line.indexOf('=');
        set.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    return new Change(file, expected, set, taken);
  }
}
