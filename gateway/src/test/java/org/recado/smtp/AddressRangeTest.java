package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.0/24, 10.1.2.255, true",
    "10.1.2.0/24, 10.1.3.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "10.0.0.0/8, 2001:db8::1, false",
    "::/0, 10.1.2.3, false",
    "127.0.0.2, ::ffff:127.0.0.2, true"
  })
  void anAddressIsInARangeOrNot(String range, String address, boolean inside)
      throws UnknownHostException {
    assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "relay.bank.example", "10.1.2.0/33", "10.1.2.0/-1", "10.1.2.0/x", "300.1.1.1"})
  void whatIsNoRangeIsNotLookedUp(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
