package org.recado.smpp;

import java.util.Optional;

/**
 * A user data header, 3GPP TS 23.040 section 9.2.3.24: a length, then elements of identifier,
 * length and data.
 *
 * @param length octets to skip before the text, the length octet included; 0 when there is no
 *     header
 */
record UserDataHeader(int length, Optional<Concatenation> concatenation, NationalTables tables) {

  static final UserDataHeader NONE = new UserDataHeader(0, Optional.empty(), NationalTables.NONE);

  private static final int CONCATENATION_8 = 0x00;
  private static final int CONCATENATION_16 = 0x08;
  private static final int NATIONAL_SINGLE_SHIFT = 0x24;
  private static final int NATIONAL_LOCKING_SHIFT = 0x25;

  static UserDataHeader of(DeliverSm pdu) {
    return EsmClass.udhi(pdu.esmClass()) ? read(pdu.shortMessage()) : NONE;
  }

  /** {@link #NONE} unless the whole header is within the octets and its elements fill it. */
  static UserDataHeader read(Octets octets) {
    if (octets.length() == 0 || octets.at(0) >= octets.length()) {
      return NONE;
    }
    int end = 1 + octets.at(0);
    Optional<Concatenation> concatenation = Optional.empty();
    int single = 0;
    int locking = 0;
    int at = 1;
    while (at < end) {
      if (at + 2 > end || at + 2 + octets.at(at + 1) > end) {
        return NONE;
      }
      int identifier = octets.at(at);
      Octets data = octets.slice(at + 2, at + 2 + octets.at(at + 1));
      if (identifier == CONCATENATION_8 || identifier == CONCATENATION_16) {
        // the last one counts: section 9.2.3.24
        concatenation = concatenation(identifier, data);
      } else if (identifier == NATIONAL_SINGLE_SHIFT && data.length() == 1) {
        single = data.at(0);
      } else if (identifier == NATIONAL_LOCKING_SHIFT && data.length() == 1) {
        locking = data.at(0);
      }
      at += 2 + data.length();
    }
    return new UserDataHeader(end, concatenation, new NationalTables(single, locking));
  }

  private static Optional<Concatenation> concatenation(int identifier, Octets data) {
    boolean wide = identifier == CONCATENATION_16;
    if (data.length() != (wide ? 4 : 3)) {
      return Optional.empty();
    }
    int reference = wide ? data.at(0) << 8 | data.at(1) : data.at(0);
    int total = data.at(data.length() - 2);
    int part = data.at(data.length() - 1);
    if (total == 1 || !Concatenation.valid(total, part)) {
      return Optional.empty();
    }
    var size = wide ? ReferenceSize.BITS_16 : ReferenceSize.BITS_8;
    return Optional.of(new Concatenation(reference, total, part, size));
  }
}
