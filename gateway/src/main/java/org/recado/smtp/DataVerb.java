package org.recado.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.recado.intake.Answer;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** DATA (RFC 5321 section 4.1.1.4). The transaction is over after it, whatever the answer. */
final class DataVerb extends Verb {

  private final UnderWay underWay;

  DataVerb(UnderWay underWay) {
    super("DATA");
    this.underWay = underWay;
  }

  @Override
  void say(String arguments, Session session) throws IOException, DropConnectionException {
    if (!arguments.isBlank()) {
      say(session, new Answer(501, "5.5.4", "DATA takes no parameters"));
      return;
    }
    if (!session.isMailTransactionInProgress()) {
      say(session, new Answer(503, "5.5.1", "MAIL comes first"));
      return;
    }
    if (session.getRecipientCount() == 0) {
      say(session, new Answer(554, "5.5.1", "No recipient was accepted"));
      return;
    }
    if (!underWay.begin()) {
      throw new DropConnectionException(421, "4.3.2 The gateway is stopping; come again");
    }
    try {
      take(session);
    } finally {
      underWay.end();
    }
  }

  private static void take(Session session) throws IOException, DropConnectionException {
    session.sendResponse("354 Send the mail, then a line with a single dot");
    int most = session.getServer().getMaxMessageSize();
    Optional<byte[]> mail;
    try {
      mail = DataReader.read(LineSocket.of(session).input().octets(), most);
    } catch (EOFException e) {
      throw new DropConnectionException(421, "4.4.2 The mail did not end; nothing was kept");
    }
    var answer =
        mail.isPresent()
            ? MailTransaction.of(session).data(mail.get())
            : new Answer(552, "5.3.4", "A mail may have at most " + most + " octets");
    session.resetMailTransaction();
    say(session, answer);
  }
}
