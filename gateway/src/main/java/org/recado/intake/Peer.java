package org.recado.intake;

import java.util.Locale;
import java.util.Set;
import org.recado.directory.Person;
import org.recado.dkim.Alignment;

/** Who is at the other end of an SMTP session. */
public sealed interface Peer {

  /** An employee who signed in with their directory password. */
  record SignedIn(Person person) implements Peer {}

  /**
   * A server that is trusted by its address or certificate to have checked its users.
   *
   * @param dkim what its mail has to prove besides; {@link Alignment#NONE} for nothing
   */
  record Relay(String name, Alignment dkim) implements Peer {}

  /**
   * A system of the firm with an account of its own, which is in no directory.
   *
   * @param name of the account
   * @param domain the only domain it may send from; kept in lower case
   * @param categories what it may send; empty for everything
   */
  record Application(String name, String domain, Set<String> categories) implements Peer {
    public Application {
      domain = domain.toLowerCase(Locale.ROOT);
      categories = Set.copyOf(categories);
    }
  }

  /** Anybody else: may sign in, and nothing more. */
  record Stranger() implements Peer {}
}
