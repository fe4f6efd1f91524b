package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.recado.archive.search.Page;
import org.recado.message.MessageId;

class SearchFormTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  @Test
  void daysAreTheFirmsDaysAndTheLastOneIsIncluded() {
    var query = SearchForm.of(Map.of("from", "2026-03-28", "to", "2026-03-29")).query(MADRID);
    assertThat(query.from()).contains(Instant.parse("2026-03-27T23:00:00Z"));
    // the clocks go forward on the 29th
    assertThat(query.before()).contains(Instant.parse("2026-03-29T22:00:00Z"));
  }

  @Test
  void emptyFieldsAskForNothing() {
    var form = SearchForm.of(Map.of("words", "  ", "status", ""));
    assertThat(form.mistakes()).isEmpty();
    assertThat(form.query(MADRID).words()).isEmpty();
    assertThat(form.asked()).isEmpty();
    assertThat(form.isDetailed()).isFalse();
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThat(SearchForm.of(Map.of("from", "21/11/2026")).mistakes()).containsExactly("from");
    assertThat(SearchForm.of(Map.of("to", "-999999999-01-01")).mistakes()).containsExactly("to");
    assertThat(SearchForm.of(Map.of("status", "'--")).mistakes()).containsExactly("status");
    assertThat(SearchForm.of(Map.of("direction", "UP")).mistakes()).containsExactly("direction");
  }

  @Test
  void theWordsMayHaveFieldsAndTheFormNarrowsThem() {
    var form =
        SearchForm.of(
            Map.of(
                "words",
                "recibo para:600111 status:delivered in:2026",
                "from",
                "2026-03-01",
                "to",
                "2027-12-31"));
    assertThat(form.mistakes()).isEmpty();
    var query = form.query(MADRID);
    assertThat(query.words()).contains("recibo");
    assertThat(query.client()).contains("600111");
    assertThat(query.status()).contains("DELIVERED");
    assertThat(query.from()).contains(Instant.parse("2026-02-28T23:00:00Z"));
    assertThat(query.before()).contains(Instant.parse("2026-12-31T23:00:00Z"));
  }

  @Test
  void wordsThatCannotBeUnderstoodAreAMistake() {
    for (String words : List.of("\"abierta", "sender:eva", "status:gone", "x".repeat(2_000))) {
      assertThat(SearchForm.of(Map.of("words", words)).mistakes())
          .as(words)
          .containsExactly("words");
    }
  }

  @Test
  void thePlaceWhereAPageEndedSurvivesTheAddress() {
    var place =
        new Page.Place(
            Instant.parse("2026-11-21T10:15:30.123456Z"),
            MessageId.of("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11"));
    var form = SearchForm.of(Map.of("words", "señal & más {x} %41"));
    String path = form.pathAfter(place);
    assertThat(path)
        .startsWith("/search?words=se%C3%B1al%20%26%20m%C3%A1s%20%7Bx%7D%20%2541&after=");
    String after = path.substring(path.indexOf("after=") + 6);
    assertThat(SearchForm.of(Map.of("after", after)).place()).contains(place);
    assertThat(SearchForm.of(Map.of("after", "2026_x")).place()).isEmpty();
  }

  @Test
  void whatIsLookedForIsNotToldByTheFormItself() {
    assertThat(SearchForm.of(Map.of("words", "secreto"))).asString().doesNotContain("secreto");
  }
}
