package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PdusTest {

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void eachPduIsToldByItself() {
    String enquireLink = "00000010000000150000000000000001";
    var told = Pdus.explain(octets(enquireLink + enquireLink));
    assertThat(told).hasSize(2).allMatch(pdu -> pdu.contains("command: enquire_link"));
  }

  @Test
  void whatIsCutShortOrLiesAboutItsLengthStillEnds() {
    assertThat(Pdus.split(octets("000000"))).containsExactly("000000");
    assertThat(Pdus.split(octets("00000000" + "00".repeat(12)))).hasSize(1);
    assertThat(Pdus.split(octets("7fffffff" + "00".repeat(12)))).hasSize(1);
    assertThat(Pdus.split(octets("ffffffff" + "00".repeat(12)))).hasSize(1);
    assertThat(Pdus.split(new byte[0])).isEmpty();
    assertThat(Pdus.explain(octets("7fffffff" + "00".repeat(12)))).hasSize(1);
  }

  @Test
  void theEncodingIsTheOneThePdusName() {
    assertThat(Pdus.encoding("a: 1\ndata_coding: 0\nb: 2")).contains("GSM 03.38");
    assertThat(Pdus.encoding("data_coding: 8")).contains("UCS-2");
    assertThat(Pdus.encoding("sm_length: 8")).isEmpty();
  }
}
