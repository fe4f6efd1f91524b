package org.recado.smpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code explain sms}: how each text would go on the air. Takes one JSON string a line; the parts
 * of a longer text are shown with reference 0.
 */
public final class ExplainSms {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String NO_STRING = "a line is one JSON string, in double quotes";

  private ExplainSms() {}

  /**
   * @param json one object a line instead of text for people
   * @return the exit status: 0, or 1 when some line could not be explained
   */
  public static int run(BufferedReader in, PrintWriter out, boolean json) throws IOException {
    int status = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        var answer = new LinkedHashMap<String, Object>();
        String words;
        try {
          JsonNode text = JSON.readTree(line);
          if (!text.isString()) {
            throw new IllegalArgumentException(NO_STRING);
          }
          words = explain(SmsEncoder.encode(text.asString(), ReferenceSize.BITS_8), answer);
        } catch (JacksonException e) {
          words = error(NO_STRING, answer);
          status = 1;
        } catch (IllegalArgumentException e) {
          words = error(String.valueOf(e.getMessage()), answer);
          status = 1;
        }
        out.println(json ? JSON.writeValueAsString(answer) : words);
      }
    }
    out.flush();
    return status;
  }

  private static String explain(EncodedSms sms, Map<String, Object> answer) {
    List<Integer> units = sms.segments().stream().map(Segment::units).toList();
    answer.put("encoding", sms.encoding().toString());
    answer.put("segments", units.size());
    answer.put("units", units);
    answer.put("parts", sms.shortMessages(0).stream().map(Octets::hex).toList());
    return "%s, %d %s of %s %s"
        .formatted(
            sms.encoding(),
            units.size(),
            units.size() == 1 ? "segment" : "segments",
            units.stream().map(String::valueOf).collect(Collectors.joining(" + ")),
            sms.encoding() == SmsEncoding.GSM_7 ? "septets" : "units");
  }

  private static String error(String sentence, Map<String, Object> answer) {
    answer.put("error", sentence);
    return "error: " + sentence;
  }
}
