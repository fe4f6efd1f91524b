package org.recado.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ExplainReceiptTest {

  private static final String PDU =
      "000000ba00000005000000000000000200010134343935313336313932300001013430343034000400000000000000"
          + "006e69643a30303539313133393738207375623a30303120646c7672643a303031207375626d697420646174"
          + "653a3130303231303137333020646f6e6520646174653a3130303231303137333120737461743a44454c4956"
          + "5244206572723a30303020746578743a4024232125262f3a000e0001010006000101001e0008333836303166"
          + "610004270001"
          + "02";

  @Test
  void aWholePduIsExplained() throws IOException {
    assertThat(explain("{\"pdu\":\"" + PDU + "\"}", true))
        .isEqualTo(
            "{\"receipt\":true,\"id\":\"0059113978\",\"state\":\"DELIVRD\",\"err\":\"000\","
                + "\"submitted\":\"2010-02-10T17:30:00\",\"done\":\"2010-02-10T17:31:00\"}");
  }

  @Test
  void fieldsMayBeGivenOneByOne() throws IOException {
    assertThat(
            explain(
                "{\"short_message_hex\":\"\",\"data_coding\":0,\"esm_class\":\"0x04\","
                    + "\"tlvs\":{\"0x001e\":\"343200\",\"0x0427\":\"02\"}}",
                true))
        .startsWith("{\"receipt\":true,\"id\":\"42\",\"state\":\"DELIVRD\",\"err\":null");
    assertThat(explain("{\"short_message_hex\":\"686f6c61\",\"esm_class\":4}", true))
        .startsWith("{\"receipt\":true,\"id\":null");
    assertThat(explain("{\"short_message_hex\":\"686f6c61\",\"esm_class\":0}", true))
        .startsWith("{\"receipt\":false");
  }

  @Test
  void peopleGetAPhrase() throws IOException {
    assertThat(explain("{\"pdu\":\"" + PDU + "\"}", false))
        .isEqualTo(
            "receipt, id 0059113978, state DELIVRD, err 000, submitted 2010-02-10T17:30:00,"
                + " done 2010-02-10T17:31:00");
  }

  @Test
  void whatCannotBeReadIsAFindingAndTheRestGoesOn() throws IOException {
    var out = new StringWriter();
    int status =
        ExplainReceipt.run(
            new BufferedReader(
                new StringReader(
                    "nonsense\n{\"pdu\":\"00\"}\n{\"pdu\":\"xy\"}\n{\"esm_class\":4}\n")),
            new PrintWriter(out),
            true);
    assertThat(status).isEqualTo(1);
    assertThat(out.toString().lines().toList())
        .hasSize(4)
        .last()
        .asString()
        .startsWith("{\"receipt\":true");
    assertThat(out.toString().lines().limit(3)).allMatch(line -> line.startsWith("{\"error\":"));
  }

  private static String explain(String line, boolean json) throws IOException {
    var out = new StringWriter();
    ExplainReceipt.run(new BufferedReader(new StringReader(line)), new PrintWriter(out), json);
    return out.toString().strip();
  }
}
