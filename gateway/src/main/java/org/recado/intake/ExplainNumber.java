package org.recado.intake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code explain number [--region ES] [--json]}: what is made of telephone numbers as typed, one a
 * line on the standard input.
 */
public final class ExplainNumber {

  private static final int FINE = 0;
  private static final int FINDING = 1;
  private static final int COULD_NOT_RUN = 2;

  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * 0, or 1 if some line is no number, or 2 if the arguments are wrong or the input cannot be read.
   */
  public int run(List<String> args, InputStream in, PrintStream out, PrintStream err) {
    String region = "";
    boolean asJson = false;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--json")) {
        asJson = true;
      } else if (arg.equals("--region") && i + 1 < args.size()) {
        region = args.get(++i);
      } else {
        err.println("usage: explain number [--region ES] [--json] < numbers, one a line");
        return COULD_NOT_RUN;
      }
    }
    int status = FINE;
    try {
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var number = TypedNumber.parse(line, region);
        status = number instanceof TypedNumber.Unknown ? FINDING : status;
        out.println(explain(number, asJson));
      }
    } catch (IOException e) {
      err.println("the input cannot be read");
      return COULD_NOT_RUN;
    }
    out.flush();
    return status;
  }

  private String explain(TypedNumber number, boolean asJson) {
    Map<String, String> explained = new LinkedHashMap<>();
    if (number instanceof TypedNumber.Known readable) {
      explained.put("e164", readable.msisdn().e164());
      explained.put("type", readable.type().name());
    } else if (number instanceof TypedNumber.Unknown unreadable) {
      explained.put("error", unreadable.sentence());
    }
    return asJson ? json.writeValueAsString(explained) : String.join("  ", explained.values());
  }
}
