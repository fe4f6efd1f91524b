package org.recado.smpp;

/** Hears what an SMSC delivers. There is one in the running gateway. */
public interface SmscListener {

  /**
   * Takes a {@code deliver_sm}, be it a receipt or a client's message. Barrier 3: returns only once
   * what it says is committed; the answer ESME_ROK is sent after that.
   *
   * @param connection the name of the connection it came over
   * @throws RuntimeException if it could not be kept; the SMSC is then told ESME_RX_T_APPN, so that
   *     it sends it again
   */
  void deliverSm(String connection, DeliverSm pdu);

  /**
   * Takes a {@code deliver_sm} or {@code data_sm} whose fields cannot be told apart. It would be
   * the same if it were sent again: so it is kept as it is, somebody is told, and it is answered
   * ESME_ROK.
   *
   * @param pdu the whole PDU, header included
   * @param reason what is wrong with it, without its content
   * @throws RuntimeException as with {@link #deliverSm}
   */
  default void unreadable(String connection, Octets pdu, String reason) {
    throw new IllegalArgumentException(reason);
  }
}
