package org.recado.smtp;

import java.io.IOException;
import org.recado.intake.Answer;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.HelpMessage;
import org.subethamail.smtp.server.Session;

/**
 * One SMTP command. The listener's table holds only ours, so that every answer carries an enhanced
 * status code.
 */
abstract class Verb implements Command {

  private final String name;

  Verb(String name) {
    this.name = name;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public HelpMessage getHelp() {
    return new HelpMessage(name, "See RFC 5321.");
  }

  @Override
  public abstract void execute(String line, Session session)
      throws IOException, DropConnectionException;

  /** What follows the verb. */
  final String arguments(String line) {
    return line.length() <= name.length() ? "" : line.substring(name.length());
  }

  static void say(Session session, Answer answer) throws IOException {
    session.sendResponse(answer.code() + " " + answer.status() + " " + answer.text());
  }

  /** A command that always answers the same. */
  static Verb fixed(String name, Answer answer) {
    return new Verb(name) {
      @Override
      public void execute(String line, Session session) throws IOException {
        say(session, answer);
      }
    };
  }
}
