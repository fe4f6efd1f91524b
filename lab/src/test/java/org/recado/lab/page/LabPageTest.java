package org.recado.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.lab.bank.DirectorySettings;
import org.recado.lab.bank.LabCertificates;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailSettings;
import org.recado.lab.changes.Changes;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.message.Msisdn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LabPageTest {

  private static final Msisdn LONG = Msisdn.of("+34910000001");
  private static final Msisdn ANA = Msisdn.of("+34600111222");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient browser = HttpClient.newHttpClient();
  private LabDirectory directory;
  private LabMailServer mail;
  private SmscSimulator smsc;
  private LabPage page;

  @BeforeEach
  void start(@TempDir Path folder) {
    var certificates = LabCertificates.in(folder, Clock.systemUTC());
    var changes = new Changes();
    directory = LabDirectory.start(DirectorySettings.defaults(), certificates);
    mail = LabMailServer.start(MailSettings.defaults(), directory.accounts(), changes);
    smsc = SmscSimulator.start(SmscSettings.defaults(), changes);
    page =
        LabPage.start(
            new PageSettings("127.0.0.1", 0, "sms.bank.example", List.of(LONG), List.of()),
            directory,
            mail,
            smsc,
            // the bank's own server refuses STARTTLS: enough to see how a refusal is told
            new MailClient("127.0.0.1", mail.smtpPort(), certificates),
            changes,
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    page.close();
    smsc.close();
    mail.close();
    directory.close();
  }

  @Test
  void thePageAndWhatItNeedsComeFromHereAlone() throws Exception {
    var html = get("/");
    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.body()).contains("/lab.css", "/lab.js").doesNotContain("https://");
    assertThat(html.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'self'; frame-ancestors 'none'");
    for (String file : List.of("/lab.css", "/lab.js", "/icon.svg")) {
      assertThat(get(file).statusCode()).isEqualTo(200);
    }
    assertThat(get("/lab.js").body()).doesNotContain("innerHTML");
    assertThat(get("/../bank/bank.ldif").statusCode()).isEqualTo(404);
  }

  @Test
  void signInsClientsAndMagicNumbersAreListed() throws Exception {
    JsonNode bank = JSON.readTree(get("/api/bank").body());

    assertThat(bank.path("people").findValuesAsString("login")).contains("marta.ruiz", "avisos");
    assertThat(bank.path("clients").findValuesAsString("number")).contains("+34600111222");
    assertThat(bank.path("magic").findValuesAsString("number")).contains("+34600000001").hasSize(9);
  }

  @Test
  void whatIsTypedOnAPhoneGoesToTheSmscAndShowsInTheNextState() throws Exception {
    long before = JSON.readTree(get("/api/state").body()).path("version").asLong();
    var later =
        browser.sendAsync(request("/api/state?after=" + before).build(), BodyHandlers.ofString());

    var answer =
        post("/api/sms", Map.of("from", "+34600111222", "to", "+34910000001", "text", "<b>sí</b>"));

    assertThat(answer.body()).contains("\"done\":true");
    assertThat(smsc.undelivered()).isEqualTo(1);
    assertThat(later).succeedsWithin(Duration.ofSeconds(10));
    JsonNode state = JSON.readTree(get("/api/state").body());
    assertThat(state.path("phones").findValuesAsString("text")).contains("<b>sí</b>");
    assertThat(smsc.handset(ANA).messages()).hasSize(1);
  }

  @Test
  void aMailThatCannotBeSentIsAnsweredWithTheReason() throws Exception {
    var answer =
        post(
            "/api/mail",
            Map.of("login", "marta.ruiz", "password", "x", "to", "a@b.example", "text", "hola"));

    assertThat(answer.body()).contains("\"done\":false").contains("STARTTLS");
  }

  @Test
  void foreignFormsAndNonsenseAreRefused() throws Exception {
    var form =
        browser.send(
            request("/api/sms")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(post("/api/sms", Map.of("from", "nobody")).statusCode()).isEqualTo(400);
    assertThat(post("/api/mail", Map.of("login", "nobody")).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return browser.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, Map<String, String> body) throws Exception {
    return browser.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path))
        .timeout(Duration.ofSeconds(30));
  }
}
