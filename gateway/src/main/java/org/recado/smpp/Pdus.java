package org.recado.smpp;

import java.util.SortedMap;

/**
 * Reads the PDUs that bring messages. jsmpp's own reader throws on what vendors get wrong and keeps
 * no octets for the archive.
 */
final class Pdus {

  static final int HEADER = 16;
  static final int MESSAGE_PAYLOAD = 0x0424;

  private Pdus() {}

  static int commandId(Octets pdu) {
    return int32(pdu, 4);
  }

  static int commandStatus(Octets pdu) {
    return int32(pdu, 8);
  }

  static int sequenceNumber(Octets pdu) {
    return int32(pdu, 12);
  }

  /**
   * Reads a whole {@code deliver_sm}, or a {@code data_sm} (SMPP 3.4 section 4.7.1), which says the
   * same with fewer fields.
   */
  static DeliverSm deliverSm(Octets pdu, AddressSettings addresses) throws MalformedPdu {
    if (pdu.length() < HEADER) {
      throw new MalformedPdu("a PDU has at least 16 octets");
    }
    int command = commandId(pdu);
    if (command != Commands.DELIVER_SM && command != Commands.DATA_SM) {
      throw new MalformedPdu(Commands.name(command) + " brings no message");
    }
    var cursor = new PduCursor(pdu, HEADER);
    cursor.cString("service_type");
    int sourceTon = cursor.octets(2, "source_addr_ton").at(0);
    String source = addresses.read(sourceTon, cursor.cString("source_addr"));
    int destTon = cursor.octets(2, "dest_addr_ton").at(0);
    String destination = addresses.read(destTon, cursor.cString("destination_addr"));
    int esmClass = cursor.octet("esm_class");
    int dataCoding;
    Octets shortMessage = Octets.NONE;
    if (command == Commands.DELIVER_SM) {
      cursor.octets(2, "protocol_id");
      cursor.cString("schedule_delivery_time");
      cursor.cString("validity_period");
      cursor.octets(2, "registered_delivery");
      dataCoding = cursor.octet("data_coding");
      cursor.octet("sm_default_msg_id");
      shortMessage = cursor.octets(cursor.octet("sm_length"), "short_message");
    } else {
      cursor.octet("registered_delivery");
      dataCoding = cursor.octet("data_coding");
    }
    SortedMap<Integer, Octets> tlvs = cursor.tlvs();
    if (shortMessage.length() == 0) {
      shortMessage = tlvs.getOrDefault(MESSAGE_PAYLOAD, Octets.NONE);
    }
    return new DeliverSm(source, destination, esmClass, dataCoding, shortMessage, tlvs, pdu);
  }

  /** The {@code message_id} of a {@code submit_sm_resp}, empty when there is none. */
  static String messageId(Octets submitSmResp) {
    return new PduCursor(submitSmResp, HEADER).lastString();
  }

  private static int int32(Octets pdu, int at) {
    return pdu.at(at) << 24 | pdu.at(at + 1) << 16 | pdu.at(at + 2) << 8 | pdu.at(at + 3);
  }
}
