package org.recado.archive.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.recado.archive.TestArchive;
import org.recado.archive.search.QueryMistake.Kind;
import org.recado.message.Direction;

class QueryLanguageTest {

  @Test
  void fieldsAreTakenOutOfTheWordsInEitherLanguage() {
    var query =
        parse("recibo team:\"Branch 7\" \"pago de marzo\" estado:delivered ref:A-77 -vencido");
    assertThat(query.words()).contains("recibo \"pago de marzo\" -vencido");
    assertThat(query.team()).contains("Branch 7");
    assertThat(query.status()).contains("DELIVERED");
    assertThat(query.reference()).contains("A-77");
    assertThat(parse("de:Eva@bank.example tiene:respuesta"))
        .isEqualTo(
            Query.ALL.withMailbox("Eva@bank.example").withDirection(Direction.MT).withReply());
    assertThat(parse("  ")).isEqualTo(Query.ALL);
  }

  @Test
  void aMailboxStandsOnOneSideAndAClientOnTheOther() {
    assertThat(parse("from:eva@bank.example").direction()).contains(Direction.MT);
    assertThat(parse("to:eva@bank.example").direction()).contains(Direction.MO);
    assertThat(parse("to:600111").direction()).contains(Direction.MT);
    assertThat(parse("from:600111").direction()).contains(Direction.MO);
    assertThat(parse("from:eva@bank.example to:600111").client()).contains("600111");
  }

  @Test
  void aNumberMayHaveBlanksInIt() {
    for (String typed :
        List.of(
            "+34 600 111 222", "number:600 111 222", "to:+34 600.111-222", "numero:600 11 12 22")) {
      var query = parse(typed + " recibo");
      assertThat(query.client().orElse("").replaceAll("[^0-9]", ""))
          .as(typed)
          .endsWith("600111222");
      assertThat(query.words()).as(typed).contains("recibo");
    }
    assertThat(parse("to:600111 \"500\" euros").words()).contains("\"500\" euros");
    assertThat(parse("pagar 500 euros").words()).contains("pagar 500 euros");
    assertThat(parse("+34600111222 12345678").words()).contains("12345678");
  }

  @Test
  void timeIsGivenInDaysMonthsAndYears() {
    assertThat(parse("after:2026-03-01 before:01/04/2026")).isEqualTo(parse("in:2026-03"));
    assertThat(parse("el:5/3/2026").before()).contains(Instant.parse("2026-03-06T00:00:00Z"));
    assertThat(parse("en:2026").before()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    var madrid = QueryLanguage.parse("on:2026-03-29", ZoneId.of("Europe/Madrid"));
    assertThat(madrid.from()).contains(Instant.parse("2026-03-28T23:00:00Z"));
    assertThat(madrid.before()).contains(Instant.parse("2026-03-29T22:00:00Z"));
  }

  @Test
  void whatOnlyLooksLikeAFieldIsAWord() {
    assertThat(parse("https://bank.example/x").words()).contains("https://bank.example/x");
    assertThat(parse("a las 10:30 h").words()).contains("a las 10:30 h");
    assertThat(parse("Nota: llamar").words()).contains("Nota llamar");
    assertThat(parse("\"team:x\"").words()).contains("\"team:x\"");
  }

  @Test
  void marksThatCannotBeSeenAndCurlyQuotesDoNotMatter() {
    assertThat(parse("\u200f“pago de marzo”\u200b").words()).contains("\"pago de marzo\"");
    assertThat(parse("שלום\u200f مرحبا").words()).contains("שלום مرحبا");
    assertThat(parse("uno\u0000dos\tтри").words()).contains("uno dos три");
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeUnderstoodIsAnsweredWithASentence() {
    return Map.ofEntries(
            Map.entry("\"pago de marzo", Kind.OPEN_QUOTE),
            Map.entry("team:\"Branch 7", Kind.OPEN_QUOTE),
            Map.entry("pago\"", Kind.OPEN_QUOTE),
            Map.entry("-", Kind.NO_WORD),
            Map.entry("***", Kind.NO_WORD),
            Map.entry("\"\"", Kind.NO_WORD),
            Map.entry("👍", Kind.NO_WORD),
            Map.entry("pago -👍", Kind.NO_WORD),
            Map.entry("sender:eva@bank.example", Kind.UNKNOWN_FIELD),
            Map.entry("from:", Kind.EMPTY_FIELD),
            Map.entry("from: eva@bank.example", Kind.EMPTY_FIELD),
            Map.entry("team:\"\"", Kind.EMPTY_FIELD),
            Map.entry("-team:x", Kind.EXCLUDED_FIELD),
            Map.entry("team:a team:b", Kind.TWICE),
            Map.entry("from:600111 to:600111", Kind.TWICE),
            Map.entry("in:2026-03 after:2026-02-01", Kind.TWICE),
            Map.entry("pago or team:x", Kind.JOINED_FIELD),
            Map.entry("or", Kind.LOOSE_OR),
            Map.entry("pago or", Kind.LOOSE_OR),
            Map.entry("pago or or recibo", Kind.LOOSE_OR),
            Map.entry("pa*", Kind.STAR),
            Map.entry("re*bo", Kind.STAR),
            Map.entry("*recibo", Kind.STAR),
            Map.entry("has:answer", Kind.ONLY_REPLY),
            Map.entry("is:sent", Kind.ONLY_REPLY),
            Map.entry("after:yesterday", Kind.DAY),
            Map.entry("on:2026-02-30", Kind.DAY),
            Map.entry("on:31/02/2026", Kind.DAY),
            Map.entry("in:2026-13", Kind.DAY),
            Map.entry("on:+999999999-01-01", Kind.DAY),
            Map.entry("in:0001", Kind.DAY),
            Map.entry("after:2026-04-01 before:2026-03-01", Kind.BACKWARDS),
            Map.entry("from:eva", Kind.SIDE),
            Map.entry("number:eva", Kind.NUMBER),
            Map.entry("number:+", Kind.NUMBER),
            Map.entry("message:77", Kind.MESSAGE),
            Map.entry("message:zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", Kind.MESSAGE),
            Map.entry("x".repeat(10_240), Kind.TOO_LONG))
        .entrySet()
        .stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().substring(0, Math.min(40, entry.getKey().length())),
                    () ->
                        assertThatThrownBy(() -> parse(entry.getKey()))
                            .isInstanceOfSatisfying(
                                QueryMistake.class,
                                mistake -> {
                                  assertThat(mistake.kind()).isEqualTo(entry.getValue());
                                  assertThat(mistake.getMessage())
                                      .endsWith(".")
                                      .hasSizeLessThan(250)
                                      .doesNotContain("%s");
                                })));
  }

  @Test
  void wordsAreExcludedInEveryFormAndGoTogetherAcrossLanguages() {
    var archive = new TestArchive();
    assertThat(says(archive, "La acción es suya", "-acciones")).isFalse();
    assertThat(says(archive, "Su recibo ha vencido", "recibo -vencidos")).isFalse();
    assertThat(says(archive, "Su recibo", "recibo -vencidos")).isTrue();
    assertThat(says(archive, "Your payment, sus acciones", "payments acción")).isTrue();
    assertThat(says(archive, "El pago de marzo", "los pagos")).isTrue();
    assertThat(says(archive, "El pago de marzo", "\"pagos de marzo\"")).isTrue();
    assertThat(says(archive, "El marzo de pago", "\"pagos de marzo\"")).isFalse();
    assertThat(says(archive, "Uno de dos", "de")).isTrue();
    assertThat(says(archive, "Uno y dos", "de")).isFalse();
    assertThat(says(archive, "La hipoteca", "hipot*")).isTrue();
    assertThat(says(archive, "La hipoteca", "HIPÓT* or nada")).isTrue();
    assertThat(says(archive, "La casa", "hipot*")).isFalse();
    assertThat(says(archive, "a b", "pago marzo or a b")).isTrue();
    assertThat(says(archive, "Straße in İstanbul", "straße istanbul")).isTrue();
    assertThat(says(archive, "שלום עולם", "עולם")).isTrue();
    assertThat(says(archive, "lo que sea", "***")).isFalse();
  }

  /**
   * Whatever is typed is understood or answered; none of it reaches the database as a statement.
   */
  @Test
  void nothingThatIsTypedBreaksTheSearch() {
    var archive = new TestArchive();
    var message = archive.id();
    archive.append(archive.accepted(message, "It's 100 % of O'Brien & co: a|b !c <-> d:*"));
    archive.catchUp();
    String[] pieces = {
      "'",
      "\"",
      "\\",
      "--",
      ";",
      "drop table archive.record",
      "&",
      "|",
      "!",
      "<->",
      ":*",
      "(",
      ")",
      "*",
      "%",
      "_",
      "$$",
      "or",
      "OR",
      "-",
      "team:",
      "from:",
      "+34",
      "600",
      " ",
      "ß",
      "ı",
      "İ",
      "ﬁ",
      "👍🏽",
      "שלום",
      "\u202e",
      "\ud800",
      "{",
      "}",
      "null",
      "a:b",
      "in:2026",
      "ref:'",
      "team:\"",
      "\u0000",
      "é",
      "e\u0301"
    };
    long seed = Long.getLong("query.seed", System.nanoTime());
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < Integer.getInteger("query.cases", 300); i++) {
      var typed = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        typed.append(pieces[random.nextInt(pieces.length)]);
        typed.append(random.nextBoolean() ? " " : "");
      }
      Optional<Query> query;
      try {
        query = Optional.of(parse(typed.toString()));
      } catch (QueryMistake e) {
        query = Optional.empty();
      }
      try {
        found += query.map(q -> archive.setup.search().find(q, Page.first(5)).size()).orElse(0);
        Words.of(typed.toString()).in("It's", archive.jdbc);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + typed, e);
      }
    }
    assertThat(found).as("seed %d", seed).isPositive();
    assertThat(parse("O'Brien \"100 % of\""))
        .satisfies(q -> assertThat(archive.setup.search().find(q, Page.first(5))).hasSize(1));
  }

  private static boolean says(TestArchive archive, String text, String words) {
    return Words.of(words).in(text, archive.jdbc);
  }

  private static Query parse(String typed) {
    return QueryLanguage.parse(typed, ZoneOffset.UTC);
  }
}
