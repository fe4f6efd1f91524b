package org.recado.archive.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeafTest {

  private static final String METADATA =
      """
      {"at":"2026-03-02T08:00:00.123456Z",\
      "content":"00","format":"recado-leaf/1","id":"01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11",\
      "kind":"signed-in","parts":[{"digest":"ab","name":"text","size":2,"type":"text/plain"}],\
      "retention":{"class":"standard","years":7}}""";

  @Test
  void aLeafReadsAsItWasWritten() {
    assertThat(Leaf.parse(METADATA).metadata()).isEqualTo(METADATA);
    assertThat(Leaf.parse(METADATA).kind()).isEqualTo(RecordKind.SIGNED_IN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"at\"|\"extra\":1,\"at\"",
        "\"size\":2|\"size\":2.0",
        "\"size\":2|\"size\": 2",
        "00.123456Z|00.123Z",
        "signed-in|SIGNED_IN",
        "recado-leaf/1|recado-leaf/2",
        "\"years\":7|\"years\":0",
        "01936f0e|01936F0E",
        "2026-03-02|2026-13-02",
        "{\"class\":\"standard\",\"years\":7}|7",
        "]|"
      })
  void anythingElseIsNotALeaf(String part, String other) {
    String tampered = METADATA.replace(part, other == null ? "" : other);
    assertThatThrownBy(() -> Leaf.parse(tampered)).isInstanceOf(IllegalArgumentException.class);
  }
}
