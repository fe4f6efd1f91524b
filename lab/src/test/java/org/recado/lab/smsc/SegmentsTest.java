package org.recado.lab.smsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SegmentsTest {

  @Test
  void aTextTooLongForOneSegmentIsCut() {
    assertThat(Segments.of("x".repeat(160), 1)).hasSize(1);
    assertThat(Segments.of("x".repeat(161), 1)).hasSize(2);
    assertThat(Segments.of("Ж".repeat(70), 1)).hasSize(1);
    assertThat(Segments.of("Ж".repeat(71), 1)).hasSize(2);
  }

  @Test
  void anEscapePairIsNotCut() {
    var parts = Segments.of("x".repeat(152) + "€" + "x".repeat(20), 1);

    assertThat(parts.get(0)).hasSize(6 + 152);
    assertThat(Gsm0338.decode(Arrays.copyOfRange(parts.get(1), 6, parts.get(1).length)))
        .startsWith("€x");
  }

  @Test
  void aSurrogatePairIsNotCut() {
    var parts = Segments.of("Ж".repeat(66) + "👋👋👋", 1);

    assertThat(parts.get(0)).hasSize(6 + 2 * 66);
  }

  @Test
  void everyCharacterOfTheAlphabetComesBack() {
    String all = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€";
    assertThat(Gsm0338.canWrite(all)).isTrue();
    assertThat(Gsm0338.decode(Gsm0338.encode(all))).isEqualTo(all);
  }
}
