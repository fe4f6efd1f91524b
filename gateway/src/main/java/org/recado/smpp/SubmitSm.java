package org.recado.smpp;

import org.recado.message.Msisdn;

/**
 * A {@code submit_sm} to be sent (SMPP 3.4 section 4.4.1): one segment to one client.
 *
 * @param source the long number, TON 1, NPI 1
 * @param destination the client, TON 1, NPI 1
 * @param esmClass 0x40 when {@code shortMessage} begins with a user data header, else 0
 * @param dataCoding 0 for the SMSC's default alphabet (GSM 03.38, an octet a character), 8 for
 *     UCS-2
 * @param shortMessage at most 254 octets
 * @param registeredDelivery 1 to ask for a receipt, 0 for none
 */
public record SubmitSm(
    Msisdn source,
    Msisdn destination,
    int esmClass,
    int dataCoding,
    Octets shortMessage,
    int registeredDelivery) {

  public SubmitSm {
    if (shortMessage.length() > 254) {
      throw new IllegalArgumentException("short_message has at most 254 octets");
    }
  }
}
