package org.recado.lab.smsc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CeilingTest {

  @Test
  void everyMessageOfTheBareEsmeIsCountedAndItsReceiptTaken() {
    try (var smsc = SmscSimulator.start(SmscSettings.defaults())) {
      assertThat(Ceiling.perSecond(smsc, 500, 100)).isPositive();
      assertThat(smsc.submissionCount()).isEqualTo(500);
    }
  }
}
