package org.recado.smpp;

import org.jsmpp.PDUStringException;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.util.DefaultComposer;

/** A {@code submit_sm} as octets, SMPP 3.4 section 4.4.1. */
final class SubmitSmPdu {

  private static final DefaultComposer COMPOSER = new DefaultComposer();

  private SubmitSmPdu() {}

  static Octets encode(SubmitSm pdu, int sequenceNumber) {
    byte international = TypeOfNumber.INTERNATIONAL.value();
    byte isdn = NumberingPlanIndicator.ISDN.value();
    try {
      return Octets.of(
          COMPOSER.submitSm(
              sequenceNumber,
              "",
              international,
              isdn,
              pdu.source().digits(),
              international,
              isdn,
              pdu.destination().digits(),
              (byte) pdu.esmClass(),
              (byte) 0,
              (byte) 0,
              "",
              "",
              (byte) pdu.registeredDelivery(),
              (byte) 0,
              (byte) pdu.dataCoding(),
              (byte) 0,
              pdu.shortMessage().toArray()));
    } catch (PDUStringException e) {
      throw new IllegalStateException("a SubmitSm holds only what fits", e);
    }
  }
}
