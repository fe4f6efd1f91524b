package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MailIdentityTest {

  private static final Optional<String> NONE = Optional.empty();
  private static final Optional<String> ID = Optional.of("<1@bank.example>");

  @Test
  void aMailIsItselfByItsMessageIdAndOctets() {
    var mail = of("marta", Map.of("34600111222", NONE), ID, "hola");
    assertThat(mail).isPresent().isEqualTo(of("marta", Map.of("34600111222", NONE), ID, "hola"));
    assertThat(mail)
        .isNotEqualTo(of("javier", Map.of("34600111222", NONE), ID, "hola"))
        .isNotEqualTo(of("marta", Map.of("34600111333", NONE), ID, "hola"))
        .isNotEqualTo(of("marta", Map.of("34600111222", NONE), ID, "adiós"))
        .isNotEqualTo(
            of("marta", Map.of("34600111222", NONE), Optional.of("<2@bank.example>"), "hola"));
  }

  @Test
  void aReferenceIsEnoughAndWhatElseIsNewDoesNotMatter() {
    var reminder = of("avisos", Map.of("34600111222", Optional.of("A-1")), ID, "vence el viernes");
    assertThat(reminder)
        .isPresent()
        .isEqualTo(of("avisos", Map.of("34600111222", Optional.of("A-1")), NONE, "vence ya"))
        .isNotEqualTo(of("avisos", Map.of("34600111222", Optional.of("A-2")), ID, "vence ya"));
  }

  @Test
  void eachClientHasTheirOwnReference() {
    var both = Map.of("34600111222", Optional.of("A-1"), "34600111333", Optional.of("A-2"));
    var other = Map.of("34600111222", Optional.of("A-1"), "34600111333", Optional.of("A-3"));
    var oneWithout = Map.of("34600111222", Optional.of("A-1"), "34600111333", NONE);
    assertThat(of("avisos", both, ID, "x"))
        .isNotEqualTo(of("avisos", other, ID, "x"))
        .isNotEqualTo(of("avisos", oneWithout, ID, "x"));
    assertThat(of("avisos", oneWithout, ID, "x")).isNotEqualTo(of("avisos", oneWithout, ID, "y"));
    assertThat(of("avisos", oneWithout, NONE, "x")).isEmpty();
  }

  @Test
  void aMailWithoutEitherIsNeverTheSameAsAnother() {
    assertThat(of("marta", Map.of("34600111222", NONE), NONE, "hola")).isEmpty();
  }

  private static Optional<UUID> of(
      String sender,
      Map<String, Optional<String>> references,
      Optional<String> messageId,
      String mail) {
    return MailIdentity.of(sender, references, messageId, mail.getBytes(StandardCharsets.UTF_8));
  }
}
