package org.recado.lab.smsc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an ESME. One thread reads; another writes whatever has gathered in one go, so
 * that many small PDUs share a packet.
 */
final class Link implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(Link.class);
  private static final int BUFFER = 64 * 1024;

  private static final int UNBOUND_MILLIS = 5000;

  /** After this one nothing is written any more. */
  private static final Pdu LAST = Pdu.of(Pdu.UNBIND, 0, 0).end();

  final String name;
  private final Socket socket;
  private final SmscSimulator smsc;
  private final BlockingQueue<Pdu> outbox = new LinkedBlockingQueue<>();
  private final Map<Integer, Delivery> unanswered = new TreeMap<>();
  private final Thread writer;
  private volatile @Nullable Account account;
  private volatile int bindType;
  private volatile boolean frozen;
  private int sequence;

  Link(String name, Socket socket, SmscSimulator smsc) {
    this.name = name;
    this.socket = socket;
    this.smsc = smsc;
    this.writer = new Thread(this::write, "smsc-writes-" + name);
    writer.setDaemon(true);
  }

  void start() {
    var reader = new Thread(this::read, "smsc-reads-" + name);
    reader.setDaemon(true);
    reader.start();
    writer.start();
  }

  @Nullable Account account() {
    return account;
  }

  String label() {
    Account known = account;
    return (known == null ? "unbound" : known.systemId) + "#" + name;
  }

  boolean receives() {
    return bindType == Pdu.BIND_RECEIVER || bindType == Pdu.BIND_TRANSCEIVER;
  }

  boolean transmits() {
    return bindType == Pdu.BIND_TRANSMITTER || bindType == Pdu.BIND_TRANSCEIVER;
  }

  void send(Pdu pdu) {
    if (!frozen || pdu == LAST) {
      outbox.add(pdu);
    }
  }

  /** Only under the lock of its account. */
  void deliver(Delivery delivery) {
    sequence++;
    delivery.sentNanos = System.nanoTime();
    delivery.transmissions.incrementAndGet();
    unanswered.put(sequence, delivery);
    send(delivery.pdu(sequence));
  }

  /** Only under the lock of its account. */
  int unanswered() {
    return unanswered.size();
  }

  /** Only under the lock of its account. */
  @Nullable Delivery takeUnanswered(int answered) {
    return unanswered.remove(answered);
  }

  /** Only under the lock of its account. */
  List<Delivery> takeUnanswered() {
    var all = List.copyOf(unanswered.values());
    unanswered.clear();
    return all;
  }

  /** Only under the lock of its account. */
  List<Delivery> takeUnansweredSince(long nanos) {
    var old = new ArrayList<Delivery>();
    unanswered.values().removeIf(delivery -> delivery.sentNanos - nanos < 0 && old.add(delivery));
    return old;
  }

  /** Cuts the connection, as a network would: no unbind. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing {}", name, e);
    }
    send(LAST);
  }

  /** Cuts the connection after the first octets of a PDU. */
  void closeInside(Pdu pdu) {
    try {
      synchronized (socket) {
        socket.getOutputStream().write(pdu.bytes(), 0, 10);
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      log.debug("cutting {}", name, e);
    }
    close();
  }

  /** From now on nothing is read nor written, and the connection stays open: half-open. */
  void freeze() {
    frozen = true;
  }

  private void read() {
    try (var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER))) {
      while (!socket.isClosed()) {
        Pdu pdu = Pdu.read(in);
        if (!frozen) {
          handle(pdu);
        }
      }
    } catch (IOException e) {
      log.debug("link {} ended: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      log.error("link {} failed", name, e);
    } finally {
      close();
      Account known = account;
      if (known != null) {
        known.gone(this);
      }
      smsc.gone(this);
    }
  }

  private void handle(Pdu pdu) throws IOException {
    switch (pdu.commandId()) {
      case Pdu.BIND_RECEIVER, Pdu.BIND_TRANSMITTER, Pdu.BIND_TRANSCEIVER -> bind(pdu);
      case Pdu.SUBMIT_SM -> smsc.submitted(this, pdu);
      case Pdu.DELIVER_SM | Pdu.RESPONSE, Pdu.GENERIC_NACK -> smsc.acknowledged(this, pdu);
      case Pdu.ENQUIRE_LINK -> answer(pdu, Pdu.ESME_ROK);
      case Pdu.UNBIND -> unbind(pdu);
      default -> {
        if ((pdu.commandId() & Pdu.RESPONSE) == 0) {
          send(Pdu.of(Pdu.GENERIC_NACK, Pdu.ESME_RINVCMDID, pdu.sequence()).end());
        }
      }
    }
  }

  private void bind(Pdu pdu) {
    if (account != null) {
      answer(pdu, Pdu.ESME_RINVBNDSTS);
      return;
    }
    Pdu.Reader body = pdu.body();
    Account asked = smsc.account(body.text(), body.text());
    if (asked == null) {
      answer(pdu, smsc.refusesBinds() ? Pdu.ESME_RBINDFAIL : Pdu.ESME_RINVPASWD);
      return;
    }
    send(
        Pdu.of(pdu.commandId() | Pdu.RESPONSE, Pdu.ESME_ROK, pdu.sequence())
            .text("LABSMSC")
            .tlv(0x0210, new byte[] {0x34})
            .end());
    account = asked;
    bindType = pdu.commandId();
    asked.bound(this);
    smsc.changed();
  }

  /** The ESME is left to close the connection; closed at once, it may not see the answer. */
  private void unbind(Pdu pdu) throws IOException {
    Account known = account;
    bindType = 0;
    if (known != null) {
      known.gone(this);
      smsc.changed();
    }
    answer(pdu, Pdu.ESME_ROK);
    socket.setSoTimeout(UNBOUND_MILLIS);
  }

  private void answer(Pdu pdu, int commandStatus) {
    send(Pdu.of(pdu.commandId() | Pdu.RESPONSE, commandStatus, pdu.sequence()).end());
  }

  private void write() {
    try {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
      for (Pdu pdu = outbox.take(); pdu != LAST; pdu = next(out)) {
        out.write(pdu.bytes());
      }
      out.flush();
    } catch (IOException | InterruptedException e) {
      log.debug("link {} writes no more", name);
    }
  }

  /** Sends what was written as soon as there is nothing more to write with it. */
  private Pdu next(OutputStream out) throws IOException, InterruptedException {
    Pdu ready = outbox.poll();
    if (ready == null) {
      out.flush();
      ready = outbox.take();
    }
    return ready;
  }
}
