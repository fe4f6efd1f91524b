package org.recado.lab.smsc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.recado.lab.changes.Changes;

/** What becomes of each {@code submit_sm}: the answer, the phone, the receipt. */
final class Exchange {

  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");

  private final SmscSettings settings;
  private final Timer timer;
  private final Changes changes;
  private final Function<String, Handset> handsets;
  private final Map<String, Behaviour> scripted = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final List<Submission> submissions = new ArrayList<>();
  private final AtomicLong submissionCount = new AtomicLong();
  private final AtomicLong acknowledgedReceipts = new AtomicLong();
  private final AtomicLong messageIds;
  private final Held answers = new Held();
  private final Held receipts = new Held();
  private final Held acknowledgements = new Held();
  private final Map<String, Supplier<Behaviour>> ofAccounts = new ConcurrentHashMap<>();
  private volatile Supplier<Behaviour> usual = Behaviour::delivered;
  private volatile boolean remember = true;

  Exchange(
      SmscSettings settings, Timer timer, Changes changes, Function<String, Handset> handsets) {
    this.settings = settings;
    this.timer = timer;
    this.changes = changes;
    this.handsets = handsets;
    // so that ids do not come again after a restart: a million a millisecond are free
    this.messageIds = new AtomicLong(settings.clock().millis() * 1000);
  }

  void when(String digits, Behaviour behaviour) {
    attempts.remove(digits);
    scripted.put(digits, behaviour);
  }

  void whenAccount(String systemId, Supplier<Behaviour> behaviour) {
    ofAccounts.put(systemId, behaviour);
  }

  void otherwise(Supplier<Behaviour> behaviour) {
    usual = behaviour;
  }

  void asUsual() {
    scripted.clear();
    attempts.clear();
    ofAccounts.clear();
    usual = Behaviour::delivered;
  }

  void holdAnswers() {
    answers.hold();
  }

  void holdReceipts() {
    receipts.hold();
  }

  void holdAcknowledgements() {
    acknowledgements.hold();
  }

  void release() {
    answers.release();
    acknowledgements.release();
    receipts.release();
  }

  List<Submission> submissions() {
    synchronized (submissions) {
      return List.copyOf(submissions);
    }
  }

  long submissionCount() {
    return submissionCount.get();
  }

  long acknowledgedReceipts() {
    return acknowledgedReceipts.get();
  }

  void forgetSubmissions() {
    synchronized (submissions) {
      submissions.clear();
    }
  }

  void remember(boolean on) {
    remember = on;
  }

  void submitted(Link link, Account account, Pdu pdu, Map<String, Account> routes) {
    Optional<SubmitSm> read = SubmitSm.read(pdu);
    if (read.isEmpty()) {
      answer(link, pdu, Pdu.ESME_RINVMSGLEN, "");
      return;
    }
    SubmitSm submit = read.get();
    routes.put(submit.source, account);
    Behaviour behaviour = behaviour(account.systemId, submit.destination);
    Submission submission = submission(link, pdu, submit, behaviour);
    submissionCount.incrementAndGet();
    if (remember) {
      synchronized (submissions) {
        submissions.add(submission);
      }
    }
    boolean receiptFirst = behaviour.taken && behaviour.isReceiptFirst();
    if (receiptFirst) {
      arrive(account, submit, submission, behaviour);
    }
    Runnable answering = () -> answer(behaviour, link, pdu, submission.messageId());
    if (behaviour.answerDelay().isZero()) {
      answering.run();
    } else {
      timer.after(behaviour.answerDelay(), answering);
    }
    if (behaviour.taken && !receiptFirst) {
      Duration delay = behaviour.receiptDelay.orElse(settings.receiptDelay());
      timer.after(delay, () -> arrive(account, submit, submission, behaviour));
    }
    changes.happened();
  }

  private void answer(Behaviour behaviour, Link link, Pdu pdu, String messageId) {
    switch (behaviour.answer) {
      case OK -> answers.pass(() -> answer(link, pdu, Pdu.ESME_ROK, messageId));
      case ERROR -> answers.pass(() -> answer(link, pdu, behaviour.commandStatus, ""));
      case NONE -> {}
      case CUT -> link.close();
      case CUT_INSIDE -> link.closeInside(response(pdu, Pdu.ESME_ROK, messageId));
    }
  }

  void acknowledged(Account account, Link link, Pdu pdu) {
    acknowledgements.pass(() -> account.answered(link, pdu.sequence(), pdu.commandStatus()));
  }

  private void arrive(
      Account account, SubmitSm submit, Submission submission, Behaviour behaviour) {
    if (remember && behaviour.reachesPhone() && DIGITS.matcher(submit.destination).matches()) {
      handsets.apply(submit.destination).receive(submit.source, submit.userData);
    }
    if (behaviour.receipt && submit.wantsReceipt(behaviour.reachesPhone())) {
      Instant done = settings.clock().instant();
      var form = behaviour.receiptForm().orElse(settings.receiptForm());
      for (int i = 0; i < behaviour.receipts(); i++) {
        Delivery receipt =
            new Receipt(submission, behaviour, form, done).delivery(this::receiptAcknowledged);
        receipts.pass(() -> account.deliver(receipt));
      }
    }
  }

  private void receiptAcknowledged() {
    acknowledgedReceipts.incrementAndGet();
    changes.happened();
  }

  private Behaviour behaviour(String account, String destination) {
    Behaviour wanted = scripted.get(destination);
    if (wanted == null) {
      wanted =
          MagicNumber.find(destination)
              .map(MagicNumber::behaviour)
              .orElseGet(() -> ofAccounts.getOrDefault(account, usual).get());
    }
    if (wanted.times == Integer.MAX_VALUE) {
      return wanted;
    }
    int nth = attempts.computeIfAbsent(destination, d -> new AtomicInteger()).incrementAndGet();
    return nth <= wanted.times ? wanted : Behaviour.delivered();
  }

  private Submission submission(Link link, Pdu pdu, SubmitSm submit, Behaviour behaviour) {
    long id = messageIds.incrementAndGet();
    boolean hexadecimal = settings.receiptForm() == ReceiptForm.DECIMAL_FOR_HEX;
    return new Submission(
        settings.clock().instant(),
        link.label(),
        submit.source,
        submit.destination,
        submit.userData.text(),
        submit.userData.part(),
        submit.userData.parts(),
        behaviour.taken ? (hexadecimal ? Long.toHexString(id) : Long.toString(id)) : "",
        behaviour.commandStatus,
        remember ? pdu.hex() : "");
  }

  private static void answer(Link link, Pdu pdu, int commandStatus, String messageId) {
    link.send(response(pdu, commandStatus, messageId));
  }

  private static Pdu response(Pdu pdu, int commandStatus, String messageId) {
    var response = Pdu.of(Pdu.SUBMIT_SM | Pdu.RESPONSE, commandStatus, pdu.sequence());
    // section 4.4.2: no body when the status is not zero
    return commandStatus == Pdu.ESME_ROK ? response.text(messageId).end() : response.end();
  }
}
