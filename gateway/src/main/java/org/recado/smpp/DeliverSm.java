package org.recado.smpp;

import java.util.SortedMap;

/**
 * A {@code deliver_sm} (SMPP 3.4 section 4.6.1) as it came, with the fields Recado reads.
 *
 * @param source the client's address: digits, without a plus sign
 * @param destination the long number it was sent to
 * @param esmClass section 5.2.12: bits 2–5 tell a receipt (0x04), bit 6 a user data header
 * @param dataCoding section 5.2.19
 * @param shortMessage the {@code short_message} field, or the {@code message_payload} TLV when that
 *     was used
 * @param tlvs optional parameters by tag
 * @param pdu the whole PDU, byte for byte, header included
 */
public record DeliverSm(
    String source,
    String destination,
    int esmClass,
    int dataCoding,
    Octets shortMessage,
    SortedMap<Integer, Octets> tlvs,
    Octets pdu) {

  /**
   * Reads a whole {@code deliver_sm}, or a {@code data_sm} (section 4.7.1), which brings the same.
   * An optional parameter that claims more octets than there are gets what there is.
   *
   * @throws IllegalArgumentException if it is no such PDU; the message tells no content
   */
  public static DeliverSm read(Octets pdu) {
    return read(pdu, AddressSettings.INTERNATIONAL, false);
  }

  /**
   * The same, as an account writes numbers and texts.
   *
   * @param packed whether GSM-7 comes packed
   */
  static DeliverSm read(Octets pdu, AddressSettings addresses, boolean packed) {
    try {
      DeliverSm read = Pdus.deliverSm(pdu, addresses);
      return packed ? read.unpacked() : read;
    } catch (MalformedPdu e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Receipts come in ASCII, an octet each, even so. */
  private DeliverSm unpacked() {
    if (!TextCoding.isSeptets(dataCoding) || EsmClass.receipt(esmClass)) {
      return this;
    }
    int header = UserDataHeader.of(this).length();
    var septets = Septets.unpack(shortMessage.slice(header, shortMessage.length()), header);
    return new DeliverSm(
        source,
        destination,
        esmClass,
        dataCoding,
        shortMessage.slice(0, header).plus(septets),
        tlvs,
        pdu);
  }

  /** Tells sizes and kinds, never who or what. */
  @Override
  public String toString() {
    return "DeliverSm[esm_class 0x%02x, data_coding 0x%02x, %s, %d parameters]"
        .formatted(esmClass, dataCoding, shortMessage, tlvs.size());
  }
}
