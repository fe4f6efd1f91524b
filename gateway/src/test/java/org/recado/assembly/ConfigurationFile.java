package org.recado.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** A YAML file of configuration, as the keys and values it sets. */
final class ConfigurationFile {

  /** The one operators start from. */
  static final Path SHIPPED = Path.of("..", "config", "application.yaml");

  /** A key that is commented out, with its indentation: {@code # port: 25}, but no sentence. */
  private static final Pattern COMMENTED =
      Pattern.compile("^(\\s*)# ( *(- )?[a-z][a-z-]*:( .*)?)$", Pattern.MULTILINE);

  private ConfigurationFile() {}

  static Map<String, Object> read(Path file) {
    return flat(text(file));
  }

  /** As if every key that is commented out were not. */
  static Map<String, Object> readWithComments(Path file) {
    return flat(COMMENTED.matcher(text(file)).replaceAll("$1$2"));
  }

  /** An environment of nothing but these keys. */
  static ConfigurableEnvironment environment(Map<String, ?> keys) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().stream()
        .map(source -> source.getName())
        .toList()
        .forEach(environment.getPropertySources()::remove);
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.<String, Object>copyOf(keys)));
    return environment;
  }

  private static Map<String, Object> flat(String yaml) {
    var factory = new YamlPropertiesFactoryBean();
    factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
    return Objects.requireNonNull(factory.getObject()).entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toString(),
                Map.Entry::getValue,
                (one, other) -> one,
                TreeMap::new));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
