package org.recado.smtp;

import java.io.IOException;
import org.recado.intake.Answer;
import org.subethamail.smtp.server.Session;

/**
 * EHLO and HELO (RFC 5321 section 4.1.1.1). AUTH is offered only inside TLS (RFC 4954 section 4).
 */
final class EhloVerb extends Verb {

  private final boolean offersTls;

  EhloVerb(String name, boolean offersTls) {
    super(name);
    this.offersTls = offersTls;
  }

  @Override
  void say(String arguments, Session session) throws IOException {
    String client = arguments.strip();
    if (client.isEmpty()) {
      say(session, new Answer(501, "5.5.4", "Say who you are: " + getName() + " your.host.name"));
      return;
    }
    session.resetMailTransaction();
    session.setHelo(client);
    var server = session.getServer();
    if (getName().equals("HELO")) {
      session.sendResponse("250 " + server.getHostName());
      return;
    }
    var lines = new StringBuilder("250-" + server.getHostName());
    lines.append(
        "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-DSN");
    if (session.isTLSStarted()) {
      lines.append("\r\n250-AUTH PLAIN LOGIN");
    } else if (offersTls) {
      lines.append("\r\n250-STARTTLS");
    }
    lines.append("\r\n250 SIZE ").append(server.getMaxMessageSize());
    session.sendResponse(lines.toString());
  }
}
