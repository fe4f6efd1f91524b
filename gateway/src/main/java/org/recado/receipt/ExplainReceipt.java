package org.recado.receipt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code explain receipt}: what Recado reads out of a {@code deliver_sm}. Takes one JSON object a
 * line, either {@code {"short_message_hex","data_coding","esm_class","tlvs":{"0x001e":hex}}} or
 * {@code {"pdu":hex}}. Numbers may be written as numbers or as {@code "0x04"}.
 */
public final class ExplainReceipt {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MESSAGE_PAYLOAD = 0x0424;

  private ExplainReceipt() {}

  /**
   * @param json one object a line instead of text for people
   * @return the exit status: 0, or 1 when some line could not be explained
   */
  public static int run(BufferedReader in, PrintWriter out, boolean json) throws IOException {
    int status = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        var answer = new LinkedHashMap<String, @Nullable Object>();
        try {
          explain(ReceiptParser.parse(deliverSm(JSON.readTree(line))), answer);
        } catch (JacksonException e) {
          answer.put("error", "a line is one JSON object");
          status = 1;
        } catch (IllegalArgumentException e) {
          answer.put("error", e.getMessage());
          status = 1;
        }
        out.println(json ? JSON.writeValueAsString(answer) : words(answer));
      }
    }
    out.flush();
    return status;
  }

  private static void explain(Optional<Receipt> read, Map<String, @Nullable Object> answer) {
    Receipt receipt = read.orElse(null);
    answer.put("receipt", receipt != null);
    answer.put("id", receipt == null ? null : receipt.id());
    answer.put("state", receipt == null || receipt.state() == null ? null : receipt.state().name());
    answer.put("err", receipt == null ? null : receipt.err());
    answer.put("submitted", receipt == null ? null : shown(receipt.submitted()));
    answer.put("done", receipt == null ? null : shown(receipt.done()));
  }

  private static @Nullable String shown(@Nullable ReceiptTime time) {
    return time == null ? null : time.toString();
  }

  private static DeliverSm deliverSm(JsonNode input) {
    if (!input.isObject()) {
      throw new IllegalArgumentException("a line is one JSON object");
    }
    if (input.has("pdu")) {
      return DeliverSm.read(octets(input.get("pdu")));
    }
    var tlvs = new TreeMap<Integer, Octets>();
    input
        .path("tlvs")
        .properties()
        .forEach(tlv -> tlvs.put(number(tlv.getKey()), octets(tlv.getValue())));
    Octets shortMessage =
        input.has("short_message_hex") ? octets(input.get("short_message_hex")) : Octets.NONE;
    if (shortMessage.length() == 0) {
      shortMessage = tlvs.getOrDefault(MESSAGE_PAYLOAD, Octets.NONE);
    }
    return new DeliverSm(
        "",
        "",
        number(input.path("esm_class").asString("0")),
        number(input.path("data_coding").asString("0")),
        shortMessage,
        tlvs,
        Octets.NONE);
  }

  private static Octets octets(JsonNode hex) {
    try {
      return Octets.ofHex(hex.asString());
    } catch (IllegalArgumentException | JacksonException e) {
      throw new IllegalArgumentException("octets are hexadecimal digits, two each", e);
    }
  }

  private static int number(String text) {
    try {
      return Integer.decode(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number reads 4 or 0x04", e);
    }
  }

  private static String words(Map<String, @Nullable Object> answer) {
    if (answer.containsKey("error")) {
      return "error: " + answer.get("error");
    }
    if (Boolean.FALSE.equals(answer.get("receipt"))) {
      return "not a receipt";
    }
    var words = new StringBuilder("receipt");
    answer.forEach(
        (name, value) -> {
          if (!"receipt".equals(name)) {
            words.append(", ").append(name).append(' ').append(value == null ? "-" : value);
          }
        });
    return words.toString();
  }
}
