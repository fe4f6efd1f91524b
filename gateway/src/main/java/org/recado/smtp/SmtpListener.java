package org.recado.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.recado.directory.SignIn;
import org.recado.intake.Answer;
import org.recado.intake.Decisions;
import org.recado.intake.Intake;
import org.recado.intake.Peer;
import org.recado.settings.MistakenSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/** The ESMTP listener: one port with STARTTLS, and one inside TLS where configured. */
public final class SmtpListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SmtpListener.class);

  private record Trusted(String name, List<AddressRange> ranges) {}

  private final SmtpProperties properties;
  private final Intake intake;
  private final SignIn signIn;
  private final SignInLog signInLog;
  private final List<Trusted> relays;
  private final Optional<SSLContext> tls;
  private final ExecutorService sessions = sessionThreads();
  private final SMTPServer plain;
  private final Optional<SMTPServer> wrapped;

  /**
   * @throws MistakenSettings if certificate and key cannot be used
   */
  public SmtpListener(
      SmtpProperties properties, Intake intake, SignIn signIn, Decisions decisions, Clock clock) {
    this.properties = properties;
    this.intake = intake;
    this.signIn = signIn;
    this.signInLog = new SignInLog(decisions, clock);
    this.relays =
        properties.relays().stream()
            .map(
                relay ->
                    new Trusted(
                        relay.name(),
                        relay.addresses().stream()
                            .flatMap(range -> AddressRange.parse(range).stream())
                            .toList()))
            .toList();
    this.tls = ListenerTls.of(properties);
    this.plain = server(properties.port(), false);
    this.wrapped =
        properties.tlsPort() < 0
            ? Optional.empty()
            : Optional.of(server(properties.tlsPort(), true));
  }

  private SMTPServer server(int port, boolean insideTls) {
    var builder =
        SMTPServer.port(port)
            .bindAddress(address())
            .hostName(properties.domain())
            .softwareName("Recado")
            .backlog(200)
            .maxMessageSize(properties.maxMessageSize())
            .maxConnections(properties.maxConnections())
            .connectionTimeoutMs(Math.toIntExact(properties.idleTimeout().toMillis()))
            .executorService(sessions)
            .messageHandlerFactory(context -> new MailTransaction(intake.begin(peerOf(context))));
    tls.ifPresent(
        context -> {
          if (insideTls) {
            builder.serverSocketFactory(context);
          } else {
            builder.enableTLS().startTlsSocketFactory(socket -> startTls(context, socket));
          }
        });
    var server = builder.build();
    var commands = server.getCommandHandler();
    commands.addCommand(new EhloVerb("EHLO"));
    commands.addCommand(new EhloVerb("HELO"));
    commands.addCommand(new AuthVerb(signIn, signInLog));
    commands.addCommand(new MailVerb());
    commands.addCommand(new RcptVerb());
    commands.addCommand(new DataVerb());
    commands.addCommand(
        new Verb("QUIT") {
          @Override
          public void execute(String line, Session session) throws IOException {
            say(session, new Answer(221, "2.0.0", "Bye"));
            session.quit();
          }
        });
    commands.addCommand(
        new Verb("RSET") {
          @Override
          public void execute(String line, Session session) throws IOException {
            session.resetMailTransaction();
            say(session, Answer.ok("2.0.0", "Forgotten"));
          }
        });
    commands.addCommand(Verb.fixed("NOOP", Answer.ok("2.0.0", "Here")));
    commands.addCommand(Verb.fixed("VRFY", new Answer(252, "2.5.0", "Send, and RCPT will tell")));
    commands.addCommand(Verb.fixed("EXPN", new Answer(502, "5.5.1", "Lists are not shown")));
    commands.addCommand(
        Verb.fixed("BDAT", new Answer(502, "5.5.1", "CHUNKING is not offered; use DATA")));
    commands.addCommand(
        Verb.fixed(
            "HELP",
            new Answer(214, "2.0.0", "Mail number@" + properties.domain() + " to text it")));
    return server;
  }

  /**
   * TLS 1.2 and later with the ciphers the JDK has on by default; the library's own way turns
   * everything on.
   */
  private static SSLSocket startTls(SSLContext context, Socket socket) throws IOException {
    var address = (InetSocketAddress) socket.getRemoteSocketAddress();
    var inside =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(socket, address.getHostString(), socket.getPort(), true);
    inside.setUseClientMode(false);
    inside.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return inside;
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

  @Override
  public void close() {
    if (plain.isRunning()) {
      plain.stop();
    }
    wrapped.filter(SMTPServer::isRunning).ifPresent(SMTPServer::stop);
    sessions.shutdown();
  }

  private Peer peerOf(MessageContext session) {
    var person = AuthVerb.personOf(session);
    if (person.isPresent()) {
      return new Peer.SignedIn(person.get());
    }
    var address = ((InetSocketAddress) session.getRemoteAddress()).getAddress();
    return relays.stream()
        .filter(relay -> relay.ranges().stream().anyMatch(range -> range.contains(address)))
        .findFirst()
        .<Peer>map(relay -> new Peer.Relay(relay.name()))
        .orElseGet(Peer.Stranger::new);
  }
}
