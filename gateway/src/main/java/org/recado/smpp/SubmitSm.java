package org.recado.smpp;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.recado.message.Msisdn;

/**
 * A {@code submit_sm} to be sent (SMPP 3.4 section 4.4.1): one segment to one client. How the
 * numbers are written is the connection's matter.
 *
 * @param source the long number
 * @param destination the client
 * @param esmClass 0x40 when {@code shortMessage} begins with a user data header, else 0
 * @param dataCoding 0 for the SMSC's default alphabet (GSM 03.38, an octet a character), 3 for
 *     Latin-1, 8 for UCS-2
 * @param shortMessage at most 254 octets; none when {@code message_payload} is among the parameters
 * @param registeredDelivery 1 to ask for a receipt, 0 for none
 * @param tlvs optional parameters by tag
 */
public record SubmitSm(
    Msisdn source,
    Msisdn destination,
    int esmClass,
    int dataCoding,
    Octets shortMessage,
    int registeredDelivery,
    SubmitOptions options,
    SortedMap<Integer, Octets> tlvs) {

  public SubmitSm {
    if (shortMessage.length() > 254) {
      throw new IllegalArgumentException("short_message has at most 254 octets");
    }
    tlvs = Collections.unmodifiableSortedMap(new TreeMap<>(tlvs));
  }

  /** Without options and parameters. */
  public SubmitSm(
      Msisdn source,
      Msisdn destination,
      int esmClass,
      int dataCoding,
      Octets shortMessage,
      int registeredDelivery) {
    this(
        source,
        destination,
        esmClass,
        dataCoding,
        shortMessage,
        registeredDelivery,
        SubmitOptions.NONE,
        new TreeMap<>());
  }
}
