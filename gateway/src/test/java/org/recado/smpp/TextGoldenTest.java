package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every character of GSM 03.38 and many beside it, every length at which a text takes a segment
 * more, and at the borders escape pairs, surrogates whole and alone, flags, families and accents:
 * encoding, cuts and octets, by another program that follows the standards.
 */
class TextGoldenTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everyTextIsEncodedAndCutByTheStandard() throws IOException {
    var rows = rows().toList();
    assertThat(rows).hasSizeGreaterThan(400);
    for (JsonNode row : rows) {
      JsonNode answer = explain(JSON.writeValueAsString(row.get("text")));
      String name = row.get("name").asString();
      assertThat(answer.path("encoding")).as(name).isEqualTo(row.get("encoding"));
      assertThat(answer.get("units")).as(name).isEqualTo(row.get("units"));
      assertThat(answer.get("segments").asInt()).as(name).isEqualTo(row.get("units").size());
      if (row.has("parts")) {
        assertThat(answer.get("parts")).as(name).isEqualTo(row.get("parts"));
      }
    }
  }

  private static Stream<JsonNode> rows() throws IOException {
    try (var file = TextGoldenTest.class.getResourceAsStream("texts.jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree);
    }
  }

  private static JsonNode explain(String line) throws IOException {
    var out = new StringWriter();
    ExplainSms.run(new BufferedReader(new StringReader(line)), new PrintWriter(out), true);
    return JSON.readTree(out.toString());
  }
}
