package org.recado.mailout;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.recado.commit.Failures;
import org.recado.commit.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One mail after another, over one connection for as long as there are any. What became of one is
 * noted in the transaction that claims the next; until it is noted, no other is claimed. So a crash
 * leaves one mail in doubt, and a database that is away for a moment none.
 */
final class MailWorker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MailWorker.class);

  private final int number;
  private final Mailout mailout;
  private final MailoutProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Smarthosts hosts;
  private final Set<UUID> underWay;
  private final MailMeters meters;
  private final IntConsumer found;
  private final Loop loop;
  private @Nullable Open open;
  private @Nullable Done done;
  private volatile boolean ending;
  private volatile boolean sending;

  private record Open(Smarthost host, SmtpSession smtp) {}

  /** What has to be noted. */
  private record Done(MailQueue.Claimed mail, Runnable note) {}

  /**
   * @param found told the worker's number when it claimed a mail
   */
  MailWorker(
      int number,
      Mailout mailout,
      MailoutProperties properties,
      TransactionTemplate transaction,
      Clock clock,
      Smarthosts hosts,
      Set<UUID> underWay,
      MailMeters meters,
      IntConsumer found) {
    this.number = number;
    this.mailout = mailout;
    this.properties = properties;
    this.transaction = transaction;
    this.clock = clock;
    this.hosts = hosts;
    this.underWay = underWay;
    this.meters = meters;
    this.found = found;
    // the first looks often, and wakes the others when there is something
    var pause = number == 0 ? Duration.ofMillis(500) : Duration.ofSeconds(5);
    this.loop = new Loop("mailout-" + (number + 1), pause, this::work);
  }

  void start() {
    loop.start();
  }

  void wake() {
    loop.wake();
  }

  private boolean work() {
    boolean mayClaim = !ending && !hosts.inOrder().isEmpty();
    var mail = noteAndClaim(mayClaim);
    if (mail.isEmpty()) {
      disconnect();
      return false;
    }
    found.accept(number);
    sending = true;
    try {
      done = new Done(mail.get(), send(mail.get()));
    } finally {
      sending = false;
    }
    return true;
  }

  private Optional<MailQueue.Claimed> noteAndClaim(boolean mayClaim) {
    var toNote = done;
    if (toNote == null && !mayClaim) {
      return Optional.empty();
    }
    var next =
        transaction.execute(
            status -> {
              if (toNote != null) {
                toNote.note().run();
              }
              var claimed =
                  mayClaim ? mailout.queue().claim() : Optional.<MailQueue.Claimed>empty();
              claimed.ifPresent(mail -> underWay.add(mail.id));
              return claimed;
            });
    done = null;
    if (toNote != null && (next.isEmpty() || !next.get().id.equals(toNote.mail().id))) {
      underWay.remove(toNote.mail().id);
    }
    return next;
  }

  /** Tries the hosts in their order, and tells how to note what became of it. */
  private Runnable send(MailQueue.Claimed mail) {
    boolean tried = false;
    String reply = "no host could be reached";
    for (var host : hosts.inOrder()) {
      var smtp = connect(host);
      if (smtp.isEmpty()) {
        continue;
      }
      tried = true;
      var attempt = give(host, smtp.get(), mail);
      if (!attempt.connectionHolds()) {
        disconnect();
      }
      if (attempt instanceof Attempt.Elsewhere elsewhere) {
        hosts.troubled(host);
        reply = elsewhere.reply();
        continue;
      }
      if (attempt instanceof Attempt.InDoubt) {
        hosts.troubled(host);
      }
      return noteOf(mail, attempt);
    }
    return tried ? later(mail, "later", reply) : () -> mailout.queue().release(mail);
  }

  /** A host may end a connection it has served mails over: that says nothing of this mail. */
  private Attempt give(Smarthost host, SmtpSession smtp, MailQueue.Claimed mail) {
    boolean used = smtp.wasUsed();
    var attempt = smtp.give(mail);
    if (used && attempt instanceof Attempt.Elsewhere && !attempt.connectionHolds()) {
      disconnect();
      return connect(host).map(fresh -> fresh.give(mail)).orElse(attempt);
    }
    return attempt;
  }

  private Optional<SmtpSession> connect(Smarthost host) {
    if (open != null && open.host() == host) {
      return Optional.of(open.smtp());
    }
    disconnect();
    if (!hosts.mayConnect(host)) {
      return Optional.empty();
    }
    try {
      var smtp = host.connect();
      open = new Open(host, smtp);
      hosts.connected(host);
      return Optional.of(smtp);
    } catch (Smarthost.Unusable e) {
      hosts.unusable(host, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Runnable noteOf(MailQueue.Claimed mail, Attempt attempt) {
    String reply = attempt.reply();
    if (attempt instanceof Attempt.Taken) {
      meters.count(mail, "sent");
      return () -> mailout.sent(mail, reply);
    }
    if (attempt instanceof Attempt.Refused) {
      return setAside(mail, reply);
    }
    return later(mail, attempt instanceof Attempt.InDoubt ? "in-doubt" : "later", reply);
  }

  private Runnable later(MailQueue.Claimed mail, String outcome, String reply) {
    if (mail.queuedAt.plus(properties.expiry()).isBefore(clock.instant())) {
      return setAside(mail, reply);
    }
    meters.count(mail, outcome);
    var wait = properties.waitAfter(mail.attempt);
    return () -> mailout.queue().putOff(mail, reply, wait);
  }

  private Runnable setAside(MailQueue.Claimed mail, String reply) {
    meters.count(mail, "set-aside");
    log.error(
        "ALARM: mail {} ({}) is set aside: the corporate MTA does not take it", mail.id, mail.kind);
    return () -> mailout.setAside(mail, reply);
  }

  private void disconnect() {
    if (open != null) {
      open.smtp().end();
      open = null;
    }
  }

  /** Nothing new is begun. */
  void end() {
    ending = true;
    loop.wake();
  }

  @Override
  public void close() {
    end();
    loop.close();
    if (sending) {
      log.warn("a mail is still being sent; its host answers too late, and will get it once more");
      return;
    }
    try {
      noteAndClaim(false);
    } catch (RuntimeException e) {
      log.error("what became of the last mail is not noted: {}", Failures.describe(e));
    }
    disconnect();
  }
}
