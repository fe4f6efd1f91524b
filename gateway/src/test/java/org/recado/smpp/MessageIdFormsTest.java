package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.smpp.MessageIdForms.Candidate;
import org.recado.smpp.MessageIdForms.Form;

class MessageIdFormsTest {

  @ParameterizedTest
  @CsvSource({
    "38601FA,0059113978,HEX_OF_DECIMAL",
    "59113978,038601fa,DECIMAL_OF_HEX",
    "0x1A,26,HEX_OF_DECIMAL",
    "000123,123,SAME",
    "a29f6845555647139e5c8f3b817f2c9a,A29F6845555647139E5C8F3B817F2C9A,SAME",
    "ffffffffffffffffffff,1208925819614629174706175,HEX_OF_DECIMAL",
    "1208925819614629174706175,FFFFFFFFFFFFFFFFFFFF,DECIMAL_OF_HEX",
    "4a38dc46-5125-4969-90be-72104c340d5c,4A38DC46-5125-4969-90BE-72104C340D5C,SAME"
  })
  void aReceiptsIdLeadsBackToTheAnswers(String answered, String receipted, Form form) {
    assertThat(MessageIdForms.candidates(receipted))
        .contains(new Candidate(form, MessageIdForms.canonical(answered)));
  }

  @Test
  void theUnchangedFormComesFirstAndNoneTwice() {
    assertThat(MessageIdForms.candidates("10"))
        .containsExactly(
            new Candidate(Form.SAME, "10"),
            new Candidate(Form.HEX_OF_DECIMAL, "a"),
            new Candidate(Form.DECIMAL_OF_HEX, "16"));
    assertThat(MessageIdForms.candidates("7")).containsExactly(new Candidate(Form.SAME, "7"));
    assertThat(MessageIdForms.candidates("0000")).containsExactly(new Candidate(Form.SAME, "0"));
    assertThat(MessageIdForms.candidates("")).containsExactly(new Candidate(Form.SAME, ""));
  }

  @Test
  void aMonstrousIdIsNotCalculatedWith() {
    assertThat(MessageIdForms.candidates("9".repeat(100_000))).hasSize(1);
  }
}
