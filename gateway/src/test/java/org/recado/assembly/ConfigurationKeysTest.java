package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;

/** The shipped configuration, the code's settings and the bad configurations know the same keys. */
class ConfigurationKeysTest {

  /** Shown in a comment as an example, not as the default. */
  private static final Set<String> EXAMPLES =
      Set.of(
          "recado.smtp.certificate",
          "recado.smtp.private-key",
          "recado.smtp.client-authorities",
          "recado.smtp.relays[0].certificates[0]",
          "recado.smtp.applications[0].name",
          "recado.smtp.applications[0].secret",
          "recado.smtp.applications[0].addresses[0]",
          "recado.smtp.applications[0].domain",
          "recado.smtp.applications[0].categories[0]",
          "recado.smtp.applications[0].certificates[0]",
          "recado.smpp.connections[0].password-file",
          "recado.smpp.connections[0].system-id-file",
          "recado.outbound.routes[0].prefix",
          "recado.outbound.routes[0].categories",
          "recado.outbound.routes[0].connection",
          "recado.outbound.routes[0].cost",
          "recado.numbering.rules[0].countries[0]",
          "recado.numbering.rules[0].departments",
          "recado.numbering.rules[0].categories[0]",
          "recado.numbering.rules[0].pool",
          "recado.numbering.when-exhausted.reminder",
          "recado.numbering.teams[0].department",
          "recado.numbering.teams[0].mailbox",
          "recado.smpp.connections[0].errors.0x58",
          "recado.smpp.connections[0].hosts[0]",
          "recado.smpp.connections[0].hosts[1]",
          "recado.smpp.connections[0].tls.trust",
          "recado.smpp.connections[0].tls.certificate",
          "recado.smpp.connections[0].tls.private-key",
          "recado.directory.sources[0].bind-password-file",
          "recado.mailout.smarthosts[0].host",
          "recado.mailout.smarthosts[0].port",
          "recado.mailout.smarthosts[0].tls",
          "recado.mailout.smarthosts[0].trust",
          "recado.mailout.smarthosts[0].check-name",
          "recado.mailout.smarthosts[0].username-file",
          "recado.mailout.smarthosts[0].password-file",
          "recado.mailout.smarthosts[1].host",
          "recado.mailout.smarthosts[1].port",
          "recado.mailout.smarthosts[1].tls",
          "recado.mailout.smarthosts[1].username",
          "recado.mailout.smarthosts[1].password",
          "recado.archive.categories.reminder",
          "recado.archive.schedules[0].name",
          "recado.archive.schedules[0].years",
          "recado.archive.schedules[0].from",
          "recado.archive.schedules[0].reason",
          "recado.archive.schedules[0].categories[0]",
          "recado.archive.schedules[0].departments[0]",
          "recado.archive.schedules[0].countries[0]",
          "recado.policy.quotas[0].of",
          "recado.policy.quotas[0].names[0]",
          "recado.policy.quotas[0].per",
          "recado.policy.quotas[0].segments",
          "recado.policy.quotas[0].warn",
          "recado.policy.paces[0].of",
          "recado.policy.paces[0].names[0]",
          "recado.policy.paces[0].per-minute",
          "recado.mail.subject-of[0].domain",
          "recado.mail.subject-of[0].rule",
          "recado.mail.notices[0]",
          "recado.mail.templates.instalment.es",
          "recado.mail.templates.instalment.en");

  @Test
  void everyKeyStandsInTheShippedConfiguration() {
    assertThat(unmatched(known(), shipped().keySet())).isEmpty();
  }

  @Test
  void everyKeyOfTheShippedConfigurationExists() {
    assertThat(unknown(shipped().keySet())).isEmpty();
  }

  @Test
  void everyKeyHasABadConfiguration() throws IOException {
    var tried = new TreeSet<String>();
    for (var change : BadConfigurations.all()) {
      tried.addAll(change.set().keySet());
      tried.addAll(change.taken());
    }
    assertThat(unmatched(known(), tried)).isEmpty();
  }

  @Test
  void theValueShownInACommentIsTheDefault() {
    var shipped = shipped();
    EXAMPLES.forEach(shipped::remove);
    assertThat(settings(shipped))
        .isEqualTo(settings(ConfigurationFile.read(ConfigurationFile.SHIPPED)));
  }

  @Test
  void theShippedConfigurationIsGoodWithEveryCommentTakenAway() {
    var shipped = shipped();
    shipped.put("spring.datasource.url", "jdbc:postgresql://127.0.0.1/recado");
    // a connection has its password here or in a file
    shipped.remove("recado.smpp.connections[0].password");
    shipped.remove("recado.smpp.connections[0].system-id-file");
    // these files are there only where somebody put them
    for (String file : List.of("trust", "certificate", "private-key")) {
      shipped.remove("recado.smpp.connections[0].tls." + file);
    }
    shipped.remove("recado.directory.sources[0].bind-password-file");
    for (String file : List.of("trust", "username-file", "password-file")) {
      shipped.remove("recado.mailout.smarthosts[0]." + file);
    }
    // one host by itself, or a list
    shipped.remove("recado.mailout.host");
    shipped.remove("recado.mailout.port");
    assertThat(SettingsCheck.mistakesIn(ConfigurationFile.environment(shipped))).isEmpty();
  }

  private static Map<String, Object> shipped() {
    return new TreeMap<>(ConfigurationFile.readWithComments(ConfigurationFile.SHIPPED));
  }

  private static Map<String, Object> settings(Map<String, Object> keys) {
    var binder = Binder.get(ConfigurationFile.environment(keys));
    var settings = new TreeMap<String, Object>();
    SettingsCheck.BLOCKS.forEach(
        (block, type) ->
            settings.put(
                block, new BlockReader("recado." + block).read(binder, type).orElseThrow()));
    return settings;
  }

  /** Keys of the records no key of the set is at or below. */
  private static List<String> unmatched(Set<String> known, Set<String> keys) {
    return known.stream()
        .filter(key -> keys.stream().noneMatch(pattern(key).asMatchPredicate()))
        .toList();
  }

  static List<String> unknown(Set<String> keys) {
    var patterns = known().stream().map(ConfigurationKeysTest::pattern).toList();
    return keys.stream()
        .filter(key -> key.startsWith("recado."))
        .filter(key -> patterns.stream().noneMatch(pattern -> pattern.matcher(key).matches()))
        .toList();
  }

  private static Pattern pattern(String key) {
    return Pattern.compile(
        Stream.of(key.split("\\.", -1))
                .map(
                    part ->
                        part.equals("*")
                            ? "[^.]+"
                            : Pattern.quote(part).replace("[]", "\\E\\[\\d+\\]\\Q"))
                .collect(Collectors.joining("\\."))
            // entries of a list or a map of plain values
            + "(\\[\\d+\\]|\\.[^.]+)*");
  }

  /** {@code recado.smpp.connections[].port}, {@code recado.policy.categories.*.lane}. */
  static Set<String> known() {
    var keys = new TreeSet<String>();
    SettingsCheck.BLOCKS.forEach((block, type) -> collect(type, "recado." + block, keys));
    return keys;
  }

  private static void collect(Class<?> type, String prefix, Set<String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + "." + dashed(component.getName());
      if (component.getGenericType() instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (arguments[arguments.length - 1] instanceof Class<?> entry && entry.isRecord()) {
          collect(entry, key + (generic.getRawType() == List.class ? "[]" : ".*"), keys);
          continue;
        }
      } else if (component.getType().isRecord()) {
        collect(component.getType(), key, keys);
        continue;
      }
      keys.add(key);
    }
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
