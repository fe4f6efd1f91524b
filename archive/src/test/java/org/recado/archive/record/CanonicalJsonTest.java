package org.recado.archive.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  @Test
  void namesSortByUtf16CodeUnitsAsRfc8785Section323Shows() {
    var json =
        CanonicalJson.write(
            Map.of(
                "\u20ac", "Euro Sign",
                "\r", "Carriage Return",
                "\ufb33", "Hebrew Letter Dalet With Dagesh",
                "1", "One",
                "\ud83d\ude00", "Emoji: Grinning Face",
                "\u0080", "Control",
                "\u00f6", "Latin Small Letter O With Diaeresis"));
    assertThat(json)
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void stringsEscapeWhatRfc8785Section3222SaysAndNothingElse() {
    assertThat(CanonicalJson.write("\u20ac$\u000F\nA'B\"\\\\\"/\u007f"))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\"");
  }

  @Test
  void arraysAndNumbersArePlain() {
    assertThat(CanonicalJson.write(List.of(1, -2L, List.of(), Map.of()))).isEqualTo("[1,-2,[],{}]");
  }

  @Test
  void whatHasNoSingleFormIsRefused() {
    assertThatThrownBy(() -> CanonicalJson.write(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.write("\ud83d"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.write(1L << 53))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
