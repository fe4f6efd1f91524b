package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountExpiryTest {

  @ParameterizedTest
  @CsvSource({
    "accountExpires, 131000000000000000, 2016-02-15T08:53:20Z",
    "shadowExpire, 19000, 2022-01-08T00:00:00Z",
    "shadowExpire, 0, 1970-01-01T00:00:00Z",
    "pwdEndTime, 20260302090000Z, 2026-03-02T09:00:00Z",
    "pwdEndTime, 20260302090000.5Z, 2026-03-02T09:00:00Z"
  })
  void aTimeIsReadInEveryForm(String attribute, String value, Instant expected) {
    assertThat(AccountExpiry.of(attribute, value)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "accountExpires, 0",
    "accountExpires, 9223372036854775807",
    "shadowExpire, -1",
    "shadowExpire, 99999999"
  })
  void neverIsNever(String attribute, String value) {
    assertThat(AccountExpiry.of(attribute, value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "never", "2026-03-02", "99999999999999999999", "20261399000000Z"})
  void whatIsNoTimeIsToldSo(String value) {
    assertThatThrownBy(() -> AccountExpiry.of("pwdEndTime", value))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
