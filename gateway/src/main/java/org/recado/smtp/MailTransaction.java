package org.recado.smtp;

import java.io.InputStream;
import org.recado.intake.Transaction;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.Session;

/**
 * Carries the transaction of {@code intake} along in the library's session; the verbs themselves do
 * the work.
 */
final class MailTransaction implements MessageHandler {

  private final Transaction transaction;

  MailTransaction(Transaction transaction) {
    this.transaction = transaction;
  }

  static Transaction of(Session session) {
    return ((MailTransaction) session.getMessageHandler()).transaction;
  }

  @Override
  public void from(String from) {}

  @Override
  public void recipient(String recipient) {}

  @Override
  public String data(InputStream data) {
    return "";
  }

  @Override
  public void done() {}
}
