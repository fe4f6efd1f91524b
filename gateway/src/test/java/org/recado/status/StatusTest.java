package org.recado.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.lab.smsc.MagicNumber;
import org.recado.status.Asking.Answer;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Look-ups over HTTP of texts that came over SMTP and went over SMPP. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class StatusTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ANA = "+34600111222";
  private static final String WORDS = "Su cuota secreta vence";

  private final WholeGateway gateway;
  private final String name = "r-" + UUID.randomUUID();
  private Description description;
  private Asking payments;

  StatusTest(WholeGateway gateway) {
    this.gateway = gateway;
    this.description = new Description("{}");
    this.payments = Asking.at(gateway.webPort());
  }

  @BeforeEach
  void readTheDescription() {
    var anybody = Asking.at(gateway.webPort());
    var served = anybody.get("/api/openapi.yaml");
    assertThat(served.status()).isEqualTo(200);
    assertThat(served.header("content-type")).startsWith("application/yaml");
    description = new Description(served.body());
    payments = anybody.as("payments", WholeGateway.PAYMENTS_SECRET);
  }

  // ---- what is said

  @Test
  void aTextIsFoundByEveryNameItsApplicationGaveIt() {
    String submission = send("payments", name, "<" + name + "@apps>", ANA);
    var byId = await().atMost(SOON).until(() -> only("submission", submission), this::isDelivered);
    for (var other :
        Map.of("reference", name, "envelopeId", name, "messageId", "<" + name + "@apps>")
            .entrySet()) {
      assertThat(only(other.getKey(), other.getValue())).as(other.getKey()).isEqualTo(byId);
    }
    var one = get("/api/v1/texts/{id}", payments, "/api/v1/texts/" + byId.get("id").asString());
    assertThat(one).isEqualTo(byId);
    assertThat(byId.get("recipient").asString()).isEqualTo(ANA + "@sms.bank.example");
    assertThat(byId.get("segments").asInt()).isEqualTo(1);
    assertThat(byId.get("parts").get(0).get("receipt").asString()).isEqualTo("DELIVRD");
    assertThat(states(byId.get("history")))
        .containsExactly("QUEUED", "CLAIMED", "SUBMITTED", "DELIVERED");
  }

  @Test
  void noAnswerHoldsTheWordsOrANumberThatTheApplicationDidNotWrite() {
    String submission = send("payments", name, "<" + name + "@apps>", "ana.cliente");
    var text = await().atMost(SOON).until(() -> only("submission", submission), this::isDelivered);
    var changes = changesOf(submission);
    assertThat(text.get("recipient").asString()).isEqualTo("ana.cliente@sms.bank.example");
    assertThat(text + changes.toString())
        .doesNotContain("600111222")
        .doesNotContain("secreta")
        .doesNotContain("cuota");
  }

  @Test
  void anUndeliverableTextSaysWhyInTheReceiptsOwnWords() {
    String submission =
        send("payments", name, "<" + name + "@apps>", MagicNumber.UNDELIVERABLE.number().e164());
    var text =
        await()
            .atMost(SOON)
            .until(
                () -> only("submission", submission),
                found -> found.get("state").asString().equals("UNDELIVERABLE"));
    assertThat(text.get("code").asString()).startsWith("5.");
    assertThat(text.get("reason").asString()).contains("UNDELIV");
    assertThat(text.get("parts").get(0).get("receipt").asString()).isEqualTo("UNDELIV");
    assertThat(text.get("parts").get(0).get("error").asString()).isNotEmpty();
    assertThat(text.get("parts").get(0).get("operatorId").asString()).isNotEmpty();
  }

  @Test
  void eachRecipientOfAMailIsATextAndTheyComeInPages() {
    String submission =
        send("payments", name, "<" + name + "@apps>", ANA, "+34611222333", "+34622333444");
    var seen = new ArrayList<String>();
    String path = "/api/v1/texts?limit=2&submission=" + submission;
    var page = get("/api/v1/texts", payments, path);
    page.get("texts").forEach(text -> seen.add(text.get("id").asString()));
    assertThat(seen).hasSize(2);
    page = get("/api/v1/texts", payments, path + "&cursor=" + page.get("cursor").asString());
    page.get("texts").forEach(text -> seen.add(text.get("id").asString()));
    assertThat(seen).hasSize(3).doesNotHaveDuplicates();
    assertThat(page.has("cursor")).isFalse();
  }

  @Test
  void theChangesOfATextAreReadOnceEachInTheirOrder() {
    String submission = send("payments", name, "<" + name + "@apps>", ANA);
    await().atMost(SOON).until(() -> only("submission", submission), this::isDelivered);
    assertThat(changesOf(submission).stream().map(change -> change.get("state").asString()))
        .containsExactly("QUEUED", "CLAIMED", "SUBMITTED", "DELIVERED");
  }

  @Test
  void anApplicationSeesItsOwnTextsOnly() {
    String submission = send("payments", name, "<" + name + "@apps>", ANA);
    String text = only("submission", submission).get("id").asString();
    var ledgers = Asking.at(gateway.webPort()).as("ledgers", WholeGateway.LEDGERS_SECRET);
    assertThat(get("/api/v1/texts", ledgers, "/api/v1/texts?reference=" + name).get("texts"))
        .isEmpty();
    assertThat(get("/api/v1/texts", ledgers, "/api/v1/texts?submission=" + submission).get("texts"))
        .isEmpty();
    refused(404, "/api/v1/texts/{id}", ledgers, "/api/v1/texts/" + text);
    assertThat(all(ledgers).stream().map(change -> change.get("submission").asString()))
        .doesNotContain(submission);
  }

  // ---- who may ask

  @Test
  void onlyAnApplicationFromItsAddressIsAnswered() {
    var anybody = Asking.at(gateway.webPort());
    String path = "/api/v1/changes?limit=1";
    var nobody = refused(401, "/api/v1/changes", anybody, path);
    assertThat(nobody.header("www-authenticate")).contains("Basic realm", "Bearer realm");
    refused(401, "/api/v1/changes", payments.from(5), path);
    refused(401, "/api/v1/changes", anybody.as("payments", "wrong").from(9), path);
    refused(401, "/api/v1/changes", anybody.with("Authorization", "Digest x"), path);
    refused(401, "/api/v1/changes", anybody.with("Authorization", "Basic ???"), path);
    get(
        "/api/v1/changes",
        anybody.with("Authorization", "Bearer payments~" + WholeGateway.PAYMENTS_SECRET),
        path);
  }

  @Test
  void nobodyIsBelievedWhomTheyForwardFor() {
    var forged = payments.from(6).with("X-Forwarded-For", "127.0.0.3");
    refused(401, "/api/v1/changes", forged, "/api/v1/changes?limit=1");
  }

  @Test
  void anEmployeesPasswordOpensNothingHere() {
    var employee = Asking.at(gateway.webPort()).as("marta.ruiz", "marta-demo");
    refused(401, "/api/v1/changes", employee, "/api/v1/changes");
  }

  @Test
  void guessesAreSlowedDownAndRightSecretsFromElsewhereAreNot() {
    var guesser = Asking.at(gateway.webPort()).as("nobody-" + name.substring(0, 8), "x").from(8);
    var answers = new ArrayList<Integer>();
    for (int i = 0; i < 6; i++) {
      answers.add(guesser.get("/api/v1/changes").status());
    }
    assertThat(answers).startsWith(401).endsWith(429);
    assertThat(refused(429, "/api/v1/changes", guesser, "/api/v1/changes").header("retry-after"))
        .matches("[0-9]+");
    get("/api/v1/changes", payments, "/api/v1/changes?limit=1");
  }

  @Test
  void nothingIsKeptBetweenRequests() {
    var answer = payments.with("Cookie", "JSESSIONID=x").get("/api/v1/changes?limit=1");
    assertThat(answer.header("set-cookie")).isEmpty();
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(Asking.at(gateway.webPort()).get("/api/v1/changes").header("set-cookie")).isEmpty();
  }

  // ---- what is refused

  @Test
  void whatIsNotDescribedIsRefusedWithASentence() {
    var wrong = new HashMap<String, Integer>();
    wrong.put("/api/v1/changes?limit=0", 400);
    wrong.put("/api/v1/changes?limit=5001", 400);
    wrong.put("/api/v1/changes?limit=ten", 400);
    wrong.put("/api/v1/changes?cursor=abc", 400);
    wrong.put("/api/v1/changes?limit=1&limit=2", 400);
    wrong.put("/api/v1/changes?since=today", 400);
    wrong.put("/api/v1/changes?cursor=" + cursor(Long.MAX_VALUE), 410);
    wrong.put("/api/v1/texts", 400);
    wrong.put("/api/v1/texts?reference=a&envelopeId=b", 400);
    wrong.put("/api/v1/texts?submission=12", 400);
    wrong.put("/api/v1/texts?reference=%00", 400);
    wrong.put("/api/v1/texts?reference=%zz", 400);
    wrong.put("/api/v1/texts/12", 400);
    wrong.put("/api/v1/texts/" + UUID.randomUUID(), 404);
    wrong.put("/api/v1/texts/" + UUID.randomUUID() + "?x=1", 400);
    wrong.forEach(
        (path, status) ->
            refused(
                status,
                path.replaceFirst("texts/.*", "texts/{id}").replaceFirst("\\?.*", ""),
                payments,
                path));
    for (String path : List.of("/api", "/api/v2/texts", "/api/v1/texts/a/b")) {
      var answer = payments.with("Accept", "text/html").get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
    }
    for (String path : List.of("/api//v1/changes", "/api/v1/changes;x=1", "/api/%2e%2e/login")) {
      var answer = payments.get(path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
    }
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      var answer = payments.ask(method, "/api/v1/changes");
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
      assertThat(description.differences("/api/v1/changes", answer)).isEmpty();
    }
  }

  @Test
  void aCursorOfAHistoryThatWasLostIsRefused() {
    String submission = send("payments", name, "<" + name + "@apps>", ANA);
    assertThat(changesOf(submission)).isNotEmpty();
    var octets = Base64.getUrlDecoder().decode(cursor(1));
    octets[23] ^= 1;
    String other = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    refused(410, "/api/v1/changes", payments, "/api/v1/changes?cursor=" + other);
  }

  // ---- the description

  @Test
  void theDescriptionHasWhatThereIsAndNothingElse() {
    var mapped =
        gateway
            .context()
            .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
            .getHandlerMethods();
    var paths = new ArrayList<String>();
    mapped.forEach(
        (info, method) -> {
          if (method.getBeanType().equals(StatusController.class)
              && method.getMethodAnnotation(RequestMapping.class) != null
              && !method.getMethod().getName().equals("other")) {
            paths.addAll(info.getPatternValues());
          }
        });
    assertThat(description.parameters().keySet()).containsExactlyInAnyOrderElementsOf(paths);
    description
        .parameters()
        .forEach(
            (path, parameters) -> {
              String asked = path.replace("{id}", UUID.randomUUID().toString());
              var sentence =
                  JSON.readTree(payments.get(asked + "?no-such-parameter=1").body())
                      .get("detail")
                      .asString();
              assertThat(sentence)
                  .as(path)
                  .isEqualTo(
                      parameters.isEmpty()
                          ? "This path takes no parameters"
                          : "A parameter is unknown; there are: " + String.join(", ", parameters));
            });
  }

  @Test
  void everyDescribedFieldIsThereInRealAnswers() {
    String failed =
        send("payments", name, "<" + name + "@apps>", MagicNumber.UNDELIVERABLE.number().e164());
    String later =
        send(
            "payments",
            name + "-w",
            "",
            "X-SMS-Not-Before: 2h\r\n",
            new String[] {ANA, "+34611222333"});
    await()
        .atMost(SOON)
        .until(() -> only("submission", failed), text -> text.get("final").asBoolean());
    changesOf(failed);
    get("/api/v1/texts", payments, "/api/v1/texts?limit=1&submission=" + later);
    refused(404, "/api/v1/texts/{id}", payments, "/api/v1/texts/" + UUID.randomUUID());
    // a problem of the type about:blank has no type
    assertThat(description.neverShown()).isSubsetOf(Set.of("Problem.type", "Problem.instance"));
  }

  // ---- how

  private String cursor(long position) {
    return new Cursor(position, new UUID(1, 1)).text();
  }

  private boolean isDelivered(JsonNode text) {
    return text.get("state").asString().equals("DELIVERED");
  }

  private static List<String> states(JsonNode steps) {
    var states = new ArrayList<String>();
    steps.forEach(step -> states.add(step.get("state").asString()));
    return states;
  }

  private JsonNode only(String parameter, String value) {
    var texts =
        get(
                "/api/v1/texts",
                payments,
                "/api/v1/texts?"
                    + parameter
                    + "="
                    + URLEncoder.encode(value, StandardCharsets.UTF_8))
            .get("texts");
    assertThat(texts).hasSize(1);
    return texts.get(0);
  }

  private List<JsonNode> changesOf(String submission) {
    return all(payments).stream()
        .filter(change -> change.get("submission").asString().equals(submission))
        .toList();
  }

  private List<JsonNode> all(Asking who) {
    var all = new ArrayList<JsonNode>();
    String path = "/api/v1/changes?limit=7";
    var page = get("/api/v1/changes", who, path);
    page.get("changes").forEach(all::add);
    while (page.get("more").asBoolean()) {
      page = get("/api/v1/changes", who, path + "&cursor=" + page.get("cursor").asString());
      page.get("changes").forEach(all::add);
    }
    return all;
  }

  /** A right answer, held against the description. */
  private JsonNode get(String path, Asking who, String asked) {
    var answer = who.get(asked);
    assertThat(answer.status()).as(asked + " " + answer.body()).isEqualTo(200);
    assertThat(description.differences(path, answer)).as(answer.body()).isEmpty();
    return JSON.readTree(answer.body());
  }

  private Answer refused(int status, String path, Asking who, String asked) {
    var answer = who.get(asked);
    assertThat(answer.status()).as(asked + " " + answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(description.differences(path, answer)).as(answer.body()).isEmpty();
    assertThat(JSON.readTree(answer.body()).get("detail").asString()).isNotBlank();
    return answer;
  }

  private String send(String account, String reference, String messageId, String... recipients) {
    return send(account, reference, messageId, "", recipients);
  }

  /** The id that answered DATA. */
  private String send(
      String account, String reference, String messageId, String headers, String[] recipients) {
    try (var smtp = Smtp.insideTls(gateway.smtpsPort(), gateway.trust())) {
      String credentials = "\0" + account + "\0" + WholeGateway.PAYMENTS_SECRET;
      assertThat(
              smtp.say(
                  "AUTH PLAIN "
                      + Base64.getEncoder()
                          .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))))
          .startsWith("235");
      assertThat(smtp.say("MAIL FROM:<avisos@apps.bank.example> ENVID=" + reference))
          .startsWith("250");
      for (String recipient : recipients) {
        assertThat(smtp.say("RCPT TO:<" + recipient + "@sms.bank.example>")).startsWith("250");
      }
      assertThat(smtp.say("DATA")).startsWith("354");
      smtp.send(
          "From: <avisos@apps.bank.example>\r\nX-SMS-Category: reminder\r\nX-SMS-Reference: "
              + reference
              + "\r\n"
              + headers
              + (messageId.isEmpty() ? "" : "Message-ID: " + messageId + "\r\n")
              + "\r\n"
              + WORDS
              + "\r\n");
      String answer = smtp.say(".");
      assertThat(answer).startsWith("250 2.0.0 ");
      return answer.substring("250 2.0.0 ".length()).strip();
    }
  }
}
