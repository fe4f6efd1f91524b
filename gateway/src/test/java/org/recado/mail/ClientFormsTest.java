package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What mail clients add, in the languages they speak; and what people write that looks like it. */
class ClientFormsTest {

  private final MailReader reader = new MailReader();

  @ParameterizedTest
  @MethodSource
  void anAttributionAndItsQuotationAreLeftOut(String attribution) {
    for (String history : List.of("\n> Hola\n", "\n\n> Hola, dos\n> tres\n")) {
      var sms = read("De acuerdo\n\n" + attribution + history);
      assertThat(sms.text().value()).isEqualTo("De acuerdo");
      assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.QUOTE);
    }
  }

  static Stream<String> anAttributionAndItsQuotationAreLeftOut() {
    return lines("attributions.txt");
  }

  @ParameterizedTest
  @MethodSource
  void headersOfTheAnsweredMailAndAllAfterThemAreLeftOut(String block) {
    assertThat(read("De acuerdo\n\n" + block + "\n\nHola, dos\n").text().value())
        .isEqualTo("De acuerdo");
  }

  static Stream<String> headersOfTheAnsweredMailAndAllAfterThemAreLeftOut() {
    String blocks = String.join("\n", resource("header-blocks.txt").lines().skip(1).toList());
    return Arrays.stream(blocks.split("\n\n"));
  }

  @ParameterizedTest
  @MethodSource
  void theLineOfATelephoneIsASignature(String line) {
    var sms = read("Le espero\n\n" + line + "\n");
    assertThat(sms.text().value()).isEqualTo("Le espero");
    assertThat(sms.dropped()).containsExactly(new Dropped(Dropped.Kind.SIGNATURE, line));
  }

  static Stream<String> theLineOfATelephoneIsASignature() {
    return lines("device-lines.txt");
  }

  @ParameterizedTest
  @MethodSource
  void theNoticeOfAFirmOrAScannerIsLeftOut(String notice) {
    var sms = read("Le espero mañana.\nUn saludo, Luis\n\n" + notice + "\n");
    assertThat(sms.text().value()).isEqualTo("Le espero mañana.\nUn saludo, Luis");
    assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.DISCLAIMER);
  }

  static Stream<String> theNoticeOfAFirmOrAScannerIsLeftOut() {
    return lines("notices.txt");
  }

  @ParameterizedTest
  @MethodSource
  void whatPeopleWriteStays(String text) {
    assertThat(read(text + "\n").text().value()).isEqualTo(text);
    assertThat(read("Buenos días, Ana:\n\n" + text + "\n").text().value())
        .isEqualTo("Buenos días, Ana:\n\n" + text);
  }

  static Stream<String> whatPeopleWriteStays() {
    return lines("own-words.txt");
  }

  private Reading.Sms read(String text) {
    return (Reading.Sms)
        reader.read(
            ("Content-Type: text/plain; charset=utf-8\n\n" + text)
                .getBytes(StandardCharsets.UTF_8));
  }

  /** One case a line; {@code #} begins a remark, {@code \n} is a line break. */
  private static Stream<String> lines(String name) {
    return resource(name)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replace("\\n", "\n"));
  }

  private static String resource(String name) {
    try (var in = ClientFormsTest.class.getResourceAsStream(name)) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
