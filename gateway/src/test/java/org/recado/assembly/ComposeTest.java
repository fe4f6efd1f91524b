package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What docker/ says of images, ports, files, keys and users is true of this repository. */
class ComposeTest {

  private static final Path DOCKER = Path.of("..", "docker");

  /** Spring's own keys that the compose file may set; each is documented by Spring Boot. */
  private static final List<String> OF_SPRING =
      List.of(
          "SPRING_DATASOURCE_URL",
          "SPRING_DATASOURCE_USERNAME",
          "SPRING_CONFIG_IMPORT",
          "SERVER_ADDRESS",
          "SERVER_PORT");

  private final Map<String, Object> compose = compose();
  private final String dockerfile = text("Dockerfile");

  @Test
  void everyImageIsPinned() {
    var images = new ArrayList<String>();
    services().values().forEach(service -> images.add(String.valueOf(service.get("image"))));
    matches("(?m)^FROM (\\S+)", dockerfile).forEach(from -> images.add(from.group(1)));
    assertThat(images)
        .contains("postgres:18", "eclipse-temurin:25-jre")
        .allMatch(image -> image.matches("[a-z-]+:[0-9a-z][0-9a-z.-]+"))
        .noneMatch(image -> image.endsWith(":latest"));
  }

  @Test
  void everyTargetThatIsBuiltIsInTheDockerfile() {
    var targets = matches("(?m)^FROM \\S+ AS (\\S+)", dockerfile).map(as -> as.group(1)).toList();
    services()
        .forEach(
            (name, service) -> {
              if (service.get("build") instanceof Map<?, ?> build) {
                assertThat(
                        DOCKER
                            .resolve(String.valueOf(build.get("context")))
                            .resolve(String.valueOf(build.get("dockerfile"))))
                    .exists();
                assertThat(targets).as(name).contains(String.valueOf(build.get("target")));
              }
            });
  }

  @Test
  void portsArePublishedOnLoopbackOnlyAndTheImagesExposeThem() {
    services()
        .forEach(
            (name, service) ->
                strings(service.get("ports"))
                    .forEach(
                        port -> {
                          assertThat(port).as(name).matches("127\\.0\\.0\\.1:\\d+:\\d+");
                          assertThat(exposed(name))
                              .as(name)
                              .contains(port.substring(port.lastIndexOf(':') + 1));
                        }));
    var listens = ConfigurationFile.read(DOCKER.resolve("application.yaml"));
    assertThat(exposed("gateway"))
        .contains(
            String.valueOf(listens.get("recado.smtp.port")),
            String.valueOf(listens.get("recado.smtp.tls-port")),
            "8080");
  }

  @Test
  void everyMountIsAFileOfTheRepositoryOrANamedVolume() {
    services()
        .forEach(
            (name, service) ->
                strings(service.get("volumes"))
                    .map(ComposeTest::withDefaults)
                    .map(mount -> mount.substring(0, mount.indexOf(':')))
                    .forEach(
                        source -> {
                          if (source.startsWith(".")) {
                            assertThat(DOCKER.resolve(source)).as(name).exists();
                          } else {
                            assertThat(map(compose.get("volumes"))).as(name).containsKey(source);
                          }
                        }));
  }

  @Test
  void everySecretIsAFileOfTheRepositoryThatTheConfigurationUses() {
    var secrets = map(compose.get("secrets"));
    services()
        .values()
        .forEach(
            service ->
                strings(service.get("secrets"))
                    .forEach(secret -> assertThat(secrets).containsKey(secret)));
    var used = text("application.yaml") + text("compose.yaml");
    secrets.forEach(
        (name, secret) -> {
          assertThat(DOCKER.resolve(withDefaults(String.valueOf(map(secret).get("file")))))
              .isRegularFile();
          assertThat(used).containsAnyOf("/run/secrets/" + name, "${" + name + "}");
        });
  }

  @Test
  void everyEnvironmentKeyOfTheGatewayIsAKeyOfTheConfiguration() {
    // Spring's relaxed binding: dots become underscores, hyphens go
    var known =
        ConfigurationKeysTest.known().stream()
            .map(key -> key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
            .toList();
    assertThat(map(service("gateway").get("environment")).keySet())
        .isNotEmpty()
        .allMatch(key -> known.contains(key) || OF_SPRING.contains(key));
  }

  @Test
  void theGatewayIsConfiguredWellForItsContainer() {
    var keys = new TreeMap<>(ConfigurationFile.read(DOCKER.resolve("application.yaml")));
    keys.put("spring.datasource.url", environment().get("SPRING_DATASOURCE_URL"));
    keys.put("ldap-password", "as configtree gives it");
    assertThat(SettingsCheck.mistakesIn(ConfigurationFile.environment(keys))).isEmpty();
  }

  @Test
  void servicesAreCalledByTheNamesTheyHave() {
    String configuration = text("application.yaml");
    assertThat(services()).containsKeys("lab", "directory", "postgres", "gateway");
    assertThat(configuration).contains("host: lab", "ldap://directory:1389");
    assertThat(String.valueOf(environment().get("SPRING_DATASOURCE_URL"))).contains("//postgres/");
    assertThat(stage("lab")).contains("\"org.recado.lab.Standalone\", \"/data\", \"gateway\"");
  }

  @Test
  void nothingRunsAsRoot() {
    for (String target : List.of("gateway", "lab", "directory")) {
      assertThat(matches("(?m)^USER (\\S+)", stage(target)).map(user -> user.group(1)))
          .as(target)
          .containsExactly("10001:10001");
      assertThat(service(target).get("cap_drop")).as(target).isEqualTo(List.of("ALL"));
    }
    assertThat(service("gateway").get("read_only")).isEqualTo(true);
    assertThat(strings(service("gateway").get("tmpfs"))).contains("/tmp");
  }

  @Test
  void whatIsCopiedFromTheRepositoryIsThere() {
    assertThat(
            matches("(?m)^COPY (?!--from)(\\S+) ", dockerfile)
                .map(copy -> Path.of("..").resolve(copy.group(1))))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source).exists());
  }

  @Test
  void healthIsAskedWhereSpringTellsIt() throws IOException {
    assertThat(stage("gateway")).contains("HEALTHCHECK").contains("/actuator/health/readiness");
    assertThat(Files.readString(Path.of("src/main/resources/application.yaml")))
        .contains("probes:", "readiness:", "include: health,prometheus");
  }

  private Map<String, Object> environment() {
    return map(service("gateway").get("environment"));
  }

  private List<String> exposed(String target) {
    return matches("(?m)^EXPOSE (.*)$", stage(target))
        .flatMap(ports -> Stream.of(ports.group(1).split(" ", -1)))
        .toList();
  }

  /** The lines of one stage of the Dockerfile. */
  private String stage(String name) {
    var stages = dockerfile.split("(?m)^(?=FROM )", -1);
    return Stream.of(stages)
        .filter(stage -> stage.lines().findFirst().orElse("").endsWith(" AS " + name))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, Object> service(String name) {
    return Objects.requireNonNull(services().get(name));
  }

  private Map<String, Map<String, Object>> services() {
    var services = new TreeMap<String, Map<String, Object>>();
    map(compose.get("services")).forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  private static Stream<String> strings(@Nullable Object list) {
    return list instanceof List<?> all ? all.stream().map(String::valueOf) : Stream.of();
  }

  @SuppressWarnings("unchecked") // YAML has text for keys here
  private static Map<String, Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  /** {@code ${NAME:-default}} as Compose reads it when NAME is not set. */
  private static String withDefaults(String value) {
    return value.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }

  private static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static Map<String, Object> compose() {
    return new Yaml().load(text("compose.yaml"));
  }

  private static String text(String file) {
    try {
      return Files.readString(DOCKER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
