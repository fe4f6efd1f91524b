package org.recado.reply;

import java.util.Optional;
import org.recado.receipt.Receipt;
import org.recado.receipt.ReceiptParser;
import org.recado.receipt.Receipts;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.smpp.SmscListener;

/**
 * Where every {@code deliver_sm} arrives: a receipt goes to {@code receipt}, a client's message to
 * {@link Replies}.
 */
public final class Inbox implements SmscListener {

  private final Receipts receipts;
  private final Replies replies;

  public Inbox(Receipts receipts, Replies replies) {
    this.receipts = receipts;
    this.replies = replies;
  }

  @Override
  public void deliverSm(String connection, DeliverSm pdu) {
    Optional<Receipt> receipt = ReceiptParser.parse(pdu);
    if (receipt.isPresent()
        && (receipt.get().marked() || receipts.knows(connection, pdu, receipt.get()))) {
      receipts.take(connection, pdu, receipt.get());
    } else {
      replies.take(connection, pdu);
    }
  }

  @Override
  public void unreadable(String connection, Octets pdu, String reason) {
    replies.keepUnreadable(connection, pdu, reason);
  }
}
