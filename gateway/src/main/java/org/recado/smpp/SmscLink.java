package org.recado.smpp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.SynchronizedPDUSender;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.util.DefaultComposer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bound session, from connecting to its end; the next one is a new object. jsmpp keeps its
 * state (bind, enquire_link, unbind); messages and their answers pass here, many under way at once,
 * each matched by {@code sequence_number}.
 */
final class SmscLink {

  private static final Logger log = LoggerFactory.getLogger(SmscLink.class);

  /** Above what jsmpp counts from 1 for its enquire_links, so that the two never meet. */
  private static final int FIRST_SEQUENCE = 0x0100_0000;

  /** So many times within the response time-out it is looked for what is overdue. */
  private static final int LOOKS = 20;

  private static final String BROKEN = "the link broke";

  private final SmppProperties.Connection settings;
  private final BindType type;
  private final SmscAddress smsc;
  private final ScheduledExecutorService timers;
  private final BiConsumer<SmscLink, Octets> incoming;
  private final SMPPSession session;
  private final SubmitWindow window;
  private final AtomicInteger sequence = new AtomicInteger(FIRST_SEQUENCE);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Seldom stray = new Seldom();
  private volatile boolean accepted;
  private volatile long lastMessage = System.nanoTime();
  private volatile long lastHeard = System.nanoTime();

  /** An answer did not come and nothing else did: nothing more is sent until something does. */
  private volatile boolean silent;

  private volatile @Nullable LinkSocket socket;
  private volatile @Nullable LinkWriter writer;
  private volatile @Nullable Thread writerThread;
  private volatile @Nullable Future<?> looking;

  /**
   * @param type a transceiver, a transmitter or a receiver
   * @param smsc which of the account's hosts
   * @param incoming takes each {@code deliver_sm} and {@code data_sm}, quickly; answers it later
   *     with {@link #respond}
   */
  SmscLink(
      SmppProperties.Connection settings,
      BindType type,
      SmscAddress smsc,
      SmppThreads threads,
      BiConsumer<SmscLink, Octets> incoming) {
    this.settings = settings;
    this.type = type;
    this.smsc = smsc;
    this.timers = threads.timers();
    this.incoming = incoming;
    this.window =
        new SubmitWindow(settings.window(), settings.responseTimeout(), threads.answers());
    this.session =
        new SMPPSession(
            new SynchronizedPDUSender(new DefaultPDUSender(new DefaultComposer())),
            new LinkReader(this::take, this::refuseNonsense),
            this::connect);
  }

  /** Returns once bound. */
  void bind() throws IOException {
    session.setEnquireLinkTimer((int) settings.enquireLinkInterval().toMillis());
    session.setTransactionTimer(settings.responseTimeout().toMillis());
    session.addSessionStateListener((now, before, source) -> stateChanged(now));
    try {
      session.connectAndBind(
          smsc.host(), smsc.port(), bindParameter(), settings.bindTimeout().toMillis());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private BindParameter bindParameter() {
    BindSettings bind = settings.bind();
    return new BindParameter(
        type,
        settings.account(),
        settings.secret(),
        settings.systemType(),
        TypeOfNumber.valueOf((byte) bind.addressTon()),
        NumberingPlanIndicator.valueOf((byte) bind.addressNpi()),
        bind.addressRange().isEmpty() ? null : bind.addressRange(),
        switch (bind.version()) {
          case "3.3" -> InterfaceVersion.IF_33;
          case "5.0" -> InterfaceVersion.IF_50;
          default -> InterfaceVersion.IF_34;
        });
  }

  boolean transmits() {
    return type != BindType.BIND_RX;
  }

  /** Since the last message, either way. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastMessage);
  }

  /** How many more may be sent now. */
  int room() {
    return writer == null || isClosed() || silent || !transmits() ? 0 : window.room();
  }

  int inFlight() {
    return window.inFlight();
  }

  CompletableFuture<SubmitResult> submit(SubmitSm pdu) {
    LinkWriter to = writer;
    int number = nextSequence();
    PendingSubmit submit = to == null || silent ? null : window.open(number);
    if (to == null || submit == null) {
      return CompletableFuture.completedFuture(
          new SubmitResult.NotSent(
              to == null
                  ? "the link is not bound"
                  : silent ? "the SMSC is silent" : "the window is full"));
    }
    lastMessage = System.nanoTime();
    to.write(SubmitSmPdu.encode(pdu, number, settings.addresses()), submit::startWriting);
    if (isClosed()) {
      window.loseAll(BROKEN);
    }
    return submit.result();
  }

  /** Answers a {@code deliver_sm} or {@code data_sm}. */
  void respond(Octets request, int commandStatus) {
    LinkWriter to = writer;
    if (to != null) {
      int command = Pdus.commandId(request) | Commands.RESPONSE;
      to.write(header(17, command, commandStatus, Pdus.sequenceNumber(request)), () -> true);
    }
  }

  /** Whether it has ended within the time. */
  boolean awaitClosed(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Lets what is under way end, as long as an answer may take, and unbinds. No {@link #submit} may
   * come any more.
   */
  void unbind() throws InterruptedException {
    long patience = settings.responseTimeout().toMillis();
    if (writer != null && !isClosed()) {
      boolean allAnswered = window.close(patience);
      if (!allAnswered) {
        log.warn("{}: unbinding with answers outstanding", settings.name());
      }
      awaitWritten(patience);
      session.setTransactionTimer(Math.min(patience, 2000));
      session.unbindAndClose();
    }
    close();
  }

  /** Gives the link up at once, at whatever point it is. */
  void close() {
    closeSocket();
    session.close();
    ended();
  }

  /** jsmpp's reader notices and ends the session. */
  private void closeSocket() {
    LinkSocket connection = socket;
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        log.debug("{}: closing the socket", settings.name(), e);
      }
    }
  }

  private Connection connect(String host, int port) throws IOException {
    LinkSocket connection = LinkSocket.connect(smsc, settings.tls(), settings.bindTimeout());
    socket = connection;
    if (isClosed()) {
      connection.close();
      throw new IOException("given up while connecting");
    }
    OutputStream out = connection.getOutputStream();
    var writes = new LinkWriter(out, this::closeSocket);
    var thread = new Thread(writes, "smpp-" + settings.name() + "-writer");
    thread.setDaemon(true);
    thread.start();
    writerThread = thread;
    writer = writes;
    long pause = Math.max(5, Math.min(1000, settings.responseTimeout().toMillis() / LOOKS));
    looking =
        timers.scheduleWithFixedDelay(this::lookForOverdue, pause, pause, TimeUnit.MILLISECONDS);
    if (isClosed()) {
      // closed before there was a thread to interrupt
      stopWorking();
    }
    return connection;
  }

  /** On the reader's thread: whether the PDU is ours and not jsmpp's. */
  private boolean take(Octets pdu) {
    int number = Pdus.sequenceNumber(pdu);
    int status = Pdus.commandStatus(pdu);
    lastHeard = System.nanoTime();
    silent = false;
    switch (Pdus.commandId(pdu)) {
      case Commands.SUBMIT_SM_RESP -> {
        answered(number, status, pdu);
        return true;
      }
      case Commands.ALERT_NOTIFICATION -> {
        return true; // SMPP 3.4 section 4.12: not answered, and of no use here
      }
      case Commands.ENQUIRE_LINK -> {
        LinkWriter to = writer;
        if (to != null) {
          to.write(
              header(16, Commands.ENQUIRE_LINK_RESP, CommandStatus.ESME_ROK, number), () -> true);
        }
        return to != null;
      }
      case Commands.ENQUIRE_LINK_RESP -> {
        return number >= FIRST_SEQUENCE; // jsmpp's own are below
      }
      case Commands.GENERIC_NACK -> {
        return window.refused(number, "generic_nack with status 0x%x".formatted(status));
      }
      case Commands.DELIVER_SM, Commands.DATA_SM -> {
        if (accepted) {
          lastMessage = System.nanoTime();
          incoming.accept(this, pdu);
        }
        return accepted;
      }
      case Commands.BIND_TRANSCEIVER_RESP,
          Commands.BIND_TRANSMITTER_RESP,
          Commands.BIND_RECEIVER_RESP -> {
        accepted = status == CommandStatus.ESME_ROK;
        return false;
      }
      default -> {
        return false;
      }
    }
  }

  private void answered(int number, int status, Octets pdu) {
    SubmitResult answer =
        status == CommandStatus.ESME_ROK
            ? new SubmitResult.Accepted(Pdus.messageId(pdu))
            : new SubmitResult.Rejected(status, settings.rule(status));
    if (!window.answered(number, answer)) {
      stray.say(() -> log.warn("{}: an answer to no request: {}", settings.name(), number));
    }
  }

  private void lookForOverdue() {
    if (accepted && heardNothingFor(stuck())) {
      log.warn("{}: not one whole PDU came, in spite of enquire_link", settings.name());
      close();
      return;
    }
    var overdue = window.giveUpOverdue();
    if (overdue == SubmitWindow.Overdue.UNWRITTEN) {
      log.warn("{}: the SMSC takes no octets any more", settings.name());
      close();
    } else if (overdue == SubmitWindow.Overdue.UNANSWERED
        && !silent
        && heardNothingFor(settings.responseTimeout())) {
      probe();
    }
  }

  /** By then an enquire_link was sent and its answer is overdue, octets or none. */
  private Duration stuck() {
    return settings.enquireLinkInterval().plus(settings.responseTimeout().multipliedBy(2));
  }

  private boolean heardNothingFor(Duration time) {
    return System.nanoTime() - lastHeard >= time.toNanos();
  }

  /** A link that may be half-open is asked before it is given more to lose. */
  private void probe() {
    LinkWriter to = writer;
    if (to == null || isClosed()) {
      return;
    }
    silent = true;
    log.warn("{}: no answer and nothing else; asking whether the link lives", settings.name());
    to.write(header(16, Commands.ENQUIRE_LINK, 0, nextSequence()), () -> true);
    long patience = settings.responseTimeout().toMillis();
    var unused =
        timers.schedule(
            () -> {
              if (silent && !isClosed()) {
                log.warn("{}: the link is half-open", settings.name());
                close();
              }
            },
            patience,
            TimeUnit.MILLISECONDS);
  }

  private void refuseNonsense() {
    LinkSocket connection = socket;
    if (connection != null) {
      OutputStream out = connection.getOutputStream();
      try {
        synchronized (out) {
          out.write(header(16, Commands.GENERIC_NACK, CommandStatus.ESME_RINVCMDLEN, 0).toArray());
        }
      } catch (IOException e) {
        log.debug("{}: generic_nack", settings.name(), e);
      }
    }
  }

  private void stateChanged(SessionState now) {
    if (now == SessionState.CLOSED) {
      ended();
    } else if (now == SessionState.UNBOUND) {
      // the SMSC has unbound and its answer is written; jsmpp would wait for it to close the socket
      closeSocket();
    }
  }

  private void ended() {
    closed.countDown();
    stopWorking();
    window.loseAll(BROKEN);
  }

  private void stopWorking() {
    Thread writing = writerThread;
    if (writing != null) {
      writing.interrupt();
    }
    Future<?> look = looking;
    if (look != null) {
      look.cancel(false);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits until what was queued before, such as the last deliver_sm_resp, has gone. */
  private void awaitWritten(long patience) throws InterruptedException {
    LinkWriter to = writer;
    if (to != null) {
      var reached = new CountDownLatch(1);
      to.write(
          Octets.NONE,
          () -> {
            reached.countDown();
            return true;
          });
      reached.await(patience, TimeUnit.MILLISECONDS);
    }
  }

  private int nextSequence() {
    return sequence.getAndUpdate(n -> n == Integer.MAX_VALUE ? FIRST_SEQUENCE : n + 1);
  }

  /** A header and, in a response of 17 octets, an empty {@code message_id}. */
  private static Octets header(int length, int command, int status, int number) {
    return Octets.owning(
        ByteBuffer.allocate(length)
            .putInt(length)
            .putInt(command)
            .putInt(status)
            .putInt(number)
            .array());
  }
}
