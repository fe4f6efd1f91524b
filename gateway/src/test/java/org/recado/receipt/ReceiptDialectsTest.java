package org.recado.receipt;

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
 * Receipts as operators and hubs write them – keys, order, separators, dates, states, alphabets,
 * parameters – and clients' messages that only look so. What each says was written down before it
 * was read.
 */
class ReceiptDialectsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everyDialectIsReadAsItIsMeant() throws IOException {
    var rows = rows().toList();
    assertThat(rows).hasSizeGreaterThan(350);
    for (JsonNode row : rows) {
      assertThat(explain(row.get("input").toString()))
          .as(row.get("dialect").asString())
          .isEqualTo(row.get("expected"));
    }
  }

  private static Stream<JsonNode> rows() throws IOException {
    try (var file = ReceiptDialectsTest.class.getResourceAsStream("dialects.jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree);
    }
  }

  private static JsonNode explain(String line) throws IOException {
    var out = new StringWriter();
    ExplainReceipt.run(new BufferedReader(new StringReader(line)), new PrintWriter(out), true);
    return JSON.readTree(out.toString());
  }
}
