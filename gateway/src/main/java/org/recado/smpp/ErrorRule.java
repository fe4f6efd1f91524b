package org.recado.smpp;

/** What follows from a {@code command_status}; an account may say otherwise than the standard. */
public enum ErrorRule {
  /** It speaks of the SMSC's state and not of this message: again, later and later. */
  RETRY,
  /** The account is too fast: the whole connection waits and goes on slower. */
  SLOW,
  /** The same message would be refused again. */
  GIVE_UP,
  /** This SMSC does not take it, another may: the next route, where there is one. */
  OTHER_ROUTE
}
