package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.recado.console.Bank.bank;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Query;

@ExtendWith(Bank.Open.class)
class ConversationTest {

  private static final Pattern MAIL = Pattern.compile("href=\"(/messages/[^\"]*/mails/[^\"]*)\"");

  private static Hit martas() {
    return bank().only(Query.ALL.withWords("oficina"));
  }

  private static String of(Hit hit) {
    return "/messages/" + hit.message();
  }

  @Test
  void aConversationShowsBothSidesInTheirOrder() {
    var page = bank().visitAs("marta.ruiz").get(of(martas())).body();
    assertThat(page).contains("Ana Cliente", "+34600111222", "with Marta Ruiz Ibáñez");
    assertThat(page.indexOf("Su préstamo está aprobado"))
        .isPositive()
        .isLessThan(page.indexOf("¿Mañana a las diez?"));
    assertThat(page).contains("turn-mt", "turn-mo", "status-DELIVERED", "status-RECEIVED");
    assertThat(page).containsPattern("<time datetime=\"20[^\"]*Z\" title=\"20[^\"]*Z\">[0-9:]{5}<");
  }

  @Test
  void theStepsTellTheWholeWayWithIdTimeAndProof() {
    var visit = bank().visitAs("carmen.vega");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              var page = visit.get(of(martas()) + "/steps").body();
              assertThat(page)
                  .containsSubsequence(
                      "Mail received",
                      "Accepted for the client",
                      "Submitted to the operator",
                      "Answered by the SMSC",
                      "Delivery receipt");
              assertThat(page).contains("UCS-2", "DELIVRD", "submit_sm", "deliver_sm", "Cita");
              assertThat(page)
                  .containsPattern("Leaf [0-9]+</span><span>, covered by the checkpoint");
              assertThat(page).contains("marta.ruiz@bank.example", "Ana Cliente · +34600111222");
            });
    var reply = bank().only(Query.ALL.withWords("pregunta"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(visit.get(of(reply) + "/steps").body())
                    .contains("Written by the client", "Mail to the employee", "REPLY"));
  }

  @Test
  void aScriptGetsTheStepsAlone() {
    var piece =
        bank().visitAs("marta.ruiz").get(of(martas()) + "/steps", "HX-Request", "true").body();
    assertThat(piece).startsWith("<div class=\"steps\">").doesNotContain("<html");
  }

  @Test
  void theMailIsShownAsTextWithWhatWasLeftOut() {
    var visit = bank().visitAs("carmen.vega");
    var links = MAIL.matcher(visit.get(of(martas()) + "/steps").body());
    assertThat(links.find()).isTrue();
    var page = visit.get(links.group(1)).body();
    assertThat(page).contains("<h1>Cita</h1>", "marta.ruiz@bank.example", "Subject: Cita");
    assertThat(page).contains("Su préstamo está aprobado");
  }

  @Test
  void theTranscriptHoldsEveryStepOfEveryMessageAndWhoMadeIt() {
    var page = bank().visitAs("carmen.vega").get(of(martas()) + "/transcript").body();
    assertThat(page)
        .contains("Mail received", "Written by the client", "<details class=\"step-more\" open");
    assertThat(page).contains("Made for Carmen Vega Salas (carmen.vega@bank.example)");
  }

  @Test
  void openingIsARecordOfTheMessageWithWhatWasShown() {
    var hit = martas();
    int before = bank().records(RecordKind.VIEWED).size();
    var visit = bank().visitAs("carmen.vega");
    visit.get(of(hit));
    visit.get(of(hit) + "/steps");
    visit.get(of(hit) + "/transcript");
    var views = bank().records(RecordKind.VIEWED);
    assertThat(views).hasSize(before + 3);
    var opened = views.get(before);
    assertThat(opened.message()).contains(hit.message());
    assertThat(opened.facts())
        .containsEntry(Facts.ACTOR, "carmen.vega@bank.example")
        .containsEntry("opened", "conversation")
        .containsEntry("role", "compliance");
    assertThat(opened.facts().get("shown"))
        .contains(hit.message().toString())
        .contains(bank().only(Query.ALL.withWords("pregunta")).message().toString());
  }

  @Test
  void anEmployeeDoesNotLearnThatSomebodyLooked() {
    bank().visitAs("carmen.vega").get(of(martas()));
    assertThat(bank().visitAs("carmen.vega").get(of(martas()) + "/steps").body())
        .contains("<strong>Opened</strong>");
    assertThat(bank().visitAs("marta.ruiz").get(of(martas()) + "/steps").body())
        .doesNotContain("<strong>Opened</strong>", "Looked at", "carmen.vega");
  }

  @Test
  void hostileTextIsHarmlessInEveryView() {
    var hit = bank().only(Query.ALL.withWords("comillas"));
    var visit = bank().visitAs("carmen.vega");
    var links = MAIL.matcher(visit.get(of(hit) + "/steps").body());
    assertThat(links.find()).isTrue();
    for (String path :
        new String[] {of(hit), of(hit) + "/steps", of(hit) + "/transcript", links.group(1)}) {
      var page = visit.get(path).body();
      assertThat(page).as(path).contains("&lt;script&gt;alert(&#39;hola&#39;)&lt;/script&gt;");
      assertThat(page).as(path).doesNotContain("<script>", "<img src=x");
    }
  }

  @Test
  void aDamagedRecordIsSaidToBeDamagedAndNothingFails() {
    var hit = bank().only(Query.ALL.withWords("\"recordatorio número 7\""));
    var damaged =
        bank().records(RecordKind.ACCEPTED).stream()
            .filter(record -> record.message().filter(hit.message()::equals).isPresent())
            .findFirst()
            .orElseThrow();
    bank()
        .asOwner(
            "update archive.content set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)"
                + " where record_id = '"
                + damaged.id()
                + "'");
    var page = bank().visitAs("carmen.vega").get(of(hit) + "/steps");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("not what the ledger says it is", damaged.id().toString());
  }
}
