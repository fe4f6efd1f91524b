package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.recado.archive.record.RecordKind;

class TextsTest {

  private static Properties bundle(String language) {
    var bundle = new Properties();
    try (var in = TextsTest.class.getResourceAsStream("texts_" + language + ".properties")) {
      bundle.load(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bundle;
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndNoneIsEmpty() {
    var english = bundle("en");
    var spanish = bundle("es");
    assertThat(spanish.keySet()).isEqualTo(english.keySet());
    assertThat(english.values()).noneMatch(text -> text.toString().isBlank());
    assertThat(spanish.values()).noneMatch(text -> text.toString().isBlank());
  }

  @Test
  void bothLanguagesTakeTheSameArguments() {
    var english = bundle("en");
    var spanish = bundle("es");
    for (String key : english.stringPropertyNames()) {
      assertThat(formats(spanish, key)).as(key).isEqualTo(formats(english, key));
    }
  }

  private static int formats(Properties bundle, String key) {
    return new MessageFormat(bundle.getProperty(key), Locale.ENGLISH)
        .getFormatsByArgumentIndex()
        .length;
  }

  @Test
  void everyStateAndEveryKindOfRecordHasAName() {
    var english = bundle("en");
    assertThat(SearchForm.STATUSES).allMatch(status -> english.containsKey("status." + status));
    assertThat(Arrays.stream(RecordKind.values()))
        .allMatch(kind -> english.containsKey("step." + kind.wireName()));
  }

  @Test
  void theLanguageIsTheFirstOneTheBrowserAsksForThatThereIs() {
    assertThat(WebSetup.preferred("es-ES,es;q=0.9,en;q=0.8").getLanguage()).isEqualTo("es");
    assertThat(WebSetup.preferred("ca,es;q=0.9").getLanguage()).isEqualTo("es");
    assertThat(WebSetup.preferred("de,en;q=0.2").getLanguage()).isEqualTo("en");
    assertThat(WebSetup.preferred("tlh").getLanguage()).isEqualTo("en");
    assertThat(WebSetup.preferred("\";;=,q").getLanguage()).isEqualTo("en");
  }
}
