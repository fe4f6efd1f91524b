package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.recado.trial.SettableClock;

class StepsBackTest {

  private final SettableClock clock = SettableClock.started();
  private final AtomicBoolean crowded = new AtomicBoolean();
  private final Deque<Boolean> more = new ArrayDeque<>(List.of(false, true, true, false, false));
  private final StepsBack work =
      new StepsBack(more::remove, crowded::get, Duration.ofSeconds(5), clock);

  @Test
  void whileMailsPourInItWaitsItsPatienceAndThenCatchesUpWhole() {
    assertThat(work.getAsBoolean()).isFalse();
    assertThat(more).hasSize(4);
    crowded.set(true);
    clock.advance(Duration.ofSeconds(4));
    assertThat(work.getAsBoolean()).isFalse();
    assertThat(more).hasSize(4);
    clock.advance(Duration.ofSeconds(1));
    assertThat(work.getAsBoolean()).isTrue();
    assertThat(work.getAsBoolean()).isTrue();
    assertThat(work.getAsBoolean()).isFalse();
    assertThat(work.getAsBoolean()).isFalse();
    assertThat(more).hasSize(1);
    crowded.set(false);
    assertThat(work.getAsBoolean()).isFalse();
    assertThat(more).isEmpty();
  }
}
