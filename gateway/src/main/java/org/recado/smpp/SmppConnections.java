package org.recado.smpp;

import java.util.concurrent.CompletableFuture;

/**
 * The connections of {@code recado.smpp.connections[]}, kept bound for as long as the gateway runs.
 */
public interface SmppConnections {

  /**
   * Sends one PDU; many may be under way at once, up to the connection's window.
   *
   * @param connection a name of the configuration
   * @return completes with what became of it, and never exceptionally
   */
  CompletableFuture<SubmitResult> submit(String connection, SubmitSm pdu);

  /** How many more PDUs this connection would take now without waiting: 0 when it is not bound. */
  int room(String connection);

  /** The PDU as it goes on the wire, {@code sequence_number} zero, for the archive. */
  Octets encode(SubmitSm pdu);
}
