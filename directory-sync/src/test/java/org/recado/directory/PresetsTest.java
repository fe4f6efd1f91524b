package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The explained presets in config/directory say what the code does. */
class PresetsTest {

  @ParameterizedTest
  @CsvSource({
    "active-directory.yaml, AD",
    "openldap.yaml, OPENLDAP",
    "domino.yaml, DOMINO",
    "ldap.yaml, LDAP",
  })
  void thePresetFileIsThePreset(String file, SourceType type) throws Exception {
    Path path = Path.of("..", "config", "directory", file);
    assumeTrue(Files.exists(path), "run from the module's folder");
    Map<?, ?> root = new Yaml().load(Files.readString(path));
    var source = (Map<?, ?>) ((List<?>) under(root, "recado", "directory", "sources")).get(0);

    assertThat(source.get("type")).isEqualTo(type.name().toLowerCase(Locale.ROOT));
    assertThat(source.get("page-size")).isEqualTo(type.pageSize());
    assertThat(
            Map.of("people", type.people(), "groups", type.groups(), "contacts", type.contacts()))
        .allSatisfy(
            (kind, preset) -> {
              assertThat(under(source, kind, "filter")).isEqualTo(preset.filter());
              assertThat(under(source, kind, "attributes")).isEqualTo(preset.attributes());
            });
  }

  private static Object under(Map<?, ?> root, String... keys) {
    Object at = root;
    for (String key : keys) {
      at = Objects.requireNonNull(((Map<?, ?>) at).get(key), key);
    }
    return at;
  }
}
