package org.recado.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class MailsFirstTest {

  @Test
  void itWaitsForAsLongAsMailsPourIn() {
    Deque<Boolean> crowded = new ArrayDeque<>(List.of(true, true, false, true, false));
    try (var pace = new MailsFirst(crowded::remove, Duration.ZERO)) {
      assertThat(pace.goOn()).isTrue();
      assertThat(crowded).hasSize(2);
      assertThat(pace.rest()).isTrue();
      assertThat(crowded).isEmpty();
    }
  }

  @Test
  void onceTheGatewayStopsItNeitherWaitsNorAsks() {
    var asked = new AtomicInteger();
    var pace = new MailsFirst(() -> asked.incrementAndGet() > 0, Duration.ofHours(1));
    pace.close();
    assertThat(pace.goOn()).isFalse();
    assertThat(pace.rest()).isFalse();
    assertThat(asked.get()).isZero();
  }
}
