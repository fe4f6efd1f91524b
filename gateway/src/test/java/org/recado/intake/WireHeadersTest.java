package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.mail.HeaderField;
import org.recado.smpp.SubmitOptions;

class WireHeadersTest {

  private static final Instant NOW = Instant.parse("2027-05-12T06:00:00Z");

  @Test
  void whatAnApplicationAsksForGoesWithTheText() {
    var parsed =
        ApplicationHeaders.parse(
            List.of(
                new HeaderField("X-SMS-Priority", "3"),
                new HeaderField("X-SMS-Validity", "2h"),
                new HeaderField("x-sms-schedule", "2027-05-12T09:00:00+02:00"),
                new HeaderField("X-SMS-Replace", "Yes"),
                new HeaderField("X-SMS-Class", "0")));
    assertThat(parsed.headers().orElseThrow().wire().options(NOW))
        .isEqualTo(
            new SubmitOptions(
                3,
                Optional.of(Instant.parse("2027-05-12T07:00:00Z")),
                Optional.of(Instant.parse("2027-05-12T08:00:00Z")),
                true,
                true));
    assertThat(WireHeaders.NONE.options(NOW)).isEqualTo(SubmitOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "X-SMS-Priority,4",
    "X-SMS-Validity,soon",
    "X-SMS-Validity,0h",
    "X-SMS-Schedule,2027-05-12T09:00:00",
    "X-SMS-Schedule,2h",
    "X-SMS-Replace,1",
    "X-SMS-Class,1",
    "X-SMS-Prority,1"
  })
  void whatCannotBeMeantIsRefusedAndNotIgnored(String name, String value) {
    var parsed = ApplicationHeaders.parse(List.of(new HeaderField(name, value)));
    assertThat(parsed.headers()).isEmpty();
    assertThat(parsed.problem()).startsWith(name + ": ").doesNotContain("\n");
  }
}
