package org.recado.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.recado.commit.Failures;
import org.recado.intake.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.HelpMessage;
import org.subethamail.smtp.server.Session;

/**
 * One SMTP command. The listener's table holds only ours, so that every answer carries an enhanced
 * status code.
 */
abstract class Verb implements Command {

  private static final Logger log = LoggerFactory.getLogger(Verb.class);

  private final String name;

  Verb(String name) {
    this.name = name;
  }

  @Override
  public final String getName() {
    return name;
  }

  @Override
  public final HelpMessage getHelp() {
    return new HelpMessage(name, "See RFC 5321.");
  }

  @Override
  public final void execute(String line, Session session)
      throws IOException, DropConnectionException {
    try {
      say(line.length() <= name.length() ? "" : line.substring(name.length()), session);
    } catch (SocketTimeoutException e) {
      throw new DropConnectionException(421, "4.4.2 Nothing came for too long");
    } catch (RuntimeException e) {
      // the database is away, for one: the client may come again, and this session goes on
      log.error("{} could not be answered: {}", name, Failures.describe(e));
      if (session.getRecipientCount() == 0) {
        session.resetMailTransaction();
      }
      say(session, new Answer(451, "4.3.0", "That is not possible just now; try again later"));
    }
  }

  /**
   * Does what the command asks and answers it.
   *
   * @param arguments what follows the verb
   */
  abstract void say(String arguments, Session session) throws IOException, DropConnectionException;

  static void say(Session session, Answer answer) throws IOException {
    session.sendResponse(answer.code() + " " + answer.status() + " " + answer.text());
  }

  /** A command that always answers the same. */
  static Verb fixed(String name, Answer answer) {
    return new Verb(name) {
      @Override
      void say(String arguments, Session session) throws IOException {
        say(session, answer);
      }
    };
  }
}
