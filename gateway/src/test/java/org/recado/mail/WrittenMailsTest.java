package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mails in the forms of many programs and languages, written for this test together with what a
 * person would text; {@code written/expected.jsonl} has one a line.
 */
class WrittenMailsTest {

  private static final Path FOLDER = Path.of("src/test/resources/org/recado/mail/written");

  private final MailReader reader = new MailReader();

  @ParameterizedTest
  @MethodSource
  void aMailBecomesWhatAPersonWouldText(JsonNode expected) throws IOException {
    var mail = FOLDER.resolve(expected.get("mail").asString() + ".eml");
    var reading = reader.read(Files.readAllBytes(mail));
    switch (expected.get("outcome").asString()) {
      case "sms" -> {
        assertThat(reading).isInstanceOf(Reading.Sms.class);
        assertThat(((Reading.Sms) reading).text().value())
            .isEqualTo(expected.get("text").asString());
      }
      case "refused" -> {
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(((Reading.Refused) reading).code().name())
            .isEqualToIgnoringCase(expected.get("code").asString().replace('-', '_'));
      }
      default -> assertThat(reading).isInstanceOf(Reading.Automatic.class);
    }
  }

  static Stream<JsonNode> aMailBecomesWhatAPersonWouldText() throws IOException {
    var json = JsonMapper.builder().build();
    return Files.readAllLines(FOLDER.resolve("expected.jsonl")).stream().map(json::readTree);
  }
}
