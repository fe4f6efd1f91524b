package org.recado.lab.smsc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.recado.lab.changes.Changes;
import org.recado.message.Msisdn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMSC on a real socket with the phones behind it. It takes binds of every kind, answers {@code
 * submit_sm}, sends receipts, shows texts on {@link Handset}s and delivers what is typed there. How
 * it treats a number can be scripted ({@link #when}); the {@link MagicNumber}s misbehave by
 * themselves.
 */
public final class SmscSimulator implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SmscSimulator.class);

  private final SmscSettings settings;
  private final ServerSocket server;
  private final Timer timer;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Map<String, Handset> handsets = new ConcurrentHashMap<>();
  private final Map<String, Account> routes = new ConcurrentHashMap<>();
  private final Exchange exchange;
  private final Changes changes;
  private final AtomicInteger linkNumbers = new AtomicInteger();
  private volatile boolean refusesBinds;
  private volatile BiConsumer<Msisdn, Sms> ear = (phone, sms) -> {};

  private SmscSimulator(SmscSettings settings, Changes changes) throws IOException {
    this.settings = settings;
    this.changes = changes;
    var address = InetAddress.getByName(settings.host());
    server =
        settings.tls().isPresent()
            ? settings
                .tls()
                .get()
                .getServerSocketFactory()
                .createServerSocket(settings.port(), 50, address)
            : new ServerSocket(settings.port(), 50, address);
    timer = new Timer();
    settings
        .accounts()
        .forEach((id, secret) -> accounts.put(id, new Account(id, secret, settings, timer)));
    exchange = new Exchange(settings, timer, changes, this::handset);
  }

  /**
   * @throws UncheckedIOException if the port is taken
   */
  public static SmscSimulator start(SmscSettings settings) {
    return start(settings, new Changes());
  }

  /** The same, telling its changes where others are told too. */
  public static SmscSimulator start(SmscSettings settings, Changes changes) {
    try {
      var smsc = new SmscSimulator(settings, changes);
      daemon(smsc::accept, "smsc-accepts").start();
      smsc.timer.every(
          Duration.ofMillis(100), () -> smsc.accounts.values().forEach(Account::sweep));
      return smsc;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the SMSC simulator cannot listen on port " + settings.port(), e);
    }
  }

  public String host() {
    return settings.host();
  }

  /** The port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Told after every submission, bind, text shown or typed. */
  public Changes changes() {
    return changes;
  }

  // ---- scripting

  /** From now on this number is treated so. */
  public void when(Msisdn number, Behaviour behaviour) {
    exchange.when(number.digits(), behaviour);
  }

  /** Every number without a behaviour of its own is treated so, magic ones excepted. */
  public void otherwise(Behaviour behaviour) {
    exchange.otherwise(() -> behaviour);
  }

  /** The same, asked anew for each PDU: for chances. Called by several threads. */
  public void otherwise(Supplier<Behaviour> behaviour) {
    exchange.otherwise(behaviour);
  }

  /** What an account submits is treated so, unless the number has a behaviour of its own. */
  public void whenAccount(String systemId, Behaviour behaviour) {
    exchange.whenAccount(systemId, () -> behaviour);
  }

  /** Forgets what {@link #when} and {@link #otherwise} said. */
  public void asUsual() {
    exchange.asUsual();
  }

  /**
   * While held, {@code submit_sm} are taken but {@code submit_sm_resp} kept back until {@link
   * #release}: the state in which an ESME cannot know whether its message was taken.
   */
  public void holdAnswers() {
    exchange.holdAnswers();
  }

  /** While held, receipts are kept back until {@link #release}. */
  public void holdReceipts() {
    exchange.holdReceipts();
  }

  /**
   * While held, each {@code deliver_sm_resp} counts as not arrived until {@link #release}; if the
   * link breaks before, the {@code deliver_sm} is sent again: what happens when an ESME dies just
   * after it answered.
   */
  public void holdAcknowledgements() {
    exchange.holdAcknowledgements();
  }

  /** Lets go of all that is held, in its order, and holds no more. */
  public void release() {
    exchange.release();
  }

  /** While true, binds are answered {@code ESME_RBINDFAIL}. */
  public void refuseBinds(boolean refuse) {
    refusesBinds = refuse;
  }

  /**
   * The present connections stay open, but nothing is read from them nor written to them any more:
   * what a firewall that forgot them makes of them.
   */
  public void freezeLinks() {
    links.forEach(Link::freeze);
  }

  /** Cuts every connection without unbind. */
  public void cutLinks() {
    links.forEach(Link::close);
  }

  /** From now on told of every text a phone shows, on the thread that brought it. */
  public void listen(BiConsumer<Msisdn, Sms> listener) {
    ear = listener;
  }

  // ---- phones

  /** The phone with this number; it is always there. */
  public Handset handset(Msisdn number) {
    return handset(number.digits());
  }

  /** The phones that were used or asked for so far. */
  public Collection<Handset> handsets() {
    return List.copyOf(handsets.values());
  }

  // ---- what came in

  /** Every {@code submit_sm} since the start or {@link #forgetSubmissions}, in order. */
  public List<Submission> submissions() {
    return exchange.submissions();
  }

  /** How many {@code submit_sm} were read since the start; never reset. */
  public long submissionCount() {
    return exchange.submissionCount();
  }

  /** How many receipts the ESME has acknowledged since the start. */
  public long acknowledgedReceipts() {
    return exchange.acknowledgedReceipts();
  }

  /** Forgets the {@link #submissions}, for long runs. */
  public void forgetSubmissions() {
    exchange.forgetSubmissions();
  }

  /** Whether to keep {@link #submissions} and chats at all; a benchmark does without. */
  public void remember(boolean remember) {
    exchange.remember(remember);
  }

  /**
   * Waits until there are so many submissions in all.
   *
   * @throws IllegalStateException if they do not come in time
   */
  public List<Submission> awaitSubmissions(int count, Duration timeout) {
    changes.await(count + " submit_sm", timeout, () -> submissions().size() >= count);
    return submissions();
  }

  /** Waits for a submission like this one. */
  public Submission awaitSubmission(Predicate<Submission> wanted, Duration timeout) {
    changes.await("such a submit_sm", timeout, () -> submissions().stream().anyMatch(wanted));
    return submissions().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Waits until so many links are bound. */
  public void awaitBound(int count, Duration timeout) {
    changes.await(count + " bound links", timeout, () -> boundLinks() == count);
  }

  public int boundLinks() {
    return accounts.values().stream().mapToInt(account -> account.links().size()).sum();
  }

  /** {@code deliver_sm} that no ESME has acknowledged yet. */
  public int undelivered() {
    return accounts.values().stream().mapToInt(Account::undelivered).sum();
  }

  @Override
  public void close() {
    timer.close();
    try {
      server.close();
    } catch (IOException e) {
      log.debug("closing the listener", e);
    }
    cutLinks();
  }

  // ---- called by the links

  @Nullable Account account(String systemId, String password) {
    Account account = accounts.get(systemId);
    boolean opens = account != null && account.password.equals(password) && !refusesBinds;
    return opens ? account : null;
  }

  boolean refusesBinds() {
    return refusesBinds;
  }

  void changed() {
    changes.happened();
  }

  void gone(Link link) {
    links.remove(link);
    changes.happened();
  }

  void submitted(Link link, Pdu pdu) {
    Account account = link.account();
    if (account == null || !link.transmits()) {
      link.send(Pdu.of(Pdu.SUBMIT_SM | Pdu.RESPONSE, Pdu.ESME_RINVBNDSTS, pdu.sequence()).end());
      return;
    }
    exchange.submitted(link, account, pdu, routes);
  }

  void acknowledged(Link link, Pdu pdu) {
    Account account = link.account();
    if (account != null) {
      exchange.acknowledged(account, link, pdu);
    }
  }

  private Handset handset(String digits) {
    return handsets.computeIfAbsent(
        digits,
        number -> {
          var msisdn = new Msisdn(number);
          return new Handset(
              msisdn, settings.clock(), changes, this::carry, sms -> ear.accept(msisdn, sms));
        });
  }

  /** To the account that last used this long number, or the first one. */
  private Outgoing carry(Msisdn from, Msisdn to, String text, int reference) {
    Account account = routes.getOrDefault(to.digits(), accounts.values().iterator().next());
    var parts = new ArrayList<Delivery>();
    List<byte[]> segments = Segments.of(text, reference);
    for (byte[] segment : segments) {
      parts.add(
          new Delivery(
              from.digits(),
              to.digits(),
              segments.size() > 1 ? 0x40 : 0,
              Segments.dataCoding(text),
              segment,
              body -> {},
              changes::happened));
    }
    parts.forEach(account::deliver);
    return new Outgoing(parts);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        var link = new Link(Integer.toString(linkNumbers.incrementAndGet()), socket, this);
        links.add(link);
        link.start();
      } catch (IOException e) {
        log.debug("the listener ended: {}", e.getMessage());
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
