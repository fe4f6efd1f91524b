package org.recado.smtp;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.recado.intake.Answer;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/**
 * STARTTLS (RFC 3207). Nothing said before it counts after it, nor does what a client (or somebody
 * in between) sent behind it in plain text.
 */
final class StartTlsVerb extends Verb {

  private final @Nullable SSLContext tls;
  private final boolean asking;

  StartTlsVerb(@Nullable SSLContext tls, boolean asking) {
    super("STARTTLS");
    this.tls = tls;
    this.asking = asking;
  }

  @Override
  void say(String arguments, Session session) throws IOException, DropConnectionException {
    if (!arguments.isBlank()) {
      say(session, new Answer(501, "5.5.4", "STARTTLS takes no parameters"));
      return;
    }
    if (tls == null || session.isTLSStarted()) {
      say(
          session,
          new Answer(503, "5.5.1", tls == null ? "TLS is not offered" : "TLS is on already"));
      return;
    }
    var plain = LineSocket.of(session);
    if (plain.input().octets().available() > 0) {
      // RFC 3207 section 4: the client has to wait for the answer. CVE-2011-0411
      throw new DropConnectionException(421, "4.7.0 Nothing may follow STARTTLS before its answer");
    }
    say(session, new Answer(220, "2.0.0", "Begin"));
    try {
      var inside = LineServerSocket.server(tls, plain.connection(), asking);
      inside.startHandshake();
      session.setSocket(plain.inside(inside));
    } catch (IOException e) {
      session.quit(); // there is nobody to tell: what we say in plain text is not understood
      return;
    }
    session.resetSmtpProtocol();
    session.setTlsStarted(true);
  }
}
