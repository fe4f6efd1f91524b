package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What may stand in the configuration, and what is said of the rest. */
class SettingsCheckTest {

  private static final String SECRET = "s3cr3t-pw";

  @TestFactory
  Stream<DynamicTest> aBadConfigurationIsRefusedInTheseWords() throws IOException {
    var good = good();
    return BadConfigurations.all().stream()
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.file() + " " + change.expected().get(0),
                    () ->
                        assertThat(
                                SettingsCheck.mistakesIn(
                                    ConfigurationFile.environment(change.over(good))))
                            .containsExactlyInAnyOrderElementsOf(change.expected())));
  }

  @Test
  void theShippedConfigurationIsGood() {
    assertThat(SettingsCheck.mistakesIn(ConfigurationFile.environment(good()))).isEmpty();
  }

  @Test
  void theMistakesOfAllBlocksAreToldAtOnce() {
    var bad = good();
    bad.put("recado.smtp.port", "smtp");
    bad.put("recado.smtp.domain", "bank");
    bad.put("recado.smtp.prot", "25");
    bad.put("recado.mailout.language", "fr");
    bad.put("recado.numbering.pools[0].numbers[1]", "91 000 00 02");
    bad.put("recado.sntp.port", "123");
    bad.remove("spring.datasource.url");
    assertThat(SettingsCheck.mistakesIn(ConfigurationFile.environment(bad)))
        .hasSize(7)
        .anyMatch(line -> line.startsWith("spring.datasource.url:"))
        .anyMatch(line -> line.startsWith("recado.smtp.port:"))
        .anyMatch(line -> line.startsWith("recado.smtp.domain:"))
        .anyMatch(line -> line.startsWith("recado.smtp.prot: unknown key"))
        .anyMatch(line -> line.startsWith("recado.sntp.port: unknown key"))
        .anyMatch(line -> line.startsWith("recado.mailout.language:"))
        .anyMatch(line -> line.startsWith("recado.numbering.pools[0].numbers:"));
  }

  @Test
  void noLineRepeatsAValueThatMayBeASecret() {
    // a password that slipped one line down, into any key there is
    for (String key : good().keySet()) {
      var bad = good();
      bad.put(key, SECRET + " ");
      if (!key.startsWith("server.")
          && Stream.of("port", "type", "lane", "on-unknown", "despite-opt-out", "domain", "url")
              .anyMatch(key::endsWith)) {
        assertThat(SettingsCheck.mistakesIn(ConfigurationFile.environment(bad)))
            .as(key)
            .isNotEmpty()
            .noneMatch(line -> line.contains(SECRET));
      }
    }
  }

  static Map<String, Object> good() {
    var good = new TreeMap<>(ConfigurationFile.read(ConfigurationFile.SHIPPED));
    good.put("spring.datasource.url", "jdbc:postgresql://127.0.0.1/recado");
    return good;
  }
}
