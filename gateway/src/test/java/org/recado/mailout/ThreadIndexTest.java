package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadIndexTest {

  /** Begun when the FILETIME was 0x01DC5B0000000000. */
  private static final byte[] HEADER =
      HexFormat.of().parseHex("01dc5b000000" + "00112233445566778899aabbccddeeff");

  private static final Instant BEGUN =
      Instant.parse("1601-01-01T00:00:00Z")
          .plusSeconds(0x01DC5B0000000000L / 10_000_000)
          .plusNanos(0x01DC5B0000000000L % 10_000_000 * 100);

  @Test
  void anAnswerIsFiveOctetsMoreWithTheTimeSinceTheBeginning() {
    // 2^18 hundred nanoseconds are the unit: 0.0262144 s
    assertThat(answer(Duration.ofHours(1))).isEqualTo("%08x42".formatted(137_329));
  }

  @Test
  void afterTwoYearsTheUnitIsLonger() {
    // 2^23 hundred nanoseconds: 0.8388608 s
    long units = (long) (Duration.ofDays(730).toSeconds() / 0.8388608);
    assertThat(answer(Duration.ofDays(730))).isEqualTo("%08x42".formatted(units | (1L << 31)));
  }

  @Test
  void aClockThatIsBehindMakesNoNegativeTime() {
    assertThat(answer(Duration.ofHours(-1))).isEqualTo("0000000042");
  }

  private static String answer(Duration since) {
    var index = ThreadIndex.parse(Base64.getEncoder().encodeToString(HEADER)).orElseThrow();
    byte[] octets =
        Base64.getDecoder().decode(index.answeredAt(BEGUN.plus(since), 0x42).toString());
    assertThat(octets).hasSize(27).startsWith(HEADER);
    return HexFormat.of().formatHex(octets, 22, 27);
  }

  @Test
  void noFieldGrowsBeyondALine() {
    byte[] deep = ByteBuffer.allocate(22 + 5 * 400).put(HEADER).array();
    var index = ThreadIndex.parse(Base64.getEncoder().encodeToString(deep)).orElseThrow();
    assertThat(index.answeredAt(BEGUN, 1).toString()).hasSizeLessThan(900);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AQ==", "not base64", "AgIDBAUGBwgJCgsMDQ4PEBESExQVFg==", "ñ"})
  void whatIsNoneIsNone(String value) {
    assertThat(ThreadIndex.parse(value)).isEmpty();
  }
}
