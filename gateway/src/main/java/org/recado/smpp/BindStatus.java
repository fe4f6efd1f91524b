package org.recado.smpp;

import java.util.Locale;

/**
 * How one session of an account stands.
 *
 * @param connection the account
 * @param name the session, such as {@code operator-1}
 * @param host where it is bound, or is tried next
 * @param inFlight {@code submit_sm} without an answer yet
 * @param links how often it was bound since the start
 * @param failure why it is not bound, empty when it is
 */
public record BindStatus(
    String connection,
    String name,
    Role role,
    String host,
    boolean bound,
    int inFlight,
    long links,
    String failure) {

  /** For people. */
  String line() {
    return "%s %s %s %s, %d in flight, bound %d times%s"
        .formatted(
            name,
            role.name().toLowerCase(Locale.ROOT),
            host,
            bound ? "bound" : "not bound",
            inFlight,
            links,
            failure.isEmpty() ? "" : " (" + failure + ")");
  }

  /** What a session may do, SMPP 3.4 section 2.2. */
  public enum Role {
    TRANSCEIVER,
    TRANSMITTER,
    RECEIVER
  }
}
