package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordingTest {

  private static final Pattern NAME = Pattern.compile("\\{[a-z]+}");

  private final Wording english = Wording.in(Locale.ENGLISH);
  private final Wording spanish = Wording.in(Locale.forLanguageTag("es-MX"));

  @Test
  void bothLanguagesSayTheSameThings() {
    assertThat(spanish.keys()).isEqualTo(english.keys());
    for (String key : english.keys()) {
      assertThat(names(spanish, key)).as(key).isEqualTo(names(english, key));
    }
  }

  @Test
  void aLanguageNobodyTranslatedIsEnglish() {
    assertThat(Wording.in(Locale.JAPANESE).language()).isEqualTo("en");
  }

  @Test
  void bracesInAValueStayAsTheyAre() {
    assertThat(english.text("reply.sender", Map.of("client", "{client}")))
        .isEqualTo("{client} (SMS)");
  }

  private static Set<String> names(Wording wording, String key) {
    var names = new TreeSet<String>();
    NAME.matcher(wording.text(key, Map.of())).results().forEach(r -> names.add(r.group()));
    return names;
  }
}
