package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SignInBrakeTest {

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  private final SignInBrake brake =
      new SignInBrake(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  private void refuse(int times, String login, String address) {
    for (int i = 0; i < times; i++) {
      brake.count(login, address);
    }
  }

  @Test
  void aNameIsTriedSoManyTimesAndAgainAfterThePause() {
    refuse(SignInBrake.PER_NAME - 1, "marta", "10.0.0.1");
    assertThat(brake.isOpen("marta", "10.0.0.1")).isTrue();
    refuse(1, " MARTA", "10.0.0.1");
    assertThat(brake.isOpen("marta", "10.0.0.1")).isFalse();
    now = now.plus(SignInBrake.PAUSE).plus(Duration.ofSeconds(1));
    assertThat(brake.isOpen("marta", "10.0.0.1")).isTrue();
  }

  @Test
  void nobodyShutsOutSomebodyAtAnotherAddress() {
    refuse(100, "marta", "10.0.0.1");
    assertThat(brake.isOpen("marta", "10.0.0.2")).isTrue();
  }

  @Test
  void manyNamesFromOneAddressAreGuessingToo() {
    for (int i = 0; i < SignInBrake.PER_ADDRESS; i++) {
      refuse(1, "name" + i, "10.0.0.1");
    }
    assertThat(brake.isOpen("another", "10.0.0.1")).isFalse();
  }

  @Test
  void aSignInThatSucceedsForgivesTheTypingMistakesBefore() {
    refuse(SignInBrake.PER_NAME - 1, "marta", "10.0.0.1");
    brake.forget("marta", "10.0.0.1");
    refuse(SignInBrake.PER_NAME - 1, "marta", "10.0.0.1");
    assertThat(brake.isOpen("marta", "10.0.0.1")).isTrue();
  }
}
