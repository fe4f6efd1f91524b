package org.recado.lab.smsc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * An ESME's account with its links, and the {@code deliver_sm} that wait for it: kept until
 * answered {@code ESME_ROK}, over whichever link may receive.
 */
final class Account {

  final String systemId;
  final String password;
  private final SmscSettings settings;
  private final Timer timer;
  private final List<Link> links = new ArrayList<>();
  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private int next;

  Account(String systemId, String password, SmscSettings settings, Timer timer) {
    this.systemId = systemId;
    this.password = password;
    this.settings = settings;
    this.timer = timer;
  }

  synchronized List<Link> links() {
    return List.copyOf(links);
  }

  synchronized void bound(Link link) {
    links.add(link);
    pump();
  }

  /** What the link still had under way goes to the head of the queue, in its old order. */
  synchronized void gone(Link link) {
    links.remove(link);
    List<Delivery> unanswered = link.takeUnanswered();
    for (int i = unanswered.size() - 1; i >= 0; i--) {
      waiting.addFirst(unanswered.get(i));
    }
    pump();
  }

  synchronized void deliver(Delivery delivery) {
    waiting.addLast(delivery);
    pump();
  }

  synchronized void answered(Link link, int sequence, int commandStatus) {
    Delivery delivery = link.takeUnanswered(sequence);
    if (delivery == null) {
      return;
    }
    if (commandStatus == Pdu.ESME_ROK) {
      delivery.acknowledge();
    } else {
      again(delivery);
    }
    pump();
  }

  /** Sends again what was not answered for too long. */
  synchronized void sweep() {
    long now = System.nanoTime();
    Duration timeout = settings.answerTimeout();
    for (Link link : links) {
      link.takeUnansweredSince(now - timeout.toNanos()).forEach(waiting::addLast);
    }
    pump();
  }

  synchronized int undelivered() {
    return waiting.size() + links.stream().mapToInt(Link::unanswered).sum();
  }

  private void again(Delivery delivery) {
    timer.after(settings.retryAfter(), () -> deliver(delivery));
  }

  /** One after another over the links in turn, as an SMSC spreads its load over binds. */
  private void pump() {
    int full = 0;
    while (!waiting.isEmpty() && full < links.size()) {
      Link link = links.get(next++ % links.size());
      if (link.receives() && link.unanswered() < settings.window()) {
        link.deliver(waiting.removeFirst());
        full = 0;
      } else {
        full++;
      }
    }
    next = links.isEmpty() ? 0 : next % links.size();
  }
}
