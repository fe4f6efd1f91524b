package org.recado.smpp;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.recado.commit.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one connection's messages to the listener, several at a time, and answers each when the
 * listener has returned: barrier 3. Lives longer than a link: a message whose link broke meanwhile
 * stays kept, and comes again when the SMSC has bound anew.
 */
final class IncomingMessages {

  private static final Logger log = LoggerFactory.getLogger(IncomingMessages.class);

  private final Seldom told = new Seldom();
  private final String connection;
  private final AddressSettings addresses;
  private final boolean packed;
  private final SmscListener listener;
  private final MeterRegistry meters;
  private final ThreadPoolExecutor threads;

  IncomingMessages(
      SmppProperties.Connection settings, SmscListener listener, MeterRegistry meters) {
    this.connection = settings.name();
    this.addresses = settings.addresses();
    this.packed = settings.encoding().packed();
    this.listener = listener;
    this.meters = meters;
    this.threads =
        new ThreadPoolExecutor(
            settings.receiveThreads(),
            settings.receiveThreads(),
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(settings.receiveQueue()),
            Threads.named("smpp-" + connection + "-receive"));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Never waits: what finds no room is refused for now. */
  void accept(SmscLink link, Octets pdu) {
    try {
      threads.execute(() -> respond(link, pdu, keep(pdu)));
    } catch (RejectedExecutionException e) {
      boolean stopping = threads.isShutdown();
      respond(link, pdu, stopping ? CommandStatus.ESME_RX_T_APPN : CommandStatus.ESME_RTHROTTLED);
    }
  }

  /** Takes no more and lets those under way end. */
  void stop(long patienceMillis) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(patienceMillis, TimeUnit.MILLISECONDS)) {
      log.warn("{}: stopped with messages not yet kept; the SMSC will send them again", connection);
    }
  }

  private void respond(SmscLink link, Octets pdu, int status) {
    meters
        .counter(
            "recado.smpp.deliver", "connection", connection, "status", "0x%x".formatted(status))
        .increment();
    link.respond(pdu, status);
  }

  private int keep(Octets octets) {
    try {
      DeliverSm message;
      try {
        message = DeliverSm.read(octets, addresses, packed);
      } catch (IllegalArgumentException e) {
        String reason = String.valueOf(e.getMessage());
        listener.unreadable(connection, octets, reason);
        meters.counter("recado.smpp.unreadable", "connection", connection).increment();
        told.say(
            () ->
                log.error(
                    "{}: a message that cannot be read is in the archive: {}", connection, reason));
        return CommandStatus.ESME_ROK;
      }
      listener.deliverSm(connection, message);
      return CommandStatus.ESME_ROK;
    } catch (RuntimeException e) {
      log.error(
          "{}: a message could not be kept; the SMSC is to send it again: {}",
          connection,
          Failures.describe(e));
      return CommandStatus.ESME_RX_T_APPN;
    }
  }
}
