package org.recado.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.recado.directory.BrakedSignIn;
import org.recado.intake.Answer;
import org.recado.intake.Decisions;
import org.recado.intake.Intake;
import org.recado.intake.Peer;
import org.recado.settings.MistakenSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/** The ESMTP listener: one port with STARTTLS, and one inside TLS where configured. */
public final class SmtpListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SmtpListener.class);

  /** How long a mail under way may take at the end. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * @param ranges any address, if empty
   * @param certificates any client, with or without one, if empty
   */
  private record Trusted(Peer.Relay relay, List<AddressRange> ranges, Set<String> certificates) {

    boolean is(InetAddress address, Set<String> shown) {
      return (ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(address)))
          && (certificates.isEmpty() || shown.stream().anyMatch(certificates::contains));
    }
  }

  private final SmtpProperties properties;
  private final Intake intake;
  private final BrakedSignIn signIn;
  private final ApplicationSignIn applications;
  private final ClientCertificates clientCertificates;
  private final SignInLog signInLog;
  private final List<Trusted> relays;
  private final Optional<SSLContext> tls;
  private final UnderWay underWay = new UnderWay();
  private final AtomicInteger open = new AtomicInteger();
  private final SMTPServer plain;
  private final Optional<SMTPServer> wrapped;

  /**
   * @throws MistakenSettings if certificate and key cannot be used
   */
  public SmtpListener(
      SmtpProperties properties,
      Intake intake,
      BrakedSignIn signIn,
      Decisions decisions,
      Clock clock,
      ApplicationSignIn applications) {
    this.properties = properties;
    this.intake = intake;
    this.signIn = signIn;
    this.signInLog = new SignInLog(decisions, clock);
    this.applications = applications;
    this.clientCertificates = ClientCertificates.of(properties.clientAuthorities());
    this.relays =
        properties.relays().stream()
            .map(
                relay ->
                    new Trusted(
                        new Peer.Relay(relay.name(), relay.dkim()),
                        AddressRange.all(relay.addresses()),
                        relay.certificates().stream()
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet())))
            .toList();
    this.tls = ListenerTls.of(properties);
    this.plain = server(properties.port(), false);
    this.wrapped =
        properties.tlsPort() < 0
            ? Optional.empty()
            : Optional.of(server(properties.tlsPort(), true));
  }

  private SMTPServer server(int port, boolean insideTls) {
    var verbs = verbs();
    var known = new HashSet<String>();
    verbs.stream().map(Command::getName).filter(name -> !name.startsWith("?")).forEach(known::add);
    var server =
        SMTPServer.port(port)
            .bindAddress(address())
            .hostName(properties.domain())
            .softwareName("Recado")
            .backlog(200)
            .maxMessageSize(properties.maxMessageSize())
            // those over our own limit, which are told so, must find the library's open
            .maxConnections(properties.maxConnections() + 10)
            .connectionTimeoutMs(Math.toIntExact(properties.idleTimeout().toMillis()))
            .executorService(sessionThreads()) // each its own: the library waits for all of it
            .serverSocketFactory(
                () ->
                    new LineServerSocket(
                        insideTls ? tls : Optional.empty(),
                        clientCertificates.areAsked(),
                        Set.copyOf(known)))
            .sessionHandler(new Doorkeeper(properties.maxConnections(), open, underWay))
            .messageHandlerFactory(context -> new MailTransaction(intake.begin(peerOf(context))))
            .build();
    verbs.forEach(server.getCommandHandler()::addCommand);
    return server;
  }

  private List<Command> verbs() {
    return List.of(
        new EhloVerb("EHLO", tls.isPresent()),
        new EhloVerb("HELO", tls.isPresent()),
        new StartTlsVerb(tls.orElse(null), clientCertificates.areAsked()),
        new AuthVerb(signIn, applications, signInLog),
        new MailVerb(),
        new RcptVerb(),
        new DataVerb(underWay),
        new Verb("QUIT") {
          @Override
          void say(String arguments, Session session) throws IOException {
            say(session, new Answer(221, "2.0.0", "Bye"));
            session.quit();
          }
        },
        new Verb("RSET") {
          @Override
          void say(String arguments, Session session) throws IOException {
            session.resetMailTransaction();
            say(session, Answer.ok("2.0.0", "Forgotten"));
          }
        },
        new Verb(CommandInput.IDLE) {
          @Override
          void say(String arguments, Session session) throws DropConnectionException {
            throw new DropConnectionException(421, "4.4.2 Nothing came for too long");
          }
        },
        Verb.fixed("NOOP", Answer.ok("2.0.0", "Here")),
        Verb.fixed("VRFY", new Answer(252, "2.5.0", "Send, and RCPT will tell")),
        Verb.fixed("EXPN", new Answer(502, "5.5.1", "Lists are not shown")),
        Verb.fixed("BDAT", new Answer(502, "5.5.1", "CHUNKING is not offered; use DATA")),
        Verb.fixed(
            "HELP", new Answer(214, "2.0.0", "Mail number@" + properties.domain() + " to text it")),
        Verb.fixed(CommandInput.LONG, new Answer(500, "5.5.2", "The line is too long")),
        Verb.fixed(
            CommandInput.GARBLED,
            new Answer(500, "5.5.2", "A line ends in CR LF and holds no other CR, LF or NUL")),
        Verb.fixed(
            CommandInput.UNKNOWN, new Answer(500, "5.5.1", "There is no such command here")));
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(properties.bind());
    } catch (UnknownHostException e) {
      throw new MistakenSettings(
          List.of("recado.smtp.bind: " + properties.bind() + " is not an address of this machine"));
    }
  }

  /**
   * Where the JVM has virtual threads (21 and later), one for each session; else platform threads.
   */
  private static ExecutorService sessionThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  /**
   * Opens the ports.
   *
   * @throws MistakenSettings if one is in use
   */
  public void start() {
    start(plain, "port", properties.port());
    wrapped.ifPresent(server -> start(server, "tls-port", properties.tlsPort()));
    log.info("SMTP listens on {}:{}", properties.bind(), port());
  }

  private void start(SMTPServer server, String key, int port) {
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new MistakenSettings(
          List.of(
              "recado.smtp."
                  + key
                  + ": cannot listen on "
                  + properties.bind()
                  + ":"
                  + port
                  + "; another program uses it, or this user may not"));
    }
  }

  /** The port in use, also when 0 was asked for. */
  public int port() {
    return plain.getPort() == 0 ? plain.getPortAllocated() : plain.getPort();
  }

  /** Takes no more mails, answers those under way, and ends the sessions. */
  @Override
  public void close() {
    underWay.awaitEnd(PATIENCE);
    if (plain.isRunning()) {
      plain.stop();
    }
    wrapped.filter(SMTPServer::isRunning).ifPresent(SMTPServer::stop);
  }

  private Peer peerOf(MessageContext session) {
    var signedIn = AuthVerb.peerOf(session);
    if (signedIn.isPresent()) {
      return signedIn.get();
    }
    var address = ((InetSocketAddress) session.getRemoteAddress()).getAddress();
    var shown =
        session instanceof Session known
            ? clientCertificates.namesOf(LineSocket.of(known).connection())
            : Set.<String>of();
    return relays.stream()
        .filter(relay -> relay.is(address, shown))
        .findFirst()
        .<Peer>map(Trusted::relay)
        .orElseGet(Peer.Stranger::new);
  }
}
