package org.recado.console;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.console.Bank.bank;
import static org.recado.console.Visit.location;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Query;

/** Each role on each page, and what every answer carries. */
@ExtendWith(Bank.Open.class)
class AccessTest {

  /** Nobody, an employee, another employee, their supervisor, compliance, audit, operation. */
  private static final List<String> WHO =
      List.of(
          "",
          "marta.ruiz",
          "javier.sanz",
          "lucia.ortega",
          "carmen.vega",
          "teresa.lobo",
          "oscar.nunez");

  @TestFactory
  Stream<DynamicTest> eachRoleOnEachPage() {
    var hit = bank().only(Query.ALL.withWords("oficina"));
    String martas = "/messages/" + hit.message();
    String mail =
        bank().records(RecordKind.RECEIVED).stream()
            .filter(r -> r.message().map(Object::toString).equals(hit.submission()))
            .map(ArchivedRecord::id)
            .findFirst()
            .orElseThrow()
            .toString();
    return Map.ofEntries(
            entry("/", List.of(302, 302, 302, 302, 302, 302, 302)),
            entry("/search", List.of(302, 200, 200, 200, 200, 200, 404)),
            entry(martas, List.of(302, 200, 404, 200, 200, 200, 404)),
            entry(martas + "/steps", List.of(302, 200, 404, 200, 200, 200, 404)),
            entry(martas + "/transcript", List.of(302, 200, 404, 200, 200, 200, 404)),
            entry(martas + "/mails/" + mail, List.of(302, 200, 404, 200, 200, 200, 404)),
            entry("/holds", List.of(302, 404, 404, 404, 200, 200, 404)),
            entry("/disposition", List.of(302, 404, 404, 404, 200, 200, 404)),
            entry("/exports", List.of(302, 404, 404, 404, 200, 200, 404)),
            entry("/exports/new", List.of(302, 404, 404, 404, 200, 404, 404)),
            entry(
                "/exports/new?message=" + hit.message(),
                List.of(302, 404, 404, 404, 200, 404, 404)),
            entry("/trail", List.of(302, 404, 404, 404, 404, 200, 404)),
            entry("/operation", List.of(302, 404, 404, 404, 404, 404, 200)),
            entry("/login", List.of(200, 302, 302, 302, 302, 302, 302)),
            entry("/no-such-page", List.of(302, 404, 404, 404, 404, 404, 404)),
            entry("/actuator/env", List.of(404, 404, 404, 404, 404, 404, 404)))
        .entrySet()
        .stream()
        .flatMap(
            page ->
                Stream.iterate(0, i -> i < WHO.size(), i -> i + 1)
                    .map(
                        i ->
                            DynamicTest.dynamicTest(
                                page.getKey() + " for " + (i == 0 ? "nobody" : WHO.get(i)),
                                () ->
                                    assertThat(as(WHO.get(i)).get(page.getKey()).statusCode())
                                        .isEqualTo(page.getValue().get(i)))));
  }

  private static Visit as(String login) {
    return login.isEmpty() ? bank().visit() : bank().visitAs(login);
  }

  @Test
  void whatOneMayNotSeeLooksLikeWhatDoesNotExist() {
    var visit = bank().visitAs("javier.sanz");
    String martas = bank().only(Query.ALL.withWords("oficina")).message().toString();
    var hidden = visit.get("/messages/" + martas);
    var absent = visit.get("/messages/01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    assertThat(hidden.statusCode()).isEqualTo(absent.statusCode()).isEqualTo(404);
    assertThat(withoutToken(hidden)).isEqualTo(withoutToken(absent));
    for (String id : new String[] {"x", "%00", "..%2f", "01936f0e-5d3c-7a61-8a0e"}) {
      assertThat(visit.get("/messages/" + id).statusCode()).as(id).isIn(400, 404);
    }
  }

  @Test
  void aSupervisorSeesTheirTeamAndNobodyElse() {
    var lucia = bank().visitAs("lucia.ortega");
    assertThat(lucia.get("/search").body())
        .contains("oficina", "comillas")
        .doesNotContain("Recordatorio");
    assertThat(lucia.get("/search?who=javier.sanz@bank.example").body())
        .contains("comillas")
        .doesNotContain("oficina");
    assertThat(lucia.get("/search?who=inigo.arana@bank.example").body())
        .doesNotContain("Recordatorio");
    // Lucía reports to Núria, and so Lucía's people are below Núria too
    assertThat(bank().visitAs("nuria.vidal").get("/search?words=oficina").body())
        .contains("oficina");
    var reminder = bank().only(Query.ALL.withWords("recordatorio")).message();
    assertThat(lucia.get("/messages/" + reminder).statusCode()).isEqualTo(404);
  }

  @Test
  void theTrailTellsAuditorsWhoLookedAtWhatAndWhoWasNotLetIn() {
    var martas = bank().only(Query.ALL.withWords("oficina")).message();
    bank().visitAs("carmen.vega").get("/messages/" + martas);
    bank().visitAs("javier.sanz").get("/messages/" + martas);
    bank().visitAs("marta.ruiz").get("/operation");
    var teresa = bank().visitAs("teresa.lobo");
    var page = teresa.get("/trail").body();
    assertThat(page)
        .contains("carmen.vega@bank.example", "compliance", "/messages/" + martas)
        .containsPattern("javier\\.sanz@bank\\.example[^!]*refused[^!]*/messages/" + martas)
        .containsPattern("marta\\.ruiz@bank\\.example[^!]*refused[^!]*/operation")
        .doesNotContain("oficina");
    assertThat(teresa.get("/trail").body()).contains("What: trail");
    assertThat(teresa.get("/trail?before=x").statusCode()).isEqualTo(400);
    assertThat(teresa.get("/trail?before=00000000-0000-7000-8000-000000000000").body())
        .contains("Nothing was recorded yet.");
  }

  private static String withoutToken(HttpResponse<String> page) {
    return page.body().replaceAll("value=\"[^\"]{40,}\"", "");
  }

  @Test
  void aMailOfAnotherMessageIsNotReachedThroughOnesOwn() {
    String mine = bank().only(Query.ALL.withWords("oficina")).message().toString();
    var other = bank().only(Query.ALL.withWords("comillas")).submission().orElseThrow();
    var mail =
        bank().records(RecordKind.RECEIVED).stream()
            .filter(r -> r.message().map(Object::toString).filter(other::equals).isPresent())
            .findFirst()
            .orElseThrow();
    assertThat(
            bank()
                .visitAs("marta.ruiz")
                .get("/messages/" + mine + "/mails/" + mail.id())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void theOperatorsPageTellsTheStateAndNothingThatAnybodyWrote() {
    var page = bank().visitAs("oscar.nunez").get("/operation").body();
    assertThat(page).contains("SMPP connections", ">lab<", "Bound", "Checkpoint signed");
    assertThat(page).contains("lab-1: sends and receives", ">127.0.0.1:");
    assertThat(page).containsPattern("Delivered</span></dt>\\s*<dd>3[0-9]</dd>");
    assertThat(page).containsPattern("[0-9]+ people, [0-9]+ groups, [0-9]+ contacts");
    assertThat(page).doesNotContain("oficina", "Recordatorio", "+346", "Ana", "Marta");
  }

  @Test
  void operatorsPauseAndResumeAConnectionAndAreOnRecord() {
    var oscar = bank().visitAs("oscar.nunez");
    var page = oscar.get("/operation").body();
    assertThat(page).contains("/operation/connections/lab/pause");
    var pause = Map.of("_csrf", oscar.token());
    assertThat(oscar.post("/operation/connections/lab/pause", Map.of()).statusCode())
        .as("without its token")
        .isIn(302, 403, 404);
    assertThat(oscar.get("/operation").body()).doesNotContain("Paused by an operator");
    assertThat(oscar.post("/operation/connections/lab/pause", pause).statusCode()).isEqualTo(302);
    assertThat(oscar.get("/operation").body())
        .contains("Paused by an operator", "/operation/connections/lab/resume");
    var resume = Map.of("_csrf", oscar.token());
    assertThat(oscar.post("/operation/connections/lab/resume", resume).statusCode()).isEqualTo(302);
    assertThat(oscar.get("/operation").body()).doesNotContain("Paused by an operator");
    assertThat(oscar.post("/operation/connections/none/pause", pause).statusCode()).isEqualTo(404);
    var marta = bank().visitAs("marta.ruiz");
    var unusedPage = marta.get("/search");
    var token = Map.of("_csrf", marta.token());
    assertThat(marta.post("/operation/connections/lab/pause", token).statusCode()).isEqualTo(404);
    assertThat(oscar.get("/operation").body()).doesNotContain("Paused by an operator");
  }

  @Test
  void everyAnswerForbidsForeignScriptsFramesAndCaches() {
    var page = bank().visitAs("carmen.vega").get("/search");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            csp ->
                assertThat(csp)
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
    assertThat(page.body()).doesNotContainPattern("<script(?![^>]* src=)");
    assertThat(page.body()).doesNotContainPattern("\\son[a-z]+=\"").doesNotContain(" style=");
  }

  @Test
  void healthIsForEverybodyAndMetricsForThisMachineAlone() {
    var visit = bank().visit();
    var health = visit.get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("UP").doesNotContain("lab");
    assertThat(visit.get("/actuator/health/readiness").body()).contains("UP");
    var metrics = visit.get("/actuator/prometheus", "Accept", "text/plain");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("recado_smpp_bound");
    for (String[] forwarded :
        new String[][] {
          {"X-Forwarded-For", "203.0.113.7"},
          {"X-Forwarded-For", "127.0.0.1"},
          {"Forwarded", "for=127.0.0.1"},
        }) {
      assertThat(visit.get("/actuator/prometheus", forwarded).statusCode())
          .as(forwarded[1])
          .isEqualTo(404);
    }
  }

  @Test
  void readinessEndsWhenNoConnectionIsBound() {
    var health = new SmppHealthIndicator(bank().bean(org.recado.smpp.JsmppConnections.class));
    assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
  }

  @Test
  void pagesSpeakTheBrowsersLanguageUntilTheSwitchIsUsed() {
    var visit = bank().visit().speaking("es-ES,es;q=0.9");
    assertThat(visit.get("/login").body()).contains("<html lang=\"es\"", "Contraseña");
    visit.signIn("marta.ruiz", "marta-demo");
    assertThat(visit.get("/search").body()).contains("Buscar", "Entregado", "Al cliente");
    var switched =
        visit.post(
            "/language",
            Map.of("language", "en", "_csrf", visit.token()),
            "Referer",
            bank().url() + "/search?words=pr%C3%A9stamo");
    assertThat(switched.statusCode()).isEqualTo(303);
    assertThat(location(switched)).isEqualTo("/search?words=préstamo");
    assertThat(visit.get("/search").body()).contains("<html lang=\"en\"", "Delivered");
    for (String elsewhere :
        new String[] {
          "https://evil.example/x", bank().url() + "//evil.example", "javascript:x", ""
        }) {
      visit.get("/search");
      var back =
          visit.post(
              "/language", Map.of("language", "xx", "_csrf", visit.token()), "Referer", elsewhere);
      assertThat(location(back)).as(elsewhere).isEqualTo("/");
    }
  }

  @Test
  void errorPagesAreOursInBothLanguagesAndTellNothingInside() {
    var visit = bank().visitAs("carmen.vega");
    assertThat(visit.get("/no-such-page").body()).contains("Not found", "logo.svg");
    assertThat(visit.speaking("es").get("/no-such-page").body()).contains("No encontrado");
    var refused = visit.post("/language", Map.of("language", "es"));
    assertThat(refused.body()).contains("No permitido");
    var wrong = visit.post("/search", Map.of("_csrf", visit.token()));
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.body()).contains("No se ha entendido").doesNotContain("Exception", "org.");
  }

  @Test
  void whenTheDatabaseFailsThePageSaysSoWithoutASecret() {
    var visit = bank().visitAs("carmen.vega");
    bank().asOwner("alter table archive_index.generation rename to generation_away");
    try {
      var page = visit.get("/search");
      assertThat(page.statusCode()).isEqualTo(500);
      assertThat(page.body()).contains("That did not work");
      assertThat(page.body()).doesNotContain("archive_index", "Exception", "org.recado", "SQL");
    } finally {
      bank().asOwner("alter table archive_index.generation_away rename to generation");
    }
  }
}
