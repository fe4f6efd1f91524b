package org.recado.protection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.message.SmsText;

class WishTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STOP",
        "stop.",
        " Stop! ",
        "STOP ALL",
        "Baja",
        "¡BAJA!",
        "dar de baja",
        "No más mensajes",
        "don't text me",
        "Don’t text me",
        "Opt-out",
        "CANCELAR",
        "no quiero más mensajes"
      })
  void theWordsOfTheLawAndTheirKinAreAnOptOut(String text) {
    assertThat(Wish.in(new SmsText(text))).isEqualTo(Wish.OPT_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALTA", "alta.", "START", "unstop"})
  void andTheseTakeItBack(String text) {
    assertThat(Wish.in(new SmsText(text))).isEqualTo(Wish.OPT_IN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Quiero darme de baja del seguro",
        "¿Es baja la cuota?",
        "No, alto ahí",
        "stop by tomorrow",
        "👍",
        "...",
        "baja baja"
      })
  void inASentenceTheyAreWords(String text) {
    assertThat(Wish.in(new SmsText(text))).isEqualTo(Wish.NONE);
  }
}
