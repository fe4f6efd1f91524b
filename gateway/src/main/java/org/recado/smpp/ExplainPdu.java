package org.recado.smpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** {@code explain pdu}: the fields of each PDU, given in hexadecimal, one a line. */
public final class ExplainPdu {

  private static final JsonMapper JSON = JsonMapper.shared();

  private ExplainPdu() {}

  /**
   * @param json one object a line instead of text for people
   * @return the exit status: 0, or 1 when some line was no PDU
   */
  public static int run(BufferedReader in, PrintWriter out, boolean json) throws IOException {
    int status = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        Map<String, Object> answer = explain(line.strip());
        status = answer.containsKey("error") ? 1 : status;
        out.println(json ? JSON.writeValueAsString(answer) : words(answer));
      }
    }
    out.flush();
    return status;
  }

  private static Map<String, Object> explain(String hex) {
    try {
      return PduFields.of(Octets.ofHex(hex));
    } catch (MalformedPdu e) {
      return Map.of("error", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return Map.of("error", "a line is one PDU in hexadecimal digits, two an octet");
    }
  }

  private static String words(Map<String, Object> answer) {
    return answer.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
  }
}
