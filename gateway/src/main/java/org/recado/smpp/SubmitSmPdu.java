package org.recado.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A {@code submit_sm} as octets, SMPP 3.4 section 4.4.1. */
final class SubmitSmPdu {

  private SubmitSmPdu() {}

  static Octets encode(SubmitSm pdu, int sequenceNumber, AddressSettings addresses) {
    var body = new ByteArrayOutputStream(256);
    body.writeBytes(new byte[Pdus.HEADER]);
    string(body, "");
    body.write(addresses.sourceTon());
    body.write(addresses.sourceNpi());
    string(body, addresses.source(pdu.source()));
    body.write(addresses.destTon());
    body.write(addresses.destNpi());
    string(body, addresses.destination(pdu.destination()));
    body.write(pdu.esmClass());
    body.write(0);
    body.write(pdu.options().priority());
    string(body, pdu.options().scheduleDeliveryTime());
    string(body, pdu.options().validityPeriod());
    body.write(pdu.registeredDelivery());
    body.write(pdu.options().replaceIfPresent() ? 1 : 0);
    body.write(pdu.options().dataCoding(pdu.dataCoding()));
    body.write(0);
    body.write(pdu.shortMessage().length());
    pdu.shortMessage().writeTo(body);
    pdu.tlvs()
        .forEach(
            (tag, value) -> {
              body.writeBytes(
                  ByteBuffer.allocate(4)
                      .putShort(tag.shortValue())
                      .putShort((short) value.length())
                      .array());
              value.writeTo(body);
            });
    byte[] octets = body.toByteArray();
    ByteBuffer.wrap(octets)
        .putInt(octets.length)
        .putInt(Commands.SUBMIT_SM)
        .putInt(0)
        .putInt(sequenceNumber);
    return Octets.owning(octets);
  }

  private static void string(ByteArrayOutputStream body, String value) {
    if (!value.isEmpty()) {
      body.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }
    body.write(0);
  }
}
