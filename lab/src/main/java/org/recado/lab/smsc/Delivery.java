package org.recado.lab.smsc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A {@code deliver_sm} that is kept until the ESME has answered it with {@code ESME_ROK}. */
final class Delivery {

  private static final int INTERNATIONAL = 1;
  private static final int E164 = 1;

  final CompletableFuture<Void> acknowledged = new CompletableFuture<>();
  private final Runnable whenAcknowledged;
  final AtomicInteger transmissions = new AtomicInteger();
  private final String source;
  private final String destination;
  private final int esmClass;
  private final int dataCoding;
  private final byte[] shortMessage;
  private final Consumer<Pdu.Writer> tlvs;

  /** When it was last sent, by {@link System#nanoTime}. */
  volatile long sentNanos;

  Delivery(
      String source,
      String destination,
      int esmClass,
      int dataCoding,
      byte[] shortMessage,
      Consumer<Pdu.Writer> tlvs,
      Runnable whenAcknowledged) {
    this.source = source;
    this.destination = destination;
    this.esmClass = esmClass;
    this.dataCoding = dataCoding;
    this.shortMessage = shortMessage;
    this.tlvs = tlvs;
    this.whenAcknowledged = whenAcknowledged;
  }

  void acknowledge() {
    acknowledged.complete(null);
    whenAcknowledged.run();
  }

  /** SMPP 3.4 section 4.6.1. */
  Pdu pdu(int sequence) {
    var body =
        Pdu.of(Pdu.DELIVER_SM, 0, sequence)
            .text("")
            .octet(INTERNATIONAL)
            .octet(E164)
            .text(source)
            .octet(INTERNATIONAL)
            .octet(E164)
            .text(destination)
            .octet(esmClass)
            .octet(0)
            .octet(0)
            .text("")
            .text("")
            .octet(0)
            .octet(0)
            .octet(dataCoding)
            .octet(0)
            .octet(shortMessage.length)
            .octets(shortMessage);
    tlvs.accept(body);
    return body.end();
  }
}
