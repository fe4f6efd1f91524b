package org.recado.smpp;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an account is bound, SMPP 3.4 section 4.1.
 *
 * @param as one transceiver session, or a transmitter and a receiver; default {@code transceiver}
 * @param count how many such sessions (or pairs) the account is bound with, 1 to 16; default 1
 * @param version {@code interface_version}: 3.3, 3.4 or 5.0; default 3.4
 * @param addressTon {@code addr_ton}, 0 to 6; default 0
 * @param addressNpi {@code addr_npi}, 0 to 18; default 0
 * @param addressRange {@code address_range}, at most 40 characters; default none
 */
public record BindSettings(
    @DefaultValue("transceiver") As as,
    @DefaultValue("1") int count,
    @DefaultValue("3.4") String version,
    @DefaultValue("0") int addressTon,
    @DefaultValue("0") int addressNpi,
    @DefaultValue("") String addressRange) {

  /** Kinds of session. */
  public enum As {
    TRANSCEIVER,
    TRANSMITTER_RECEIVER
  }

  void check(SettingsRules rules) {
    rules.check(count >= 1 && count <= 16, "bind.count: give 1 to 16");
    rules.check(
        version.equals("3.3") || version.equals("3.4") || version.equals("5.0"),
        "bind.version: give 3.3, 3.4 or 5.0");
    rules.check(
        !version.equals("3.3") || as == As.TRANSMITTER_RECEIVER,
        "bind.version: SMPP 3.3 has no transceiver; give bind.as transmitter-receiver");
    rules.check(addressTon >= 0 && addressTon <= 6, "bind.address-ton: give 0 to 6");
    rules.check(addressNpi >= 0 && addressNpi <= 18, "bind.address-npi: give 0 to 18");
    rules.check(addressRange.length() <= 40, "bind.address-range: give at most 40 characters");
  }
}
