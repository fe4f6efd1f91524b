package org.recado.outbound;

/**
 * Where a text stands. Final states never change, except that a receipt may still tell the truth
 * about {@link #UNKNOWN}.
 */
public enum SmsState {
  /** No long number was free towards this client; waits for one. */
  WAITING(false),
  /** Waits for its turn, or for the next attempt. */
  QUEUED(false),
  /** An attempt is committed and may be under way: barrier 2. */
  CLAIMED(false),
  /** The SMSC took every segment; no final receipt yet. */
  SUBMITTED(false),
  /** The SMSC may have taken it, or not. Settled by a receipt or by the category's rule. */
  UNKNOWN(false),
  /** It reached the handset. */
  DELIVERED(true),
  /** The SMSC gave up on it. */
  UNDELIVERABLE(true),
  /** Its time ran out, with the SMSC or here. */
  EXPIRED(true),
  /** The SMSC would not take it. */
  REJECTED(true),
  /** Taken back before it left, because the client opted out. */
  CANCELLED(true);

  private final boolean isFinal;

  SmsState(boolean isFinal) {
    this.isFinal = isFinal;
  }

  public boolean isFinal() {
    return isFinal;
  }
}
