package org.recado.smtp;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
record AddressRange(BigInteger network, int prefix, int bits) {

  /** Empty if the text is not an address or a range; host names are not looked up. */
  static Optional<AddressRange> parse(String text) {
    String[] parts = text.strip().split("/", 2);
    if (!parts[0].matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return Optional.empty();
    }
    try {
      var address = InetAddress.getByName(parts[0]).getAddress();
      int bits = address.length * 8;
      int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
      if (prefix < 0 || prefix > bits) {
        return Optional.empty();
      }
      return Optional.of(
          new AddressRange(new BigInteger(1, address).shiftRight(bits - prefix), prefix, bits));
    } catch (UnknownHostException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Those of a list that was checked before. */
  static List<AddressRange> all(List<String> texts) {
    return texts.stream().flatMap(text -> parse(text).stream()).toList();
  }

  boolean contains(InetAddress address) {
    var octets = address.getAddress();
    return octets.length * 8 == bits
        && new BigInteger(1, octets).shiftRight(bits - prefix).equals(network);
  }
}
