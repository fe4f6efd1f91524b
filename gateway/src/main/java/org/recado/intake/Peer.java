package org.recado.intake;

import org.recado.directory.Person;

/** Who is at the other end of an SMTP session. */
public sealed interface Peer {

  /** An employee who signed in with their directory password. */
  record SignedIn(Person person) implements Peer {}

  /** A server of the firm that is trusted by its address to have checked its users. */
  record Relay(String name) implements Peer {}

  /** Anybody else: may sign in, and nothing more. */
  record Stranger() implements Peer {}
}
