package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.recado.mail.Habits;
import org.recado.mail.HeaderField;
import org.recado.mail.MailProperties;
import org.recado.mail.MailProperties.SubjectRule;
import org.recado.mail.MailReader;
import org.recado.numbering.NumberingProperties;
import org.recado.policy.CategorySettings;
import org.recado.policy.CategorySettings.Lane;
import org.recado.policy.CategorySettings.OnUnknown;
import org.recado.policy.PolicyProperties;

class ComposerTest {

  private static final MailProperties MAIL =
      new MailProperties(
          "##",
          SubjectRule.IGNORE,
          List.of(
              new MailProperties.DomainSubject("bank.example", SubjectRule.WHEN_EMPTY),
              new MailProperties.DomainSubject("app.example", SubjectRule.PREFIX)),
          List.of("Banco de Ejemplo, entidad inscrita"),
          true,
          Map.of(
              "instalment",
              Map.of("es", "Estimada {name}: {amount} {{hoy}}", "en", "Dear {name}: {amount}"),
              "closed",
              Map.of("es", "Hoy no abrimos")));

  private static final PolicyProperties POLICY =
      new PolicyProperties(
          "ES",
          100,
          2,
          Map.of(
              "short",
              new CategorySettings(Lane.BULK, OnUnknown.ASK, false, "", 1, false),
              "plain",
              new CategorySettings(Lane.BULK, OnUnknown.ASK, false, "", 0, true)));

  private static final NumberingProperties NUMBERING =
      new NumberingProperties(
          List.of(
              new NumberingProperties.Pool(
                  "bank", "operator", "desk@bank.example", List.of("+34910000001"))),
          Duration.ofDays(90));

  private final MailReader reader = new MailReader(MAIL, Habits.NONE);

  @Test
  void theTextEndsAtTheMark() {
    assertThat(text("luis@bank.example", "", "Hola ## Luis\n\nBanco")).isEqualTo("Hola");
  }

  @Test
  void theSubjectIsTreatedAsTheDomainOfTheSenderHasIt() {
    assertThat(text("luis@bank.example", "Subject: RE: RV: Cita\n", "\n")).isEqualTo("Cita");
    assertThat(text("luis@bank.example", "Subject: Cita\n", "Hola")).isEqualTo("Hola");
    assertThat(text("crm@app.example", "Subject: Cita\n", "Hola")).isEqualTo("Cita\nHola");
    assertThat(problem("luis@other.example", "Subject: Cita\n", "\n")).contains("has no text");
  }

  @Test
  void theFirmsOwnNoticeIsLeftOutAsItIsConfigured() {
    assertThat(
            text(
                "luis@bank.example",
                "",
                "Hola\n\nBanco de   ejemplo, entidad\ninscrita en el Registro, hoja 1\n"))
        .isEqualTo("Hola");
  }

  @Test
  void aTemplateIsFilledInTheLanguageAskedFor() {
    String headers =
        "X-SMS-Template: instalment\nX-SMS-Field-name: Ana\nX-SMS-Field-amount: 300 EUR\n";
    assertThat(text("crm@bank.example", headers + "X-SMS-Language: es\n", ""))
        .isEqualTo("Estimada Ana: 300 EUR {hoy}");
    assertThat(text("crm@bank.example", headers + "X-SMS-Language: en\n", ""))
        .isEqualTo("Dear Ana: 300 EUR");
    assertThat(text("crm@bank.example", "X-SMS-Template: closed\n", ""))
        .isEqualTo("Hoy no abrimos");
  }

  @Test
  void aTemplateNeverLeavesWithAPlaceUnfilled() {
    String named = "X-SMS-Template: instalment\nX-SMS-Language: es\n";
    assertThat(problem("crm@bank.example", named + "X-SMS-Field-name: Ana\n", ""))
        .isEqualTo("X-SMS-Template: the template has no value for amount");
    assertThat(
            problem(
                "crm@bank.example",
                named + "X-SMS-Field-name: A\nX-SMS-Field-amount: 1\nX-SMS-Field-day: 2\n",
                ""))
        .isEqualTo("X-SMS-Template: the template has no place for day");
    assertThat(problem("crm@bank.example", "X-SMS-Template: none\n", ""))
        .isEqualTo("X-SMS-Template: there is no such template");
    assertThat(problem("crm@bank.example", "X-SMS-Template: instalment\n", ""))
        .isEqualTo("X-SMS-Language: the template is there in en, es");
    assertThat(problem("crm@bank.example", "X-SMS-Template: closed\n", "Hola"))
        .contains("has a text of its own");
  }

  @Test
  void aPoolThatIsNotConfiguredIsRefused() {
    assertThat(problem("crm@bank.example", "X-SMS-Pool: other\n", "Hola"))
        .isEqualTo("X-SMS-Pool: there is no such pool of numbers");
  }

  @Test
  void aCategoryLimitsItsSegmentsAndTheAnswerSaysWhereTheTextWouldBeCut() {
    String long2 = "a".repeat(200);
    assertThat(text("luis@bank.example", "", long2)).isEqualTo(long2);
    assertThat(problem("luis@bank.example", "X-SMS-Category: short\n", long2))
        .isEqualTo(
            "The text takes 2 segments in GSM-7, and at most 1 are allowed: shorten it to 153 of its 200 characters");
  }

  @Test
  void lookAlikesGoWhereTheyCostASegmentAndLettersOnlyWhereTheCategorySaysSo() {
    String typed = "“Cuota” – " + "x".repeat(80);
    assertThat(text("luis@bank.example", "", typed)).isEqualTo("\"Cuota\" - " + "x".repeat(80));
    assertThat(text("luis@bank.example", "", "“Hola”")).isEqualTo("“Hola”");
    String accents = "Mañana vence más " + "x".repeat(80);
    assertThat(text("luis@bank.example", "", accents)).isEqualTo(accents);
    assertThat(text("luis@bank.example", "X-SMS-Category: plain\n", accents))
        .isEqualTo("Mañana vence mas " + "x".repeat(80));
  }

  private String text(String from, String headers, String body) {
    var composed = composed(from, headers, body);
    assertThat(composed.problem()).isEmpty();
    return composed.text().orElseThrow().value();
  }

  private String problem(String from, String headers, String body) {
    var composed = composed(from, headers, body);
    assertThat(composed.text()).isEmpty();
    assertThat(composed.problem()).isASCII();
    return composed.problem();
  }

  private Composer.Composed composed(String from, String headers, String body) {
    String mail =
        "From: " + from + "\n" + headers + "Content-Type: text/plain; charset=utf-8\n\n" + body;
    var reading = reader.read(mail.getBytes(StandardCharsets.UTF_8));
    var fields =
        Arrays.stream(headers.split("\n"))
            .filter(line -> line.startsWith("X-SMS-"))
            .map(line -> new HeaderField(line.split(": ")[0], line.split(": ")[1]))
            .toList();
    var application = ApplicationHeaders.parse(fields).headers().orElseThrow();
    return new Composer(
            new Composer.Rules(POLICY, NUMBERING, MAIL),
            reading,
            Instant.parse("2027-05-12T08:00:00Z"))
        .compose(application);
  }
}
