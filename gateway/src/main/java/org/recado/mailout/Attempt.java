package org.recado.mailout;

/** What became of giving one mail to one host. Each carries the host's answer, or what was seen. */
sealed interface Attempt {

  String reply();

  /** Whether the connection can be used for the next mail. */
  default boolean connectionHolds() {
    return true;
  }

  /** The host has it, and is answerable for it from now on (RFC 5321 section 4.2.5). */
  record Taken(String reply) implements Attempt {}

  /** 5xx: this mail will not be taken, by this host or another. */
  record Refused(String reply) implements Attempt {}

  /** 4xx: this mail is not taken now, as when it is greylisted. */
  record Later(String reply) implements Attempt {}

  /** The host speaks of itself, not of the mail: another may take it at once. */
  record Elsewhere(String reply, boolean connectionHolds) implements Attempt {}

  /**
   * The connection broke after the whole mail had left: the host may have it. It is sent again
   * later, with its Message-ID, as RFC 5321 section 4.5.4.1 accepts.
   */
  record InDoubt(String reply) implements Attempt {
    @Override
    public boolean connectionHolds() {
      return false;
    }
  }
}
