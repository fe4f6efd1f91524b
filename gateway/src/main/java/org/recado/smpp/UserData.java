package org.recado.smpp;

import java.util.List;
import java.util.Optional;

/**
 * What a client wrote, out of a {@code deliver_sm}: the user data header apart (3GPP TS 23.040
 * section 9.2.3.24), the rest still encoded. Reading never fails: a header that does not fit its
 * own lengths is taken as text that has none.
 *
 * @param concatenation empty for a message of one part
 * @param dataCoding SMPP 3.4 section 5.2.19
 * @param tables the national tables its header asked for
 * @param octets what follows the header
 */
public record UserData(
    Optional<Concatenation> concatenation, int dataCoding, NationalTables tables, Octets octets) {

  private static final int SAR_MSG_REF_NUM = 0x020c;
  private static final int SAR_TOTAL_SEGMENTS = 0x020e;
  private static final int SAR_SEGMENT_SEQNUM = 0x020f;

  public static UserData parse(DeliverSm pdu) {
    var header = UserDataHeader.of(pdu);
    return new UserData(
        header.concatenation().or(() -> sar(pdu)),
        pdu.dataCoding(),
        header.tables(),
        pdu.shortMessage().slice(header.length(), pdu.shortMessage().length()));
  }

  /** The text of this part alone; empty when it is not text (8-bit data). */
  public Optional<String> text() {
    return TextCoding.decode(dataCoding, octets, tables);
  }

  /** The octets read as packed septets, for who sends them so without having said it. */
  public Octets unpacked() {
    return Septets.unpack(octets, 0);
  }

  /**
   * The text of a whole message. Decoded after joining, since some telephones cut inside a
   * surrogate or an escape pair.
   *
   * @param parts in order, at least one
   * @return empty when a part is not text
   */
  public static Optional<String> text(List<UserData> parts) {
    var text = new StringBuilder();
    for (int i = 0; i < parts.size(); ) {
      UserData first = parts.get(i);
      Octets octets = first.octets;
      for (i++; i < parts.size() && parts.get(i).readLike(first); i++) {
        octets = octets.plus(parts.get(i).octets);
      }
      Optional<String> run = TextCoding.decode(first.dataCoding, octets, first.tables);
      if (run.isEmpty()) {
        return run;
      }
      text.append(run.get());
    }
    return Optional.of(text.toString());
  }

  private boolean readLike(UserData other) {
    return dataCoding == other.dataCoding && tables.equals(other.tables);
  }

  /** SMPP 3.4 sections 5.3.2.22 to 5.3.2.24. */
  private static Optional<Concatenation> sar(DeliverSm pdu) {
    int reference = number(pdu, SAR_MSG_REF_NUM, 2);
    int total = number(pdu, SAR_TOTAL_SEGMENTS, 1);
    int part = number(pdu, SAR_SEGMENT_SEQNUM, 1);
    return reference >= 0 && total > 1 && Concatenation.valid(total, part)
        ? Optional.of(new Concatenation(reference, total, part, ReferenceSize.BITS_16))
        : Optional.empty();
  }

  private static int number(DeliverSm pdu, int tag, int length) {
    Octets value = pdu.tlvs().get(tag);
    if (value == null || value.length() != length) {
      return -1;
    }
    return length == 1 ? value.at(0) : value.at(0) << 8 | value.at(1);
  }
}
