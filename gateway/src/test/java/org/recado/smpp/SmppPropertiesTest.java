package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** As an operator writes them. */
class SmppPropertiesTest {

  private static final String FIRST = "recado.smpp.connections[0].";

  @Test
  void theDefaultsNeedOnlyTheAccount() {
    var properties = bind("host=smsc", "name=one", "system-id=bank", "password=secret");
    assertThat(properties.problems()).isEmpty();
    var connection = properties.connections().get(0);
    assertThat(connection.port()).isEqualTo(2775);
    assertThat(connection.window()).isEqualTo(50);
    assertThat(connection.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(connection.receiveQueue()).isEqualTo(5000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name=Main SMSC;name: give 1 to 32 lower-case letters, digits, hyphens",
        "host=;host: name the SMSC",
        "port=0;port: give a port from 1 to 65535",
        "system-id=;system-id: give 1 to 15 characters",
        "password=123456789;password: give at most 8 characters, SMPP 3.4 has room for no more",
        "password-file=/run/secret;password: give password or password-file, not both",
        "window=0;window: give 1 to 1000",
        "response-timeout=0s;response-timeout: give a time above 0, such as 30s",
        "reconnect-max=10ms;reconnect-max: give a time not below reconnect-min",
        "receive-threads=0;receive-threads: give 1 to 256"
      })
  void aWrongValueIsASentence(String line, String sentence) {
    var properties = bind("name=one", "host=smsc", "system-id=bank", "password=secret", line);
    assertThat(properties.problems()).singleElement().asString().endsWith("]." + sentence);
    assertThatThrownBy(
            () ->
                new JsmppConnections(
                    properties, (name, pdu) -> {}, new Random(), new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aNameUsedTwiceIsASentence() {
    var one =
        bind("name=one", "host=smsc", "system-id=bank", "password=secret").connections().get(0);
    assertThat(new SmppProperties(java.util.List.of(one, one)).problems())
        .containsExactly("recado.smpp.connections[one].name: two connections have this name");
  }

  @Test
  void thePasswordMayComeFromAFileAndIsNeverShown(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("smsc-password"), "s3cret\n");
    var fromFile =
        bind("name=one", "host=smsc", "system-id=bank", "password-file=" + file)
            .connections()
            .get(0);
    assertThat(fromFile.secret()).isEqualTo("s3cret");
    var plain = bind("name=one", "host=smsc", "system-id=bank", "password=s3cret");
    assertThat(plain.toString()).doesNotContain("s3cret");
  }

  private static SmppProperties bind(String... lines) {
    var source = new java.util.LinkedHashMap<String, String>();
    for (String line : lines) {
      String[] pair = line.split("=", 2);
      source.put(FIRST + pair[0], pair[1]);
    }
    return new Binder(new MapConfigurationPropertySource(Map.copyOf(source)))
        .bind("recado.smpp", SmppProperties.class)
        .get();
  }
}
