package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  private static String explain(String input, String... args) {
    var out = new ByteArrayOutputStream();
    int status =
        new ExplainNumber()
            .run(
                List.of(args),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                System.err);
    assertThat(status).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
