package org.recado.smpp;

import org.recado.message.Msisdn;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How addresses are written towards an account, SMPP 3.4 sections 5.2.5 and 5.2.6, and read from
 * it.
 *
 * @param sourceTon {@code source_addr_ton} of the long numbers, 0 to 6; default 1, international
 * @param sourceNpi {@code source_addr_npi}, 0 to 18; default 1, E.164
 * @param sourceForm how the long numbers are written; default {@code digits}
 * @param destTon {@code dest_addr_ton} of the clients; default 1
 * @param destNpi {@code dest_addr_npi}; default 1
 * @param destForm how the clients' numbers are written; default {@code digits}
 * @param countryCode digits that {@code national} leaves out, and that are put before what arrives
 *     with TON 2; empty for an account that writes every number in full
 */
public record AddressSettings(
    @DefaultValue("1") int sourceTon,
    @DefaultValue("1") int sourceNpi,
    @DefaultValue("digits") Form sourceForm,
    @DefaultValue("1") int destTon,
    @DefaultValue("1") int destNpi,
    @DefaultValue("digits") Form destForm,
    @DefaultValue("") String countryCode) {

  /** International, digits alone: what most operators ask for. */
  public static final AddressSettings INTERNATIONAL =
      new AddressSettings(1, 1, Form.DIGITS, 1, 1, Form.DIGITS, "");

  private static final int NATIONAL = 2;

  /** Ways to write one number. */
  public enum Form {
    /** {@code 34600111222} */
    DIGITS,
    /** {@code +34600111222} */
    PLUS,
    /** {@code 0034600111222} */
    ZEROS,
    /** {@code 600111222} where the number begins with the country code; else as digits */
    NATIONAL
  }

  String source(Msisdn number) {
    return written(number, sourceForm);
  }

  String destination(Msisdn number) {
    return written(number, destForm);
  }

  private String written(Msisdn number, Form form) {
    String digits = number.digits();
    return switch (form) {
      case DIGITS -> digits;
      case PLUS -> "+" + digits;
      case ZEROS -> "00" + digits;
      case NATIONAL ->
          digits.startsWith(countryCode) ? digits.substring(countryCode.length()) : digits;
    };
  }

  /** An address as it came, as digits with the country code where it is a number. */
  String read(int ton, String address) {
    String digits = address.startsWith("+") ? address.substring(1) : address;
    if (!digits.matches("[0-9]+")) {
      return address;
    }
    if (digits.startsWith("00")) {
      return digits.substring(2);
    }
    if (ton == NATIONAL && !countryCode.isEmpty()) {
      return countryCode + (digits.startsWith("0") ? digits.substring(1) : digits);
    }
    return digits;
  }

  void check(SettingsRules rules) {
    rules.check(sourceTon >= 0 && sourceTon <= 6, "addresses.source-ton: give 0 to 6");
    rules.check(sourceNpi >= 0 && sourceNpi <= 18, "addresses.source-npi: give 0 to 18");
    rules.check(destTon >= 0 && destTon <= 6, "addresses.dest-ton: give 0 to 6");
    rules.check(destNpi >= 0 && destNpi <= 18, "addresses.dest-npi: give 0 to 18");
    rules.check(
        countryCode.matches("[1-9][0-9]{0,2}|"),
        "addresses.country-code: give 1 to 3 digits, such as 34, or nothing");
    boolean national = sourceForm == Form.NATIONAL || destForm == Form.NATIONAL;
    rules.check(
        !national || !countryCode.isEmpty(),
        "addresses.country-code: the form national needs it; give digits such as 34");
  }
}
