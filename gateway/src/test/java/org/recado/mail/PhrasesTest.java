package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found is what {@link Pattern} finds. */
class PhrasesTest {

  private static final String[] PIECES = {
    "confidencial",
    "CONFIDEN",
    "ſtrasse",
    "straße",
    "STRASSE",
    "çà",
    "ÇÀ",
    "kelvin",
    "\u212Aelvin",
    "el 3",
    " ",
    ".",
    "-",
    "x",
    "don’t",
    "don't",
    "tel. 91",
    "CIF",
    "cif",
    "ΑΒ",
    "αβ",
    "письмо",
    "ПИСЬМО",
    "ı",
    "İ",
    "i",
    "\ud83d\ude00",
    "\n",
    "(",
    "",
    "no",
    "non",
    "n"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "confiden|stra(?:ß|ss)e|письмо|αβ",
        "(?<!\\p{L})(?:çà|kelvin|n[o0]n?)(?!\\p{L})",
        "[\\W_]{0,8}(?:p )?(?:el \\d|cif|don['’]t)",
        "\\bCIF\\b|tel\\.? ?\\d|ix?|\\(",
        "(?:x|-)+y?|^el|don.t$"
      })
  void whatIsFoundIsWhatThePatternFinds(String regex) {
    var pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    var phrases = Phrases.of(regex);
    long seed = Long.getLong("recado.seed", 20261122);
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      List<String> expected = pattern.matcher(text).results().map(PhrasesTest::shown).toList();
      var found = new ArrayList<String>();
      phrases.anyIn(text, match -> !found.add(shown(match)));
      assertThat(found).as("seed %d, %s", seed, text).isEqualTo(expected);
      assertThat(phrases.occurIn(text)).isEqualTo(!expected.isEmpty());
      assertThat(phrases.matches(text)).isEqualTo(pattern.matcher(text).matches());
    }
  }

  private static String shown(MatchResult match) {
    return match.start() + "-" + match.end() + " " + match.group();
  }
}
