package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** PDUs of cloudhopper, node-smpp and smppex. */
class PduCorpusTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everyPduReadsAsAnotherDecoderSees() throws IOException {
    for (JsonNode row : Corpus.rows("smpp/pdus.jsonl")) {
      JsonNode fields = explain(row.get("hex").asString());
      row.get("decoded")
          .properties()
          .forEach(
              field ->
                  assertThat(fields.get(field.getKey()))
                      .as(row.get("id") + " " + field.getKey())
                      .isEqualTo(field.getValue()));
    }
  }

  @Test
  void everyEsmClassReadsAsAnotherDecoderSees() {
    for (JsonNode row : Corpus.rows("smpp/esm-class.jsonl")) {
      int esmClass = Integer.decode(row.get("esm_class").asString());
      assertThat(EsmClass.udhi(esmClass)).isEqualTo(row.get("udhi").asBoolean());
      assertThat(EsmClass.replyPath(esmClass)).isEqualTo(row.get("reply_path").asBoolean());
      assertThat(EsmClass.receipt(esmClass))
          .isEqualTo(row.get("smsc_delivery_receipt").asBoolean());
      assertThat(EsmClass.intermediate(esmClass)).isEqualTo(row.get("intermediate").asBoolean());
      assertThat(EsmClass.acknowledgement(esmClass)).isEqualTo(row.get("esme_ack").asBoolean());
    }
  }

  @Test
  void damagedPdusNeverThrowAnythingElse() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var rows = Corpus.rows("smpp/pdus.jsonl");
    for (int i = 0; i < 20_000; i++) {
      byte[] pdu =
          Octets.ofHex(rows.get(random.nextInt(rows.size())).get("hex").asString()).toArray();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        pdu[random.nextInt(pdu.length)] = (byte) random.nextInt();
      }
      Octets damaged = Octets.of(pdu).slice(0, 1 + random.nextInt(pdu.length));
      assertThatCode(() -> read(damaged))
          .as("seed %d: %s", seed, damaged.hex())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void nothingThatFollowsTheFieldsIsKeptBack() throws IOException {
    JsonNode query =
        explain("0000001b800000030000000000000001" + "3700" + "00" + "0200" + "14000001aa" + "ff");
    assertThat(query.get("tlvs").get(0).get("value_hex").asString()).isEqualTo("aa");
    assertThat(query.get("body_rest_hex").asString()).isEqualTo("ff");
    JsonNode outbind = explain("000000150000000b0000000000000001" + "6100" + "6200" + "cc");
    assertThat(outbind.get("body_rest_hex").asString()).isEqualTo("cc");
  }

  private static void read(Octets damaged) throws IOException {
    explain(damaged.hex());
    try {
      UserData.text(java.util.List.of(UserData.parse(DeliverSm.read(damaged))));
    } catch (IllegalArgumentException e) {
      // the one that is announced
    }
  }

  private static JsonNode explain(String line) throws IOException {
    var out = new StringWriter();
    ExplainPdu.run(new BufferedReader(new StringReader(line)), new PrintWriter(out), true);
    return JSON.readTree(out.toString());
  }
}
