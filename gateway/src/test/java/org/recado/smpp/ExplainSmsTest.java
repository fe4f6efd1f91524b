package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainSmsTest {

  @Test
  void eachTextIsOneObject() throws IOException {
    assertThat(explain("\"hola\"\n\n\"á\"\n\"\"\n", true, 0))
        .isEqualTo(
            """
            {"encoding":"GSM-7","segments":1,"units":[4],"parts":["686f6c61"]}
            {"encoding":"UCS-2","segments":1,"units":[1],"parts":["00e1"]}
            {"encoding":"GSM-7","segments":1,"units":[0],"parts":[""]}
            """);
  }

  @Test
  void peopleGetAPhrase() throws IOException {
    assertThat(explain('"' + "x".repeat(161) + '"', false, 0))
        .isEqualTo("GSM-7, 2 segments of 153 + 8 septets\n");
  }

  @Test
  void whatCannotBeExplainedIsAFindingAndTheRestGoesOn() throws IOException {
    String answers = explain("hola\n\"" + "x".repeat(40_000) + "\"\n\"ok\"\n", true, 1);
    assertThat(answers.lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"error\":\"a line is one JSON string"),
            line -> assertThat(line).startsWith("{\"error\":\"The text is too long"),
            line -> assertThat(line).startsWith("{\"encoding\":\"GSM-7\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "12", "true", "[\"a\"]", "{\"text\":\"a\"}", "\"a\" \"b\""})
  void whatIsNoStringIsSaidToBeNone(String line) throws IOException {
    assertThat(explain(line + "\n\"ok\"\n", true, 1).lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("{\"error\":\"a line is one JSON string"),
            second -> assertThat(second).contains("6f6b"));
  }

  private static String explain(String input, boolean json, int status) throws IOException {
    var out = new StringWriter();
    assertThat(
            ExplainSms.run(new BufferedReader(new StringReader(input)), new PrintWriter(out), json))
        .isEqualTo(status);
    return out.toString().replace(System.lineSeparator(), "\n");
  }
}
