package org.recado.numbering;

import java.util.Optional;
import org.recado.directory.Person;
import org.recado.message.MailAddress;

/** Who has the conversations of somebody who left. */
public sealed interface Heir {

  /** One sentence for the record: why it is them. */
  String why();

  /** Somebody in particular. */
  record Successor(Person person, String why) implements Heir {}

  /**
   * Whoever reads a mailbox.
   *
   * @param mailbox of the team; empty for the desk of the long number
   */
  record Team(Optional<MailAddress> mailbox, String why) implements Heir {}
}
