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

/** Every command of SMPP 3.4 and 5.0, whole, without its last NUL, and cut off early. */
class PduGoldenTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everyPduIsReadFieldByFieldOrRefused() throws IOException {
    var rows = rows().toList();
    assertThat(rows).hasSizeGreaterThan(200);
    for (JsonNode row : rows) {
      String name = row.get("name").asString();
      JsonNode answer = explain(row.get("pdu").asString());
      assertThat(answer.has("error")).as(name).isEqualTo(row.get("fields").isNull());
      row.get("fields")
          .properties()
          .forEach(
              field ->
                  assertThat(answer.get(field.getKey()))
                      .as(name + " " + field.getKey())
                      .isEqualTo(field.getValue()));
    }
  }

  private static Stream<JsonNode> rows() throws IOException {
    try (var file = PduGoldenTest.class.getResourceAsStream("pdus.jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree);
    }
  }

  private static JsonNode explain(String line) throws IOException {
    var out = new StringWriter();
    ExplainPdu.run(new BufferedReader(new StringReader(line)), new PrintWriter(out), true);
    return JSON.readTree(out.toString());
  }
}
