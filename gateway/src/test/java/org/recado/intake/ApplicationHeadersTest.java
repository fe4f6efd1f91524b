package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.mail.HeaderField;
import org.recado.message.Category;
import org.recado.policy.CategorySettings.Lane;

class ApplicationHeadersTest {

  private static final Instant NOW = Instant.parse("2027-05-12T08:00:00Z");

  @Test
  void eachHeaderSaysWhatItsGrammarAllows() {
    var headers =
        parsed(
            "X-SMS-Category: reminder",
            "x-sms-reference: INV-2027/0815",
            "X-SMS-Lane: bulk",
            "X-SMS-Not-Before: 2h",
            "X-SMS-Pool: branches",
            "X-SMS-Cost-Center: BR-0042",
            "X-SMS-Due-Date: 2027-05-20",
            "X-SMS-Template: instalment",
            "X-SMS-Language: es",
            "X-SMS-Field-Amount: 300 €");
    assertThat(headers.category()).isEqualTo(new Category("reminder"));
    assertThat(headers.reference()).contains("INV-2027/0815");
    assertThat(headers.queue().lane()).contains(Lane.BULK);
    assertThat(headers.queue().notBefore(NOW)).contains(Instant.parse("2027-05-12T10:00:00Z"));
    assertThat(headers.queue().pool()).contains("branches");
    assertThat(headers.queue().costCenter()).contains("BR-0042");
    assertThat(headers.queue().dueDate()).contains(LocalDate.of(2027, 5, 20));
    assertThat(headers.queue().template()).contains("instalment");
    assertThat(headers.queue().language()).contains("es");
    assertThat(headers.queue().fields()).isEqualTo(Map.of("amount", "300 €"));
    assertThat(headers.queue().problem(NOW, LocalDate.of(2027, 5, 12))).isEmpty();
  }

  @Test
  void aMomentHasItsOffset() {
    var headers = parsed("X-SMS-Not-Before: 2027-05-13T08:00:00+02:00");
    assertThat(headers.queue().notBefore(NOW)).contains(Instant.parse("2027-05-13T06:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-SMS-Category: No Such",
        "X-SMS-Reference: with blank",
        "X-SMS-Lane: fast",
        "X-SMS-Not-Before: tomorrow",
        "X-SMS-Not-Before: 2027-05-13T08:00:00",
        "X-SMS-Not-Before: 0h",
        "X-SMS-Pool: Two Words",
        "X-SMS-Cost-Center: -1",
        "X-SMS-Due-Date: 12/05/2027",
        "X-SMS-Due-Date: 2027-02-30",
        "X-SMS-Template: ",
        "X-SMS-Language: spanish",
        "X-SMS-Field-: x",
        "X-SMS-Field-name: ",
        "X-SMS-Colour: red",
        "X-SMS-: x"
      })
  void aMalformedOrUnknownHeaderIsNamedWithTheReason(String line) {
    var result = ApplicationHeaders.parse(fields(line));
    assertThat(result.headers()).isEmpty();
    assertThat(result.problem())
        .startsWithIgnoringCase(line.substring(0, line.indexOf(':')) + ": ")
        .isASCII();
  }

  @Test
  void aHeaderThatIsThereTwiceIsRefused() {
    var result = ApplicationHeaders.parse(fields("X-SMS-Reference: A-1", "X-SMS-REFERENCE: A-2"));
    assertThat(result.problem()).isEqualTo("X-SMS-REFERENCE: it is there twice; give it once");
  }

  @ParameterizedTest
  @CsvSource({
    "X-SMS-Not-Before: 91d, X-SMS-Not-Before",
    "X-SMS-Due-Date: 2027-05-11, X-SMS-Due-Date",
    "X-SMS-Field-name: Ana, X-SMS-Field"
  })
  void whatCannotBeUsedTodayIsRefused(String line, String named) {
    assertThat(parsed(line).queue().problem(NOW, LocalDate.of(2027, 5, 12)))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith(named + ": ").isASCII());
  }

  @ParameterizedTest
  @CsvSource({
    "34600111222+urgent, X-SMS-Lane: person",
    "+34600111222+bulk, X-SMS-Lane: bulk",
    "600111222+category=reminder, X-SMS-category: reminder",
    "+34 600-111-222+ref=A-17, X-SMS-reference: A-17",
    "\"+34600111222+after=2h\", X-SMS-not-before: 2h"
  })
  void optionsStandAfterTheNumber(String localPart, String header) {
    var parsed = RecipientParser.read(localPart, "ES");
    assertThat(parsed.recipient())
        .isInstanceOfSatisfying(
            Recipient.Number.class,
            number -> assertThat(number.msisdn().e164()).isEqualTo("+34600111222"));
    assertThat(parsed.options()).containsExactlyElementsOf(fields(header));
    assertThat(ApplicationHeaders.parse(parsed.options()).headers()).isPresent();
  }

  @Test
  void aNameMayHaveOptionsAndANumberItsPlusSignsToo() {
    var name = RecipientParser.read("ana.cliente+urgent+due=2027-05-12", "ES");
    assertThat(name.recipient()).isEqualTo(new Recipient.Name("ana.cliente"));
    assertThat(name.options()).hasSize(2);
    var number = RecipientParser.read("IMCEASMS-+2B34600111222", "ES");
    assertThat(number.recipient()).isInstanceOf(Recipient.Number.class);
    assertThat(number.options()).isEmpty();
    var wrong = RecipientParser.read("34600111222+fast", "ES");
    assertThat(wrong.recipient())
        .isInstanceOfSatisfying(
            Recipient.Unusable.class,
            refused -> assertThat(refused.sentence()).contains("+urgent").isASCII());
  }

  @Test
  void anOptionOfTheRecipientTakesThePlaceOfTheMailsHeader() {
    var both =
        ApplicationHeaders.parse(
            fields("X-SMS-Category: reminder", "X-SMS-Reference: A-1"),
            fields("X-SMS-Category: notice"));
    assertThat(both.headers().orElseThrow().category()).isEqualTo(new Category("notice"));
    assertThat(both.headers().orElseThrow().reference()).contains("A-1");
  }

  private static ApplicationHeaders parsed(String... lines) {
    return ApplicationHeaders.parse(fields(lines)).headers().orElseThrow();
  }

  private static List<HeaderField> fields(String... lines) {
    return Arrays.stream(lines)
        .map(line -> line.split(": ?", 2))
        .map(parts -> new HeaderField(parts[0], parts[1]))
        .toList();
  }
}
