package org.recado.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ValuesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00.123Z");

  @Test
  void idsSortByTheTimeTheyWereMadeEvenWithinOneMillisecond() {
    var ids = new MessageIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));
    var sorted = new TreeSet<MessageId>();
    MessageId last = ids.next();
    sorted.add(last);
    for (int i = 0; i < 10_000; i++) {
      MessageId next = ids.next();
      assertThat(next).isGreaterThan(last);
      sorted.add(next);
      last = next;
    }
    assertThat(sorted).hasSize(10_001);
  }

  @Test
  void anIdIsAUuidOfVersion7AndTellsWhenItWasMade() {
    var id = new MessageIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7)).next();
    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(id.instant()).isEqualTo(NOW);
    assertThat(MessageId.of(id.toString())).isEqualTo(id);
  }

  @Test
  void aNumberIsReadWithOrWithoutPlusAndShownMasked() {
    assertThat(Msisdn.of("+34600111222")).isEqualTo(new Msisdn("34600111222"));
    assertThat(Msisdn.of("34600111222").toString()).isEqualTo("+34600•••222");
    assertThatIllegalArgumentException().isThrownBy(() -> Msisdn.of("600 111 222"));
    assertThatIllegalArgumentException().isThrownBy(() -> Msisdn.of("0034600111222"));
  }

  @Test
  void theDomainOfAnAddressHasNoCaseAndItsLocalPartKeepsIts() {
    var address = MailAddress.of("Ana.Ruiz@BANK.Example");
    assertThat(address.toString()).isEqualTo("Ana.Ruiz@bank.example");
    assertThat(address.sameMailbox(MailAddress.of("ana.ruiz@bank.example"))).isTrue();
    for (String lookalike : new String[] {"an\u017Fa", "an\u212Aa", "an\u0130a"}) {
      assertThat(MailAddress.of(lookalike + "@bank.example").key()).doesNotMatch("\\p{ASCII}+");
    }
    assertThat(MailAddress.of("ÑOÑO@bank.example").key()).isEqualTo("ñoño@bank.example");
    assertThatIllegalArgumentException().isThrownBy(() -> MailAddress.of("ana.ruiz"));
    assertThatIllegalArgumentException().isThrownBy(() -> MailAddress.of("a\r\nb@bank.example"));
  }

  @Test
  void aTextIsNeverEmptyHoldsNoControlCharacterAndDoesNotShowItself() {
    assertThat(new SmsText("Hola").toString()).doesNotContain("Hola");
    assertThatIllegalArgumentException().isThrownBy(() -> new SmsText(" \n "));
    assertThatIllegalArgumentException().isThrownBy(() -> new SmsText("a\u0000b"));
  }

  @Test
  void aCategoryIsNamedPlainly() {
    assertThat(Category.PERSONAL.name()).isEqualTo("personal");
    assertThatIllegalArgumentException().isThrownBy(() -> new Category("Payment Reminder"));
  }
}
