package org.recado.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.directory.BrakedSignIn;
import org.recado.directory.Saslprep;
import org.recado.directory.SignIn;
import org.recado.intake.Answer;
import org.recado.intake.Peer;
import org.subethamail.smtp.AuthenticationHandler;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.server.Session;

/**
 * AUTH PLAIN (RFC 4616) and LOGIN (RFC 4954), only inside TLS, against the directory. Names and
 * passwords are prepared by SASLprep (RFC 4013).
 */
final class AuthVerb extends Verb {

  private static final int MOST_FAILURES = 3;

  private final BrakedSignIn signIn;
  private final ApplicationSignIn applications;
  private final SignInLog log;

  AuthVerb(BrakedSignIn signIn, ApplicationSignIn applications, SignInLog log) {
    super("AUTH");
    this.signIn = signIn;
    this.applications = applications;
    this.log = log;
  }

  /** Who signed in on this session. */
  static Optional<Peer> peerOf(MessageContext session) {
    return session
        .getAuthenticationHandler()
        .map(handler -> handler.getIdentity())
        .filter(Peer.class::isInstance)
        .map(Peer.class::cast);
  }

  @Override
  void say(String arguments, Session session) throws IOException, DropConnectionException {
    if (!session.isTLSStarted()) {
      say(session, new Answer(538, "5.7.11", "Sign in only inside TLS: STARTTLS first"));
      return;
    }
    if (peerOf(session).isPresent() || session.isMailTransactionInProgress()) {
      say(session, new Answer(503, "5.5.1", "Sign in once, and before MAIL"));
      return;
    }
    String[] words = arguments.strip().split(" +");
    var credentials =
        switch (words[0].toUpperCase(Locale.ROOT)) {
          case "PLAIN" -> plain(session, words.length > 1 ? words[1] : null);
          case "LOGIN" -> login(session, words.length > 1 ? words[1] : null);
          default -> {
            say(session, new Answer(504, "5.5.4", "Sign in with PLAIN or LOGIN"));
            yield Optional.<Credentials>empty();
          }
        };
    if (credentials.isPresent()) {
      check(credentials.get(), session);
    }
  }

  private record Credentials(String login, String password) {

    @Override
    public String toString() {
      return "Credentials";
    }
  }

  private void check(Credentials credentials, Session session)
      throws IOException, DropConnectionException {
    var from = session.getRemoteAddress().getAddress();
    // a name that is prohibited is nobody's
    String login = Saslprep.prepare(credentials.login()).orElse("");
    var result =
        applications.knows(login)
            ? applications.check(login, Saslprep.prepare(credentials.password()).orElse(""), from)
            : signIn.check(login, credentials.password(), from.getHostAddress());
    if (result instanceof SignIn.Accepted accepted) {
      var person = accepted.person();
      log.accepted(person, from);
      session.setAuthenticationHandler(
          new SignedIn(
              applications
                  .peerOf(person)
                  .<Peer>map(application -> application)
                  .orElseGet(() -> new Peer.SignedIn(person))));
      say(
          session,
          new Answer(
              235,
              "2.7.0",
              "Welcome, " + (person.isApplication() ? person.name() : person.mail())));
    } else if (result instanceof SignIn.Delayed delayed) {
      log.refused(session, from);
      say(
          session,
          new Answer(
              454, "4.7.0", "Too many wrong passwords; try again in " + minutes(delayed.pause())));
    } else if (result instanceof SignIn.Refused) {
      if (log.refused(session, session.getRemoteAddress().getAddress()) >= MOST_FAILURES) {
        throw new DropConnectionException(421, "4.7.0 Too many wrong passwords");
      }
      say(session, new Answer(535, "5.7.8", "Wrong name or password"));
    } else {
      say(session, new Answer(454, "4.7.0", "The directory does not answer; try again later"));
    }
  }

  private static String minutes(Duration pause) {
    long minutes = Math.max(1, (pause.toSeconds() + 59) / 60);
    return minutes == 1 ? "a minute" : minutes + " minutes";
  }

  private static Optional<Credentials> plain(Session session, @Nullable String initial)
      throws IOException {
    var response = initial == null ? ask(session, "") : decode(session, initial);
    if (response.isEmpty()) {
      return Optional.empty();
    }
    String[] fields = response.get().split("\0", -1);
    if (fields.length != 3 || !(fields[0].isEmpty() || fields[0].equals(fields[1]))) {
      say(session, new Answer(501, "5.5.2", "PLAIN is NUL name NUL password, in base64"));
      return Optional.empty();
    }
    return Optional.of(new Credentials(fields[1], fields[2]));
  }

  private static Optional<Credentials> login(Session session, @Nullable String initial)
      throws IOException {
    var name = initial == null ? ask(session, "Username:") : decode(session, initial);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return ask(session, "Password:").map(password -> new Credentials(name.get(), password));
  }

  private static Optional<String> ask(Session session, String prompt) throws IOException {
    var input = LineSocket.of(session).input();
    session.sendResponse(
        "334 " + Base64.getEncoder().encodeToString(prompt.getBytes(StandardCharsets.US_ASCII)));
    input.inExchange(true);
    String line = session.getReader().readLine();
    input.inExchange(false);
    if (line == null || line.strip().equals("*")) {
      say(session, new Answer(501, "5.7.0", "Cancelled"));
      return Optional.empty();
    }
    if (line.equals(CommandInput.IDLE)) {
      throw new SocketTimeoutException();
    }
    if (line.equals(CommandInput.LONG)) {
      say(session, new Answer(500, "5.5.6", "The line is too long")); // RFC 4954 section 4
      return Optional.empty();
    }
    return decode(session, line);
  }

  private static Optional<String> decode(Session session, String base64) throws IOException {
    try {
      String text = base64.equals("=") ? "" : base64.strip(); // RFC 4954: "=" is an empty response
      return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      say(session, new Answer(501, "5.5.2", "That is not base64"));
      return Optional.empty();
    }
  }

  /** What the library keeps of a session that signed in. */
  private record SignedIn(Peer peer) implements AuthenticationHandler {

    @Override
    public Optional<String> auth(String clientInput, MessageContext context) {
      return Optional.empty();
    }

    @Override
    public Object getIdentity() {
      return peer;
    }
  }
}
