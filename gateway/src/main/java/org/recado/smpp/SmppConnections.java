package org.recado.smpp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.recado.message.SmsText;

/**
 * The connections of {@code recado.smpp.connections[]}, kept bound for as long as the gateway runs.
 */
public interface SmppConnections {

  /** The connections there are now, in the order of the configuration. */
  List<String> names();

  /**
   * Sends one PDU; many may be under way at once, up to the connection's window.
   *
   * @param connection a name of the configuration
   * @return completes with what became of it, and never exceptionally
   */
  CompletableFuture<SubmitResult> submit(String connection, SubmitSm pdu);

  /** Whether something can be sent over it now, or as soon as there is room. */
  boolean usable(String connection);

  /** How its sessions stand, in a line for people. */
  String sessions(String connection);

  /** Sends nothing more over the connection; receipts and replies are taken as before. */
  void pause(String connection);

  /**
   * Sends nothing more over the connection, waits until what is under way has its answers (as long
   * as an answer may take), and unbinds. It stays so until {@link #resume}.
   */
  void drain(String connection);

  /** Ends {@link #pause} and {@link #drain}. */
  void resume(String connection);

  /** How many more PDUs this connection would take now without waiting: 0 when it is not bound. */
  int room(String connection);

  /**
   * The text as this connection's operator takes it.
   *
   * @throws IllegalArgumentException with a sentence for the writer if it takes too many segments
   */
  EncodedSms encode(String connection, SmsText text);

  /** How fast the connection may be used. */
  PaceSettings pace(String connection);

  /** The PDU as this connection writes it, {@code sequence_number} zero, for the archive. */
  Octets encode(String connection, SubmitSm pdu);
}
