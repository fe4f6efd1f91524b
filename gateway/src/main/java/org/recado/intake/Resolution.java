package org.recado.intake;

import java.util.List;
import org.recado.directory.Contact;
import org.recado.directory.ContactList;
import org.recado.mail.HeaderField;

/** Whom the local part of a recipient's address means. */
sealed interface Resolution {

  /**
   * @param options what the address said beside it, as if it were the mail's headers
   */
  record Client(Contact contact, List<HeaderField> options) implements Resolution {}

  /**
   * @param options for everybody on it
   */
  record Clients(ContactList list, List<HeaderField> options) implements Resolution {}

  /** Nobody, or too many; the answer says which. */
  record Nobody(Answer problem) implements Resolution {

    static Nobody because(String status, String sentence) {
      return new Nobody(new Answer(550, status, sentence));
    }
  }
}
