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
}
