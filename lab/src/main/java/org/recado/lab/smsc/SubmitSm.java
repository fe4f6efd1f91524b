package org.recado.lab.smsc;

import java.nio.BufferUnderflowException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of a {@code submit_sm} that the simulator acts on: SMPP 3.4 section 4.4.1. */
final class SubmitSm {

  private static final int MESSAGE_PAYLOAD = 0x0424;

  final String source;
  final String destination;
  final int esmClass;
  final int registeredDelivery;
  final int dataCoding;
  final UserData userData;

  private SubmitSm(Pdu.Reader body) {
    body.text();
    body.octet();
    body.octet();
    source = body.text();
    body.octet();
    body.octet();
    destination = body.text();
    esmClass = body.octet();
    body.octet();
    body.octet();
    body.text();
    body.text();
    registeredDelivery = body.octet();
    body.octet();
    dataCoding = body.octet();
    body.octet();
    byte[] shortMessage = body.octets(body.octet());
    Map<Integer, byte[]> tlvs = new HashMap<>();
    while (body.more()) {
      int tag = body.twoOctets();
      tlvs.put(tag, body.octets(body.twoOctets()));
    }
    byte[] content = tlvs.getOrDefault(MESSAGE_PAYLOAD, shortMessage);
    userData = UserData.read(content, (esmClass & 0x40) != 0, dataCoding, tlvs);
  }

  /** Empty when the body is not that of a {@code submit_sm}. */
  static Optional<SubmitSm> read(Pdu pdu) {
    try {
      return Optional.of(new SubmitSm(pdu.body()));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Section 5.2.17: receipts for every end, for failures only, or none. */
  boolean wantsReceipt(boolean delivered) {
    return switch (registeredDelivery & 0x03) {
      case 1 -> true;
      case 2 -> !delivered;
      default -> false;
    };
  }
}
