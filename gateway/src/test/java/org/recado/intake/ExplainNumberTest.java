package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.mail.Corpus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainNumberTest {

  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void eachLineGivesOneAnswer() {
    assertThat(
            explain("600 11 12 22\n+34 912 345 678\nhello\n", "--region", "ES", "--json").lines())
        .containsExactly(
            "{\"e164\":\"+34600111222\",\"type\":\"MOBILE\"}",
            "{\"e164\":\"+34912345678\",\"type\":\"FIXED_LINE\"}",
            "{\"error\":\"" + TypedNumber.NO_NUMBER + "\"}");
  }

  @Test
  void everyNumberOfTheCorpusIsReadAsItsOwnersMeantIt() {
    var wrong = new ArrayList<String>();
    for (JsonNode line :
        Corpus.text(Corpus.folder("phones/typed-numbers.jsonl"))
            .lines()
            .map(json::readTree)
            .toList()) {
      String typed = line.get("typed").asString();
      JsonNode region = line.path("default_region");
      JsonNode answer =
          json.readTree(
              explain(
                  typed + "\n", "--json", "--region", region.isString() ? region.asString() : ""));
      boolean impossible =
          line.path("possible").asBoolean(true) == false
              || (line.has("e164") && line.get("e164").isNull());
      if (impossible && !answer.has("error")) {
        wrong.add(typed + " gave " + answer);
      }
      if (line.path("e164").isString()
          && !line.get("e164").asString().equals(answer.path("e164").asString(""))) {
        wrong.add(typed + " gave " + answer);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "06\u202f12\u202f34\u202f56\u202f78, FR, +33612345678",
        "612\u2009345\u2009678, ES, +34612345678",
        "612\t345\t678, ES, +34612345678",
        "+34\u00a0612\u2007345\u2007678, '', +34612345678",
        "\u2068+34 612\u200e 345 678\u2069, '', +34612345678",
        "'612,345,678', ES, +34612345678",
        "0034 612 345 678, '', +34612345678",
        "(0033) 612345678, '', +33612345678",
        "0044 (0)7400 123456, '', +447400123456",
        "0034612345678, US, +34612345678",
        "011 34 612345678, ES, +34612345678",
        "0049 171/2345678, ES, +491712345678",
        "0049 171/2345678, DE, +491712345678",
        "+34 0 612345678, FR, +34612345678",
        "+39 06 69812345, ES, +390669812345",
        "(201) 555-0123 x99, US, +12015550123",
        "201-555-0123 ext. 4567, US, +12015550123",
        "(650) 253-0000;ext=7246433, US, +16502530000",
        "\ud835\udfd4\ud835\udfce0111222, ES, +34600111222",
        "612345678, '', -",
        "612345678/699123456, ES, -",
        "'612345678, 699123456', ES, -",
        "2345678/2345679, DE, -"
      })
  void blanksStrokesZerosAndExtensionsAreNoPartOfTheNumber(
      String typed, String region, @Nullable String e164) {
    JsonNode answer = json.readTree(explain(typed + "\n", "--region", region, "--json"));
    assertThat(answer.path("e164").asString("-")).isEqualTo(e164 == null ? "-" : e164);
    assertThat(answer.has("error")).isEqualTo(e164 == null);
  }

  private static String explain(String input, String... args) {
    var out = new ByteArrayOutputStream();
    int status =
        new ExplainNumber()
            .run(
                List.of(args),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                System.err);
    String answers = out.toString(StandardCharsets.UTF_8);
    assertThat(status).isEqualTo(answers.contains("\"error\"") ? 1 : 0);
    return answers;
  }
}
