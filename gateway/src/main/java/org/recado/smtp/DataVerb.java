package org.recado.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.recado.intake.Answer;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** DATA (RFC 5321 section 4.1.1.4). The transaction is over after it, whatever the answer. */
final class DataVerb extends Verb {

  DataVerb() {
    super("DATA");
  }

  @Override
  public void execute(String line, Session session) throws IOException, DropConnectionException {
    if (!session.isMailTransactionInProgress()) {
      say(session, new Answer(503, "5.5.1", "MAIL comes first"));
      return;
    }
    if (session.getRecipientCount() == 0) {
      say(session, new Answer(554, "5.5.1", "No recipient was accepted"));
      return;
    }
    session.sendResponse("354 Send the mail, then a line with a single dot");
    int most = session.getServer().getMaxMessageSize();
    Optional<byte[]> mail;
    try {
      mail = DataReader.read(session.getRawInput(), most);
    } catch (EOFException e) {
      throw new DropConnectionException("421 4.4.2 The mail did not end; nothing was kept");
    }
    var answer =
        mail.isPresent()
            ? MailTransaction.of(session).data(mail.get())
            : new Answer(552, "5.3.4", "A mail may have at most " + most + " octets");
    session.resetMailTransaction();
    say(session, answer);
  }
}
