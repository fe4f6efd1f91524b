package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.console.Bank.bank;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;

@ExtendWith(Bank.Open.class)
class SearchPageTest {

  private static final Pattern OLDER = Pattern.compile("href=\"(/search\\?[^\"]*after=[^\"]*)\"");

  @Test
  void wordsAreFoundInAnyFormWithoutAccentsAndMarked() {
    var page = bank().visitAs("carmen.vega").get("/search?words=prestamos").body();
    assertThat(page).contains("<mark>préstamo</mark>").contains("Ana Cliente", "Marta Ruiz Ibáñez");
    assertThat(page).contains("status-DELIVERED", ">Delivered<", "+34600111222");
  }

  @Test
  void anEmployeeFindsTheirOwnMessagesAndNobodyElses() {
    var visit = bank().visitAs("marta.ruiz");
    var page = visit.get("/search").body();
    assertThat(page).contains("oficina", "otra pregunta", "No llegará nunca");
    assertThat(page).doesNotContain("Recordatorio", "onerror", "Javier");
    assertThat(visit.get("/search?words=recordatorio").body()).contains("Nothing was found");
    // the field is not on the page; asking for it anyway changes nothing
    assertThat(page).doesNotContain("name=\"who\"");
    assertThat(visit.get("/search?who=inigo.arana@bank.example").body())
        .doesNotContain("Recordatorio");
    assertThat(visit.get("/search?who=inigo").body()).doesNotContain("Recordatorio");
  }

  @Test
  void aComplianceOfficerFindsEverybodysAndCanAskForOnePersons() {
    var visit = bank().visitAs("carmen.vega");
    assertThat(visit.get("/search?words=recordatorio").body()).contains("Recordatorio", "Arana");
    for (String who : new String[] {"marta.ruiz@bank.example", "MARTA.ruiz", "ruiz ibanez"}) {
      var page = visit.get("/search?who=" + who.replace(" ", "+")).body();
      assertThat(page).as(who).contains("oficina").doesNotContain("Recordatorio");
    }
    assertThat(visit.get("/search?who=%25").body()).contains("Nothing was found");
  }

  @Test
  void fieldsNarrowTheSearch() {
    var visit = bank().visitAs("carmen.vega");
    assertThat(visit.get("/search?status=UNDELIVERABLE").body())
        .contains("No llegará nunca")
        .doesNotContain("oficina");
    assertThat(visit.get("/search?direction=MO").body())
        .contains("otra pregunta")
        .doesNotContain("oficina");
    assertThat(visit.get("/search?client=600111").body())
        .contains("oficina")
        .doesNotContain("Recordatorio");
    assertThat(visit.get("/search?from=1990-01-01&to=1990-12-31").body())
        .contains("Nothing was found");
    assertThat(visit.get("/search?from=1990-01-01&to=2999-12-31&words=oficina").body())
        .contains("<mark>oficina</mark>");
  }

  @Test
  void aFieldThatCannotBeReadIsNamedAndNothingIsSearched() {
    int before = bank().records(RecordKind.SEARCHED).size();
    var page = bank().visitAs("carmen.vega").get("/search?from=yesterday&status=FINE").body();
    assertThat(page).contains("mend the marked fields").doesNotContain("Recordatorio");
    assertThat(bank().records(RecordKind.SEARCHED)).hasSize(before);
  }

  @Test
  void olderMessagesComePageByPageWithoutARepeatOrAGap() {
    var visit = bank().visitAs("inigo.arana");
    var first = visit.get("/search?words=recordatorio").body();
    var older = OLDER.matcher(first);
    assertThat(older.find()).isTrue();
    var second = visit.get(older.group(1).replace("&amp;", "&")).body();
    for (int i = 0; i < Bank.MANY; i++) {
      var text = Pattern.compile("</mark> número " + i + "</a>");
      int times =
          Math.toIntExact(
              text.matcher(first).results().count() + text.matcher(second).results().count());
      assertThat(times).as("message " + i).isEqualTo(1);
    }
    assertThat(OLDER.matcher(second).find()).isFalse();
  }

  @Test
  void aScriptGetsThePieceItAsksForAndNoMore() {
    var visit = bank().visitAs("carmen.vega");
    var piece =
        visit.get("/search?words=oficina", "HX-Request", "true", "HX-Target", "results").body();
    assertThat(piece).contains("<section id=\"results\"", "<mark>oficina</mark>");
    assertThat(piece).doesNotContain("<html", "<form");
    var older = visit.get("/search", "HX-Request", "true", "HX-Target", "older").body();
    assertThat(older).contains("class=\"hits\"").doesNotContain("<section", "<html");
    var ended = bank().visit().get("/search", "HX-Request", "true", "HX-Target", "results");
    assertThat(ended.statusCode()).isEqualTo(401);
    assertThat(ended.headers().firstValue("HX-Refresh")).contains("true");
  }

  @Test
  void everySearchIsARecordWithWhatWasAsked() {
    var visit = bank().visitAs("carmen.vega");
    int before = bank().records(RecordKind.SEARCHED).size();
    visit.get("/search?words=pr%C3%A9stamo&client=600111&who=marta");
    assertThat(bank().records(RecordKind.SEARCHED)).hasSize(before + 1);
    var searched = bank().last(RecordKind.SEARCHED);
    assertThat(searched.facts())
        .containsEntry(Facts.ACTOR, "carmen.vega@bank.example")
        .containsEntry("asked-words", "préstamo")
        .containsEntry("asked-client", "600111")
        .containsEntry("asked-who", "marta")
        .containsEntry("found", "1");
  }

  @Test
  void hostileTextIsShownAndNeverRun() {
    var visit = bank().visitAs("carmen.vega");
    var page = visit.get("/search?words=comillas").body();
    assertThat(page)
        .contains("&lt;script&gt;", "&lt;img src=x onerror=", "${7919*7907} [[${7919*7907}]]");
    assertThat(page).doesNotContain("<script>", "<img src=x", "62615533");
    for (String typed :
        new String[] {
          "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
          "%24%7B7919*7907%7D",
          "%00",
          "'%3B--",
          "%5C",
          "!%26%7C()*"
        }) {
      var answer = visit.get("/search?words=" + typed + "&client=" + typed + "&who=" + typed);
      assertThat(answer.statusCode()).as(typed).isEqualTo(200);
      assertThat(answer.body()).as(typed).doesNotContain("<script>");
      assertThat(visit.get("/search?after=" + typed).statusCode()).isEqualTo(200);
    }
  }
}
